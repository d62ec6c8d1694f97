import { equalJson } from '../../generator/json/equal-json.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { samplesOf } from '../../generator/values/build.ts';
import { close } from '../../generator/values/build-object.ts';
import { heightOf, livingAlternatives } from '../../generator/values/height.ts';
import { leastOf, setMember } from '../../generator/values/least.ts';
import type { ArrayPlan, ChoicePlan, ObjectPlan, Plan } from '../../generator/values/plan.ts';
import { freeWords } from './free-words.ts';
import { failed, type Route } from './route.ts';
import type { SampleContext } from './sample-context.ts';
import { sampleNumber } from './sample-number.ts';
import { offer, optionalMembers, shareOf, slotsOf } from './sample-parts.ts';
import { sampleText } from './sample-text.ts';

const tries = 40;
/** Tries, and ways around a `not`, where not finding one costs little: another branch is taken. */
const hastyTries = 8;
const hastyWays = 3;

/** Samples a value of the plan with about `budget` parts; {@link failed} when none was found. */
export function sampleValue(
  plan: Plan,
  context: SampleContext,
  budget: number,
  name = '',
  route: Route = [],
): unknown {
  if (plan.kind === 'choice') return sampleChoice(plan, context, budget, name, route);
  if (budget < 1 && route.length === 0 && !context.files) {
    const least = leastOf(plan);
    if (least !== undefined) return least;
  }
  if (plan.checks.length === 0) return sampleShape(plan, context, budget, name, route);
  const most = context.thorough ? tries : hastyTries;
  for (let attempt = 0; attempt < most && context.patience.left > 0; attempt++) {
    context.patience.left--;
    const value = sampleShape(plan, context, budget, name, route);
    if (value !== failed && plan.checks.every((check) => isValid(plan.reader, check, value))) return value;
  }
  return failed;
}

function sampleChoice(
  plan: ChoicePlan,
  context: SampleContext,
  budget: number,
  name: string,
  route: Route,
): unknown {
  const alternatives = livingAlternatives(plan);
  const [step] = route;
  if (step?.kind === 'choice') return sampleValue(step.plan, context, budget, name, route.slice(1));
  let from = 0;
  if (budget < 1) {
    const least = context.files ? undefined : leastOf(plan);
    if (least !== undefined) return least;
    const flattest = Math.min(...alternatives.map(heightOf));
    from = alternatives.findIndex((alternative) => heightOf(alternative) === flattest);
  } else from = context.source.nextInt(0, alternatives.length - 1);
  const ways = plan.source.keyword === 'not' && !context.thorough ? hastyWays : alternatives.length;
  for (let offset = 0; offset < Math.min(ways, alternatives.length); offset++) {
    const alternative = alternatives[(from + offset) % alternatives.length];
    const value = alternative === undefined ? failed : sampleValue(alternative, context, budget, name, route);
    if (value !== failed) return value;
  }
  return failed;
}

function sampleShape(
  plan: Plan,
  context: SampleContext,
  budget: number,
  name: string,
  route: Route,
): unknown {
  if (route.length === 0) {
    const sample = sampleKnown(plan, context);
    if (sample !== failed) return sample;
  }
  switch (plan.kind) {
    case 'never':
    case 'choice':
      return failed;
    case 'null':
      return null;
    case 'boolean':
      return context.source.nextInt(0, 1) === 1;
    case 'values':
      return plan.values.length === 1
        ? plan.values[0]
        : plan.values[context.source.nextInt(0, plan.values.length - 1)];
    case 'number':
      return sampleNumber(plan, context, name) ?? failed;
    case 'string':
      return sampleText(plan, context, name) ?? failed;
    case 'array':
      return sampleArray(plan, context, budget, name, route);
    case 'object':
      return sampleObject(plan, context, budget, route);
  }
}

/** A list with more is larger than any server reads, or a run can hold. */
const mostItems = 100_000;

const samples = new WeakMap<Plan, readonly unknown[]>();

/** Now and then what the schema itself shows as an example or default. */
function sampleKnown(plan: Plan, { source, files }: SampleContext): unknown {
  let known = samples.get(plan);
  if (known === undefined) {
    known = plan.kind === 'values' ? [] : samplesOf(plan);
    samples.set(plan, known);
  }
  if (known.length === 0 || files || source.nextInt(0, 7) > 0) return failed;
  const sample = known[source.nextInt(0, known.length - 1)];
  return typeof sample === 'object' && sample !== null ? structuredClone(sample) : sample;
}

function sampleArray(
  plan: ArrayPlan,
  context: SampleContext,
  budget: number,
  name: string,
  route: Route,
): unknown {
  const { source } = context;
  const [step] = route;
  const forced = step?.kind === 'item' ? step.index : -1;
  let max = plan.max;
  for (let index = 0; index <= plan.prefix && index < max; index++) {
    if (heightOf(plan.item(index)) === Number.POSITIVE_INFINITY) max = index;
  }
  // A reader of an example expects to see an item.
  const shown =
    context.realistic && budget >= 1 && heightOf(plan.item(0)) !== Number.POSITIVE_INFINITY ? 1 : 0;
  const low = Math.max(plan.min, forced + 1, Math.min(shown, max));
  if (low > mostItems) return failed;
  const room = Math.min(max - low, Math.max(0, Math.min(context.spread, Math.floor(budget))));
  let count = low + (room > 0 ? source.nextInt(0, room) : 0);
  if (
    context.bias !== undefined &&
    Number.isFinite(max) &&
    max - low <= 16 &&
    source.nextInt(1, context.bias) === 1
  ) {
    count = source.nextInt(0, 1) === 0 ? low : Math.max(low, max);
  }
  const matching = plan.contains.flatMap((entry) => Array.from({ length: entry.min }, () => entry));
  count = Math.max(count, Math.min(max, matching.length + (matching.length > 0 ? plan.prefix : 0)));
  const share = (budget - 1) / Math.max(1, count);
  const items: unknown[] = [];
  const slots = slotsOf(plan, matching, count, context);
  for (let index = 0; index < count; index++) {
    const part = slots.get(index) ?? plan.item(index);
    const way = index === forced ? route.slice(1) : [];
    let item = sampleValue(part, context, share, name, way);
    for (let again = 0; plan.unique && again < 25 && items.some((other) => equalJson(other, item)); again++) {
      // A wider budget on each retry: where the least value is taken already, another must be found.
      item = sampleValue(part, context, Math.max(1, share) + again, name, way);
    }
    if (item === failed || (plan.unique && items.some((other) => equalJson(other, item)))) {
      if (items.length >= Math.max(plan.min, forced + 1) && !slots.has(index)) break;
      return failed;
    }
    items.push(item);
  }
  return items;
}

function sampleObject(plan: ObjectPlan, context: SampleContext, budget: number, route: Route): unknown {
  const { source } = context;
  const [step] = route;
  const forced = step?.kind === 'member' ? step.name : undefined;
  const chosen = new Set(plan.required);
  if (forced !== undefined) close(forced, plan.dependent, chosen);
  const optional = optionalMembers(plan);
  if (budget >= 1) {
    for (const name of optional) {
      if (chosen.size < plan.max && source.nextInt(0, 1) === 1) offer(plan, name, chosen);
    }
  }
  for (const name of optional) if (chosen.size < plan.min) offer(plan, name, chosen);
  const free = freeNames(plan, context, budget, chosen);
  const count = chosen.size + free.length;
  if (count < plan.min || count > plan.max) return failed;
  const share = shareOf(plan, chosen, free.length, budget);
  const value: Record<string, unknown> = {};
  for (const name of plan.names) {
    if (!chosen.has(name)) continue;
    const member = sampleValue(
      plan.member(name),
      context,
      share,
      name,
      name === forced ? route.slice(1) : [],
    );
    if (member !== failed) setMember(value, name, member);
    else if (plan.required.has(name) || name === forced || count <= plan.min || plan.dependent.size > 0)
      return failed;
  }
  if (forced !== undefined && !plan.names.includes(forced)) {
    const member = sampleValue(plan.member(forced), context, share, forced, route.slice(1));
    if (member === failed) return failed;
    setMember(value, forced, member);
  }
  for (const name of free) {
    const member = sampleValue(plan.member(name), context, share, name);
    if (member === failed && count <= plan.min) return failed;
    if (member !== failed) setMember(value, name, member);
  }
  return value;
}

/** Names beside the declared ones: where the schema allows them explicitly, and where `minProperties` needs them. */
function freeNames(
  plan: ObjectPlan,
  context: SampleContext,
  budget: number,
  chosen: ReadonlySet<string>,
): readonly string[] {
  const spoken =
    plan.patterns.length > 0 ||
    plan.locals.some(
      ({ schema }) =>
        typeof schema === 'object' &&
        schema['additionalProperties'] !== undefined &&
        schema['additionalProperties'] !== false,
    );
  const missing = Math.max(0, plan.min - chosen.size);
  if (missing === 0 && (budget < 2 || (!spoken && plan.names.length > 0))) return [];
  if (!plan.open && plan.patterns.length === 0) return [];
  const wanted =
    missing + (budget < 2 ? 0 : Math.min(plan.max - chosen.size - missing, context.source.nextInt(0, 2)));
  const found = new Set<string>();
  for (let attempt = 0; attempt < 8 + 4 * wanted && found.size < wanted; attempt++) {
    const name = sampleName(plan, context);
    if (name === failed || found.has(name) || plan.names.includes(name) || plan.dependent.has(name)) continue;
    if (heightOf(plan.member(name)) !== Number.POSITIVE_INFINITY) found.add(name);
  }
  return [...found];
}

/** A name that the schema allows beside those it lists. */
export function sampleName(plan: ObjectPlan, context: SampleContext): string | typeof failed {
  const { source } = context;
  const patterned = plan.patternNames;
  const usePattern = patterned.length > 0 && (!plan.open || source.nextInt(0, 1) === 0);
  const chosen = usePattern ? patterned[source.nextInt(0, patterned.length - 1)] : undefined;
  const names = (chosen ?? plan.freeName)();
  const plain =
    chosen === undefined &&
    names.kind === 'string' &&
    names.patterns.length === 0 &&
    names.format === undefined;
  if (plain && names.checks.length === 0 && names.min <= 1 && names.max >= 10) {
    const word = freeWords[source.nextInt(0, freeWords.length - 1)] ?? 'x';
    return source.nextInt(0, 2) === 0 ? `${word}_${source.nextInt(0, 99)}` : word;
  }
  const sampled = sampleValue(names, { ...context, files: false }, 4);
  return typeof sampled === 'string' ? sampled : failed;
}
