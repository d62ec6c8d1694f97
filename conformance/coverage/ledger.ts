import { escapeToken, isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema, Pointer } from '../../generator/json/types.ts';
import { livingAlternatives } from '../../generator/values/height.ts';
import type { ObjectPlan, Plan } from '../../generator/values/plan.ts';
import { type MutationSite, mutationSites } from '../arbitraries/index.ts';
import { discriminatorOf, readyOf, type SchemaOptions } from '../arbitraries/options.ts';
import { freeNamesOf } from '../arbitraries/places.ts';
import { fits } from '../arbitraries/shrink.ts';

/** How often accepted values met one keyword at one place, and how often edits broke it. */
export interface LedgerRow {
  /** JSON Pointer into the value; list items share the first index from which they are alike. */
  readonly pointer: string;
  readonly keyword: string;
  readonly keywordLocation: Pointer;
  readonly discriminatorValue?: string;
  readonly valid: number;
  readonly invalid: number;
}

/** The coverage of one schema by a run: every keyword at every place, hit or not. */
export interface Ledger {
  /** Counts the keywords that a valid value meets. */
  valid(value: unknown): void;
  /** Counts an edit: a mutant, its site or anything with the same labels. */
  invalid(edit: Pick<MutationSite, 'pointer' | 'keywordLocation' | 'discriminatorValue'>): void;
  /** In the order of the schema. */
  rows(): readonly LedgerRow[];
}

/** Shares of rows from 0 to 1. */
export interface Coverage {
  readonly rows: number;
  readonly valid: number;
  readonly invalid: number;
  /** Rows that were hit both ways. */
  readonly both: number;
}

interface Count {
  readonly label: Omit<LedgerRow, 'valid' | 'invalid'>;
  valid: number;
  invalid: number;
}

/** An empty ledger with a row for each keyword of each place, each discriminator value apart. */
export function createLedger(schema: JsonSchema, options: SchemaOptions = {}): Ledger {
  const counts = new Map<string, Count>();
  const byPlace = new Map<string, Count[]>();
  for (const { pointer, keyword, keywordLocation, discriminatorValue } of mutationSites(schema, options)) {
    const pinned = discriminatorValue === undefined ? {} : { discriminatorValue };
    const key = keyOf(discriminatorValue, pointer, keywordLocation);
    if (counts.has(key)) continue;
    const count: Count = { label: { pointer, keyword, keywordLocation, ...pinned }, valid: 0, invalid: 0 };
    counts.set(key, count);
    const place = `${discriminatorValue ?? ''} ${pointer}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), count]);
  }
  const { reader, conditions, plan } = readyOf(schema, options);
  const [placed] = conditions;
  const tag = placed === undefined ? undefined : discriminatorOf(reader, placed)?.propertyName;
  return {
    valid(value) {
      const said = tag !== undefined && isObject(value) ? value[tag] : undefined;
      const branch = typeof said === 'string' ? said : (options.discriminatorValue ?? '');
      const seen = new Set<Count>();
      visit(plan, value, '', (pointer, at) => {
        for (const count of byPlace.get(`${branch} ${pointer}`) ?? []) {
          if (!seen.has(count) && speaksOf(at, count.label)) seen.add(count);
        }
      });
      for (const count of seen) count.valid++;
    },
    invalid({ pointer, keywordLocation, discriminatorValue }) {
      const count = counts.get(keyOf(discriminatorValue, pointer, keywordLocation));
      if (count !== undefined) count.invalid++;
    },
    rows: () => [...counts.values()].map(({ label, valid, invalid }) => ({ ...label, valid, invalid })),
  };
}

/** The shares of rows that were hit. */
export function coverageOf(rows: readonly LedgerRow[]): Coverage {
  const share = (hit: (row: LedgerRow) => boolean): number =>
    rows.length === 0 ? 1 : rows.filter(hit).length / rows.length;
  return {
    rows: rows.length,
    valid: share(({ valid }) => valid > 0),
    invalid: share(({ invalid }) => invalid > 0),
    both: share(({ valid, invalid }) => valid > 0 && invalid > 0),
  };
}

const keyOf = (value: string | undefined, pointer: string, keywordLocation: Pointer): string =>
  `${value ?? ''} ${pointer} ${keywordLocation}`;

/** Whether the plan was made from the schema object that contains the keyword. */
function speaksOf(plan: Plan, { keyword, keywordLocation }: Count['label']): boolean {
  if ((plan.kind === 'choice' || plan.kind === 'values') && plan.source.at === keywordLocation) return true;
  return plan.locals.some(({ at }) => `${keywordLocation}/`.startsWith(`${at}/${keyword}/`));
}

/** Every place of the value, with its plan. */
function visit(
  plan: Plan,
  value: unknown,
  pointer: string,
  see: (pointer: string, plan: Plan) => void,
): void {
  see(pointer, plan);
  if (plan.kind === 'choice') {
    for (const alternative of livingAlternatives(plan)) {
      if (fits(alternative, value)) visit(alternative, value, pointer, see);
    }
  } else if (plan.kind === 'array' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      visit(plan.item(index), item, `${pointer}/${Math.min(index, plan.prefix)}`, see);
    }
  } else if (plan.kind === 'object' && isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      visit(plan.member(name), member, `${pointer}/${escapeToken(placeName(plan, name))}`, see);
    }
  }
}

/** Undeclared names are counted under the name that represents them among the sites. */
function placeName(plan: ObjectPlan, name: string): string {
  if (plan.names.includes(name)) return name;
  return (
    freeNamesOf(plan).find((free) => plan.member(free) === plan.member(name)) ?? freeNamesOf(plan)[0] ?? name
  );
}
