import { isFilePart } from '../../generator/json/file-part.ts';
import { child } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import type { Placed } from '../../generator/schema/placed.ts';
import { branchesOf } from '../../generator/values/alternatives.ts';
import { planOf } from '../../generator/values/build.ts';
import { leastOf } from '../../generator/values/least.ts';
import { arrayEdits } from './edits-array.ts';
import { objectEdits } from './edits-object.ts';
import { fileEdits, numberEdits, typeEdits, valueEdits, valuesBeside } from './edits-scalar.ts';
import { textEdits } from './edits-text.ts';
import type { SampleContext } from './sample-context.ts';
import { sampleValue } from './sample-value.ts';
import type { ReadySite } from './sites.ts';

type Edits = Iterable<unknown>;

/** What `before` may be replaced by to break the site's keyword, the plainest first; not every one breaks only that. */
export function* editsOf(site: ReadySite, before: unknown, context: SampleContext): Generator<unknown> {
  const { kind, detail } = site;
  if (kind === 'null') yield null;
  else if (kind.startsWith('type: ')) yield* typeEdits(detail, before);
  else yield* keywordEdits(site, before, context);
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

/** Values that all other keywords of the place accept and this one rejects: for a keyword without edits of its own. */
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
