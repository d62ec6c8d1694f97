import { lengthOf } from '../../generator/json/code-points.ts';
import { equalJson } from '../../generator/json/equal-json.ts';
import { isFilePart } from '../../generator/json/file-part.ts';
import { matchesPattern } from '../../generator/json/pattern.ts';
import { child } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import { hasFormat } from '../../generator/schema/formats.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import type { Placed } from '../../generator/schema/placed.ts';
import { branchesOf } from '../../generator/values/alternatives.ts';
import { planOf } from '../../generator/values/build.ts';
import { leastOf, setMember } from '../../generator/values/least.ts';
import { sampleMatch } from '../../generator/values/pattern.ts';
import {
  type ArrayPlan,
  type ObjectPlan,
  objectOf,
  type StringPlan,
  type ValuesPlan,
} from '../../generator/values/plan.ts';
import { formats, nearMisses } from './formats.ts';
import type { SampleContext } from './sample-context.ts';
import { failed, sampleValue } from './sample-value.ts';
import type { ReadySite } from './sites.ts';

type Edits = Iterable<unknown>;

/** What `before` may be replaced by to break the site's keyword, the plainest first; not every one breaks only that. */
export function* editsOf(site: ReadySite, before: unknown, context: SampleContext): Generator<unknown> {
  const { kind, detail } = site;
  if (kind === 'null') yield null;
  else if (kind.startsWith('type: ')) yield* typeEdits(detail, before);
  else yield* keywordEdits(site, before, context);
}

/** A value of each type, as plain as can be; texts and numbers that read back as what stood there come last. */
function* typeEdits(detail: string, before: unknown): Edits {
  switch (detail) {
    case 'boolean':
      yield* [true, false];
      return;
    case 'number':
      yield* [1, 0, 1.5, -1];
      return;
    case 'string':
      yield* ['text', '', 'true'];
      return;
    case 'array':
      yield* [[], [before], ['text']];
      return;
    case 'object':
      yield* [{}, { value: 1 }];
      return;
    case 'numeric':
      yield String(before);
      return;
    case 'fraction':
      for (const fraction of [0.5, 0.25, -0.5]) if (typeof before === 'number') yield before + fraction;
  }
}

function* keywordEdits(site: ReadySite, before: unknown, context: SampleContext): Edits {
  let isEdited = false;
  for (const edit of ownEdits(site, before, context)) {
    isEdited = true;
    yield edit;
  }
  if (!isEdited) yield* otherwise(site, context);
}

function* ownEdits(site: ReadySite, before: unknown, context: SampleContext): Edits {
  const { plan, keyword } = site;
  if (keyword === 'not' || keyword === 'oneOf') return yield* applicatorEdits(site, context);
  switch (plan.kind) {
    case 'values':
      yield* valueEdits(site, plan.values, valuesBeside(plan));
      return;
    case 'number':
      return yield* numberEdits(site, before);
    case 'string':
      if (isFilePart(before)) return yield* fileEdits(site, before);
      return yield* textEdits(site, plan, context);
    case 'array':
      if (Array.isArray(before)) yield* arrayEdits(site, plan, before, context);
      return;
    case 'object':
      if (typeof before === 'object' && before !== null)
        yield* objectEdits(site, plan, before as Record<string, unknown>, context);
  }
}

function* applicatorEdits({ plan, keyword, keywordLocation }: ReadySite, context: SampleContext): Edits {
  const own = plan.conditions.find(
    ({ schema, at }) =>
      (schema as JsonObject)[keyword] !== undefined && child(at, keyword) === keywordLocation,
  );
  if (own === undefined) return;
  const others = plan.conditions.filter((condition) => condition !== own);
  const schema = own.schema as JsonObject;
  if (keyword === 'not') {
    const wanted = planOf(plan.reader, [
      ...others,
      { schema: schema['not'] as JsonSchema, at: child(own.at, 'not') },
    ]);
    yield leastOf(wanted);
    yield sampleValue(wanted, context, 6);
    return;
  }
  const branches = branchesOf(schema, own.at, 'oneOf');
  for (const [index, left] of branches.entries()) {
    for (const right of branches.slice(index + 1, index + 7)) {
      const both = leastOf(planOf(plan.reader, [...others, left, right]));
      if (both !== undefined) yield both;
    }
  }
}

/** Values of the place that all other keywords accept and this one refuses: for a keyword that has no edits of its own. */
function* otherwise({ plan, keyword, keywordLocation }: ReadySite, context: SampleContext): Edits {
  const { reader } = plan;
  let broken: Placed | undefined;
  const others = plan.conditions.map((condition): Placed => {
    const { schema, at } = condition;
    if (typeof schema === 'boolean' || child(at, keyword) !== keywordLocation) return condition;
    const { [keyword]: said, ...rest } = schema;
    broken = { schema: reader.make({ not: { [keyword]: said } }), at };
    return { schema: reader.settle(rest), at };
  });
  if (broken === undefined) return;
  const wanted = planOf(reader, [...others, broken]);
  yield leastOf(wanted);
  for (let attempt = 0; attempt < 5; attempt++) yield sampleValue(wanted, context, 6);
}

/** What another enum or const of the same place would allow. */
function valuesBeside({ locals, values }: ValuesPlan): readonly unknown[] {
  const said = locals.flatMap((local): readonly unknown[] => {
    const { enum: list, const: only } = objectOf(local) ?? {};
    return [...(Array.isArray(list) ? list : []), ...(only === undefined ? [] : [only])];
  });
  return said.filter((value) => !values.some((each) => equalJson(each, value)));
}

function* valueEdits(
  { kind, detail }: ReadySite,
  values: readonly unknown[],
  beside: readonly unknown[],
): Edits {
  const texts = values.filter((value) => typeof value === 'string');
  if (kind.includes('value of a sibling')) yield detail;
  else if (kind.endsWith('wrong case')) {
    for (const text of texts)
      yield* [text.toUpperCase(), text.charAt(0).toUpperCase() + text.slice(1), text.toLowerCase()];
  } else if (kind.endsWith('near')) {
    yield* beside;
    for (const text of texts) yield* [`${text}x`, text.slice(0, -1), ` ${text}`];
    for (const value of values)
      if (typeof value === 'number') yield* [value + 1, value - 1, value + 1_000_003];
  } else if (texts.length > 0) yield* ['not-one-of-them', 'zzz', ''];
  else if (values.some((value) => typeof value === 'number')) yield* [987_654_321, -987_654_321];
  else if (values.every((value) => typeof value === 'boolean')) yield* [true, false];
  else yield* ['not-one-of-them', 987_654_321];
}

function* numberEdits({ plan, keyword, kind, detail }: ReadySite, before: unknown): Edits {
  if (plan.kind !== 'number' || typeof before !== 'number') return;
  const limit = Number(detail);
  const step = plan.step ?? 1;
  const fine = plan.step === undefined ? [0.01, 0.5, 1] : [];
  switch (keyword) {
    case 'minimum':
      if (kind.includes('far')) yield* [limit - 1_000 * step, limit - 1_000_000 * step];
      else
        yield* [
          plan.min - step,
          limit - step,
          ...fine.map((gap) => limit - gap),
          limit - 2 ** -20 * Math.abs(limit),
        ];
      return;
    case 'maximum':
      if (kind.includes('far')) yield* [limit + 1_000 * step, limit + 1_000_000 * step];
      else
        yield* [
          plan.max + step,
          limit + step,
          ...fine.map((gap) => limit + gap),
          limit + 2 ** -20 * Math.abs(limit),
        ];
      return;
    case 'exclusiveMinimum':
      yield* [limit, limit - step];
      return;
    case 'exclusiveMaximum':
      yield* [limit, limit + step];
      return;
    case 'multipleOf':
      yield* [before + limit / 2, before - limit / 2, before + 1, before - 1, before + limit / 3];
      return;
    case 'format':
      yield* [2 ** 31, -(2 ** 31) - 1, 2 ** 40];
  }
}

function* fileEdits(
  { keyword, detail }: ReadySite,
  before: { readonly $file: { readonly bytes: Uint8Array } },
): Edits {
  const limit = Number(detail);
  const length = keyword === 'minLength' ? limit - 1 : limit + 1;
  if (keyword === 'minLength' || keyword === 'maxLength') {
    yield { $file: { ...before.$file, bytes: new Uint8Array(length).fill(97) } };
  }
}

const longestText = 1_000_000;

function* textEdits({ keyword, kind, detail }: ReadySite, plan: StringPlan, context: SampleContext): Edits {
  const limit = Number(detail);
  const pick = (below: number): number => (below < 2 ? 0 : context.source.nextInt(0, below - 1));
  const [pattern] = plan.patterns;
  if (keyword === 'minLength' || keyword === 'maxLength') {
    const length = keyword === 'minLength' ? limit - 1 : limit + 1;
    if (length > longestText) return;
    if (pattern !== undefined) yield sampleMatch(pattern, length, length, pick);
    const format = formats[plan.format ?? ''];
    for (let attempt = 0; format !== undefined && attempt < 30; attempt++) {
      const text = format(context.source);
      if (lengthOf(text) === length) yield text;
    }
    yield 'a'.repeat(length);
    if (keyword === 'minLength' && limit > 1) yield '';
    return;
  }
  const fits = (text: string): boolean => lengthOf(text) >= plan.min && lengthOf(text) <= plan.max;
  const drafts =
    keyword === 'pattern' ? patternMisses(plan, detail, kind, pick) : formatMisses(detail, kind, plan);
  for (const text of drafts) {
    if (!fits(text)) continue;
    const broken = keyword === 'pattern' ? matchesPattern(detail, text) === false : !hasFormat(detail, text);
    if (broken) yield text;
  }
}

/** How much longer than a match a text is made, to find the length that a pattern ends at. */
const mostMore = 300;

function* patternMisses(
  plan: StringPlan,
  source: string,
  kind: string,
  pick: (below: number) => number,
): Generator<string> {
  const match = sampleMatch(source, plan.min, plan.max, pick) ?? '';
  if (kind.endsWith('near')) {
    for (const odd of ['!', ' ', 'é', '0', 'A', '\n', '-', 'z']) {
      yield* [odd + match.slice(1), match.slice(0, -1) + odd, match + odd, odd + match];
    }
    yield* [match.slice(1), match.slice(0, -1), match.toUpperCase(), match.toLowerCase()];
  }
  // Lengths that the pattern itself bounds: only its own characters, and one too many or too few.
  if (kind.endsWith('too long')) {
    for (let more = 1; more <= mostMore; more++) yield match + match.slice(-1).repeat(more);
    return;
  }
  if (kind.endsWith('too short')) {
    for (let length = match.length - 1; length > 0; length--) yield match.slice(0, length);
    return;
  }
  const length = Math.max(plan.min, Math.min(plan.max, 8));
  for (const odd of ['!', ' ', '§', '0', 'a', '\u0000', '\n', '~']) yield odd.repeat(length);
  yield '';
}

function* formatMisses(format: string, kind: string, plan: StringPlan): Generator<string> {
  if (kind.endsWith('near')) yield* nearMisses[format] ?? [];
  const length = Math.max(plan.min, Math.min(plan.max, 8));
  for (const odd of ['not a value', '!', ' ', '%', '{', '[', '\\', '*', '~', '^', '"', '(', '.']) {
    yield odd;
    yield odd.repeat(length).slice(0, length);
  }
  yield '';
}

function* arrayEdits(
  { keyword, detail }: ReadySite,
  plan: ArrayPlan,
  before: readonly unknown[],
  context: SampleContext,
): Edits {
  const limit = Number(detail);
  switch (keyword) {
    case 'minItems':
      yield before.slice(0, limit - 1);
      for (let start = 1; start + limit - 1 <= before.length; start++)
        yield before.slice(start, start + limit - 1);
      return;
    case 'maxItems':
    case 'items':
    case 'unevaluatedItems':
      yield* longer(plan, before, keyword === 'maxItems' ? limit + 1 : before.length + 1, context);
      return;
    case 'uniqueItems': {
      const [first] = before;
      if (before.length > 1) yield [...before.slice(0, -1), first];
      if (before.length > 0 && before.length < plan.max) yield [...before, before[before.length - 1]];
      const item = leastOf(plan.item(plan.prefix));
      if (item !== undefined) yield [...before, item, structuredClone(item)];
      return;
    }
    default:
      yield* containsEdits(detail, keyword, plan, before, context);
  }
}

const longestArray = 5_000;

function* longer(plan: ArrayPlan, before: readonly unknown[], length: number, context: SampleContext): Edits {
  if (length > longestArray) return;
  const items = [...before];
  while (items.length < length) {
    const least = items.length >= plan.max && plan.prefix > 0 ? 0 : leastOf(plan.item(items.length));
    const draftItem = (): unknown => sampleValue(plan.item(items.length), context, 3);
    let item = plan.unique || least === undefined ? draftItem() : least;
    for (let again = 0; plan.unique && again < 20 && items.some((other) => equalJson(other, item)); again++) {
      item = draftItem();
    }
    items.push(item === failed ? 0 : item);
  }
  yield items;
}

function* containsEdits(
  place: string,
  keyword: string,
  plan: ArrayPlan,
  before: readonly unknown[],
  context: SampleContext,
): Edits {
  const entry = plan.contains.find(({ pointer }) => pointer === child(place, 'contains'));
  const local = plan.locals.find(({ at }) => at === place);
  if (entry === undefined || local === undefined) return;
  const placed = { schema: (local.schema as JsonObject)['contains'] as JsonSchema, at: entry.pointer };
  const matches = (item: unknown): boolean => isValid(plan.reader, placed, item);
  if (keyword === 'maxContains') {
    const items = [...before];
    for (let again = 0; again < 200 && items.filter(matches).length <= entry.max; again++)
      items.push(sampleValue(entry.plan(), context, 3));
    yield items;
    return;
  }
  let spare = entry.min - 1;
  const fewer = before.filter((item) => !matches(item) || spare-- > 0);
  yield fewer;
  const filled = [...fewer];
  for (let again = 0; again < 50 && filled.length < before.length; again++) {
    const item = sampleValue(plan.item(plan.prefix), context, 3);
    if (item !== failed && !matches(item)) filled.push(item);
  }
  yield filled;
}

function without(
  before: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(before)) if (!names.includes(name)) setMember(rest, name, value);
  return rest;
}

function plus(
  before: Readonly<Record<string, unknown>>,
  name: string,
  value: unknown,
): Record<string, unknown> {
  const more = { ...before };
  setMember(more, name, value);
  return more;
}

function* objectEdits(
  { keyword, kind, detail }: ReadySite,
  plan: ObjectPlan,
  before: Readonly<Record<string, unknown>>,
  context: SampleContext,
): Edits {
  const names = Object.keys(before);
  switch (keyword) {
    case 'required':
      yield without(before, detail);
      return;
    case 'dependentRequired': {
      const [trigger = '', name = ''] = JSON.parse(detail) as readonly string[];
      const triggered = Object.hasOwn(before, trigger)
        ? before
        : plus(before, trigger, leastOf(plan.member(trigger)));
      yield without(triggered, name);
      return;
    }
    case 'additionalProperties':
    case 'unevaluatedProperties':
      if (kind.includes('member of a sibling')) {
        for (const value of [1, 'text', true, null]) yield plus(before, detail, value);
      } else if (kind.endsWith('misspelt member')) {
        for (const name of plan.names)
          yield* [plus(before, `${name}s`, before[name] ?? 1), plus(before, name.toUpperCase(), 1)];
      } else for (const name of ['unexpected', 'extra_1', 'zz', '0']) yield plus(before, name, 1);
      return;
    case 'properties':
      for (const value of [1, 'text', null]) yield plus(before, detail, value);
      return;
    case 'minProperties':
      yield* droppedTo(plan, before, Number(detail) - 1);
      return;
    case 'maxProperties': {
      let more = { ...before };
      for (const name of plan.names) {
        if (Object.keys(more).length > Number(detail)) break;
        const value = leastOf(plan.member(name));
        if (!Object.hasOwn(more, name) && value !== undefined) more = plus(more, name, value);
      }
      for (let count = 1; Object.keys(more).length <= Number(detail) && count < longestArray; count++) {
        const name = `extra_${count}`;
        more = plus(more, name, leastOf(plan.member(name)) ?? 1);
      }
      yield more;
      return;
    }
    case 'propertyNames': {
      const value = (name: string): unknown =>
        leastOf(plan.member(name)) ?? sampleValue(plan.member(name), context, 2);
      for (const name of ['', ' ', '!', 'a', '0', 'UPPER', 'x'.repeat(70), 'a-b', 'é', 'a'.repeat(600)]) {
        if (!names.includes(name)) yield plus(before, name, value(name));
      }
    }
  }
}

function* droppedTo(plan: ObjectPlan, before: Readonly<Record<string, unknown>>, count: number): Edits {
  const optional = Object.keys(before).filter((name) => !plan.required.has(name));
  const surplus = Object.keys(before).length - count;
  if (surplus > 0 && optional.length >= surplus) yield without(before, ...optional.slice(0, surplus));
}
