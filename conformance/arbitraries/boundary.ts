import { lengthOf } from '../../generator/json/code-points.ts';
import { tokensOf } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { samplesOf } from '../../generator/values/build.ts';
import { heightOf } from '../../generator/values/height.ts';
import { leastOf, setMember } from '../../generator/values/least.ts';
import { sampleMatch } from '../../generator/values/pattern.ts';
import type { ArrayPlan, NumberPlan, ObjectPlan, StringPlan } from '../../generator/values/plan.ts';
import { contextOf } from './arbitrary.ts';
import { graft } from './graft.ts';
import { type Ready, type SchemaOptions, variantsOf } from './options.ts';
import { type Place, placesOf } from './places.ts';
import { partAt, replaced } from './replaced.ts';
import { failed } from './route.ts';
import type { SampleContext } from './sample-context.ts';
import { isWithin } from './sample-number.ts';
import { sampleValue } from './sample-value.ts';
import { sourceFrom } from './source.ts';

/** A valid value with one place at an edge of what is allowed there, the rest as small as can be. */
export interface BoundaryValue {
  readonly value: unknown;
  readonly label: {
    /** JSON Pointer into the value, of the place at the edge. */
    readonly pointer: string;
    readonly keyword: string;
    /** What edge: `least`, `most`, `next to least`, an enum value, `present`, `covering 3/8`, ... */
    readonly side: string;
  };
  readonly discriminatorValue?: string;
}

interface Edge {
  readonly value: unknown;
  readonly keyword: string;
  readonly side: string;
}

/**
 * The boundary values of a schema: finite, ordered, each valid. Per place every bound and its inner neighbour, every enum
 * value, every branch; per object a pairwise covering array over its optional members; each discriminator value apart.
 */
export const boundary = (schema: JsonSchema, options: SchemaOptions = {}): readonly BoundaryValue[] =>
  variantsOf(schema, options).flatMap((variant) => ofOne(variant.ready, variant.options));

/** Beyond, boundaries are of schemas met before; a large document has more places than a run has requests. */
const mostPlaces = 600;

function ofOne(ready: Ready, options: SchemaOptions): readonly BoundaryValue[] {
  const least = options.files === true ? undefined : leastOf(ready.plan);
  const start = least ?? sampleValue(ready.plan, contextOf(sourceFrom(0), options), 1);
  if (start === failed) return [];
  const { discriminatorValue } = options;
  const found = new Map<string, BoundaryValue>();
  const reached = new Set<string>();
  const add = (place: Place, value: unknown, keyword: string, side: string): void => {
    // Ways through a choice meet the same places again: an edge is one for each thing that stands there, not for each way.
    const part = place.plan.kind === 'object' ? '' : JSON.stringify(partAt(value, tokensOf(place.pointer)));
    const edge = JSON.stringify([place.pointer, keyword, side, part]);
    if (reached.has(edge)) return;
    const key = JSON.stringify(value);
    if (found.has(key) || !ready.conditions.every((condition) => isValid(ready.reader, condition, value)))
      return;
    reached.add(edge);
    const label = { pointer: place.pointer, keyword, side };
    found.set(key, { value, label, ...(discriminatorValue === undefined ? {} : { discriminatorValue }) });
  };
  for (const [index, place] of placesOf(ready).slice(0, mostPlaces).entries()) {
    const context = contextOf(sourceFrom(index), options);
    const tokens = tokensOf(place.pointer);
    if (place.plan.kind === 'choice') continue;
    const base = graft(ready.plan, start, context, place.route);
    if (base === failed || partAt(base, tokens) === undefined) continue;
    add(place, base, place.plan.kind, place.pointer === '' ? 'least' : 'present');
    for (const [position, sample] of samplesOf(place.plan).entries())
      add(place, replaced(base, tokens, sample), 'examples', `example ${position + 1}`);
    for (const { value, keyword, side } of edgesOf(place, partAt(base, tokens), context)) {
      if (value !== undefined && value !== failed) add(place, replaced(base, tokens, value), keyword, side);
    }
  }
  return [...found.values()];
}

function edgesOf({ plan }: Place, before: unknown, context: SampleContext): Iterable<Edge> {
  switch (plan.kind) {
    case 'values':
      return plan.values.map((value) => ({
        value,
        keyword: plan.source.keyword,
        side: JSON.stringify(value) ?? '',
      }));
    case 'boolean':
      return [true, false].map((value) => ({ value, keyword: 'type', side: String(value) }));
    case 'number':
      return numberEdges(plan);
    case 'string':
      return context.files ? [] : textEdges(plan);
    case 'array':
      return arrayEdges(plan, context);
    case 'object':
      return objectEdges(plan, before, context);
    default:
      return [];
  }
}

function numberEdges(plan: NumberPlan): readonly Edge[] {
  const { min, max, excludesMin, excludesMax, step } = plan;
  const wide = 2 ** 31;
  const gap = step ?? Math.min(0.01, (max - min) / 4);
  const low = excludesMin ? 'exclusiveMinimum' : 'minimum';
  const high = excludesMax ? 'exclusiveMaximum' : 'maximum';
  const edges: Edge[] = [
    { value: excludesMin ? min + gap : min, keyword: low, side: 'least' },
    { value: min + gap, keyword: low, side: 'next to least' },
    { value: max - gap, keyword: high, side: 'next to most' },
    { value: excludesMax ? max - gap : max, keyword: high, side: 'most' },
    { value: 0, keyword: 'type', side: 'zero' },
    { value: 1, keyword: 'type', side: 'one' },
    { value: wide, keyword: 'type', side: 'beyond 32 bits' },
    { value: -1, keyword: 'type', side: 'negative' },
  ];
  const bounded = edges.filter(
    ({ value }) => typeof value === 'number' && isWithin(plan, value) && Math.abs(value) < 1e300,
  );
  return bounded.map((edge) => ({ ...edge, value: Number(edge.value) + 0 }));
}

const longestText = 100_000;

function textEdges(plan: StringPlan): readonly Edge[] {
  const { min, max, patterns, format } = plan;
  const [pattern] = patterns;
  const text = (length: number): string | undefined => {
    if (length < 0) return undefined;
    if (pattern !== undefined) return sampleMatch(pattern, length, length, () => 0, 4);
    return format === undefined ? 'a'.repeat(length) : undefined;
  };
  const edges: Edge[] = [
    { value: text(min), keyword: 'minLength', side: 'least' },
    { value: text(min + 1), keyword: 'minLength', side: 'next to least' },
  ];
  if (max <= longestText) {
    edges.push({ value: text(max - 1), keyword: 'maxLength', side: 'next to most' });
    edges.push({ value: text(max), keyword: 'maxLength', side: 'most' });
    // Astral characters are one code point and two UTF-16 units: a server that counts units refuses this.
    if (pattern === undefined && format === undefined) {
      edges.push({ value: '😀'.repeat(max), keyword: 'maxLength', side: 'most, astral' });
    }
  }
  if (pattern === undefined && format === undefined && max >= 12) {
    edges.push({
      value: 'é中😀 \u00a0"\\/'.padEnd(Math.max(min, 10), 'a'),
      keyword: 'type',
      side: 'beyond ASCII',
    });
  }
  return edges.filter(
    ({ value }) => typeof value === 'string' && lengthOf(value) >= min && lengthOf(value) <= max,
  );
}

const mostItems = 1_000;

function* arrayEdges(plan: ArrayPlan, context: SampleContext): Generator<Edge> {
  const of = (count: number): unknown => {
    const items: unknown[] = [];
    for (let index = 0; index < count; index++) {
      const least = leastOf(plan.item(index));
      const item = least === undefined || plan.unique ? sampleValue(plan.item(index), context, 3) : least;
      if (item === failed) return failed;
      items.push(item);
    }
    return items;
  };
  yield { value: of(plan.min), keyword: 'minItems', side: 'least' };
  if (plan.min + 1 <= plan.max) yield { value: of(plan.min + 1), keyword: 'minItems', side: 'next to least' };
  if (plan.max > mostItems) return;
  if (plan.max - 1 > plan.min) yield { value: of(plan.max - 1), keyword: 'maxItems', side: 'next to most' };
  yield { value: of(plan.max), keyword: 'maxItems', side: 'most' };
}

function* objectEdges(plan: ObjectPlan, before: unknown, context: SampleContext): Generator<Edge> {
  if (typeof before !== 'object' || before === null) return;
  const optional = plan.names.filter(
    (name) => !plan.required.has(name) && heightOf(plan.member(name)) !== Number.POSITIVE_INFINITY,
  );
  const rows = coveringRows(optional.length);
  for (const [index, row] of rows.entries()) {
    const value: Record<string, unknown> = {};
    for (const name of plan.names) {
      const place = optional.indexOf(name);
      if (place >= 0 && row[place] !== true) continue;
      const own = (before as Record<string, unknown>)[name];
      const least = context.files ? undefined : leastOf(plan.member(name));
      const member = own ?? least ?? sampleValue(plan.member(name), context, 1);
      if (member !== failed && member !== undefined) setMember(value, name, member);
    }
    yield { value, keyword: 'required', side: `covering ${index + 1}/${rows.length}` };
  }
}

/** Presence of `count` members so that any two occur in all four combinations: none, all, each bit of the index and its opposite. */
export function coveringRows(count: number): readonly (readonly boolean[])[] {
  if (count === 0) return [];
  const members = Array.from({ length: count }, (_, index) => index);
  const rows = [members.map(() => false), members.map(() => true)];
  for (let bit = 0; 2 ** bit < count; bit++) {
    const row = members.map((index) => Math.floor(index / 2 ** bit) % 2 === 1);
    rows.push(
      row,
      row.map((present) => !present),
    );
  }
  return rows;
}
