import { equalJson } from '../../generator/json/equal-json.ts';
import { child } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { leastOf } from '../../generator/values/least.ts';
import type { ArrayPlan } from '../../generator/values/plan.ts';
import { failed } from './route.ts';
import type { SampleContext } from './sample-context.ts';
import { sampleValue } from './sample-value.ts';
import type { ReadySite } from './sites.ts';

type Edits = Iterable<unknown>;

/** Arrays that break one keyword of arrays. */
export function* arrayEdits(
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
