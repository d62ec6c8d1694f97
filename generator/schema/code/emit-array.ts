import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { itemsEvaluated } from '../evaluates.ts';
import { type Body, demand, type Subject } from './body.ts';
import { emitSub, hintOf, testOf } from './emit-sub.ts';
import { literal, type Test } from './expressions.ts';
import { elsewhere, type KeywordWriters, plainly } from './writers.ts';

/** `prefixItems` and `items` in one go: `items` applies to what `prefixItems` leaves. */
const items = plainly((body: Body, schema: JsonObject, subject: Subject) => {
  const { writer } = body;
  const { value, track } = subject;
  const { all, listed } = itemsEvaluated(schema, true);
  const tuple = listed > 0 ? (schema['prefixItems'] as readonly JsonSchema[]) : [];
  for (const [index, item] of tuple.entries()) {
    if (item === true) continue;
    const name = writer.name(`item${index}`);
    const checks = writer.capture(() =>
      emitSub(
        body,
        item,
        step(subject, name, { name: String(index) }),
        placeOf(body, schema, 'prefixItems', index),
      ),
    );
    if (checks.length === 0) continue;
    writer.block(`if (${value}.length > ${index})`, () => {
      writer.line(`const ${name} = ${value}[${index}];`);
      writer.put(checks);
    });
  }
  if (track !== undefined && listed > 0)
    writer.line(`if (${track}.items < ${listed}) ${track}.items = ${listed};`);
  if (Object.hasOwn(schema, 'items'))
    emitItems(body, schema['items'] as JsonSchema, subject, listed, placeOf(body, schema, 'items'));
  if (track !== undefined && all) writer.line(`${track}.every = true;`);
});

const contains = plainly((body: Body, schema: JsonObject, subject: Subject) => {
  if (Object.hasOwn(schema, 'contains')) emitContains(body, schema, subject);
});

/** The keywords of arrays (2020-12 Core 10.3.1, Validation 6.4). */
export const arrayWriters: KeywordWriters<'array'> = {
  minItems: plainly((body, schema, subject) => {
    const { minItems } = schema;
    if (typeof minItems !== 'number' || minItems <= 0) return;
    const isShort = sizeTest(`${subject.value}.length`, '<', minItems);
    demand(body, isShort, subject, placeOf(body, schema, 'minItems'), literal(minItems));
  }),
  // Too many items are not looked at one by one.
  maxItems(body, schema, subject, next) {
    const { maxItems } = schema;
    if (typeof maxItems !== 'number') next(body);
    else {
      const isLong = sizeTest(`${subject.value}.length`, '>', maxItems);
      demand(body, isLong, subject, placeOf(body, schema, 'maxItems'), literal(maxItems), next);
    }
  },
  uniqueItems: plainly((body, schema, subject) => {
    if (schema['uniqueItems'] !== true) return;
    const is = `${body.writer.helper('unique')}(${subject.value})`;
    demand(body, [`!${is}`, is], subject, placeOf(body, schema, 'uniqueItems'));
  }),
  prefixItems: items,
  items,
  contains,
  minContains: contains,
  maxContains: contains,
  unevaluatedItems: elsewhere,
};

const placeOf = (body: Body, schema: JsonObject, ...tokens: readonly (string | number)[]): string =>
  body.linker.options.stage.origins.of(schema, ...tokens);

const opposite = { '<': '>=', '>': '<=' } as const;

/** That a number is on one side of a limit. */
export const sizeTest = (size: string, side: '<' | '>', limit: number): Test => [
  `${size} ${side} ${literal(limit)}`,
  `${size} ${opposite[side]} ${literal(limit)}`,
];

const step = (subject: Subject, value: string, next: Subject['path'][number]): Subject => ({
  value,
  path: [...subject.path, next],
});

function emitItems(body: Body, items: JsonSchema, subject: Subject, from: number, at: string): void {
  if (items === true) return;
  const { writer } = body;
  const { value } = subject;
  const index = writer.name('index');
  const item = writer.name('item');
  const checks = writer.capture(() => emitSub(body, items, step(subject, item, { index }), at));
  if (checks.length === 0) return;
  writer.block(`for (let ${index} = ${from}; ${index} < ${value}.length; ${index}++)`, () => {
    writer.line(`const ${item} = ${value}[${index}];`);
    writer.put(checks);
  });
}

/** How many items are of a kind; found items count as evaluated (2020-12 Core 10.3.1.3). */
function emitContains(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const { value, track } = subject;
  const least = typeof schema['minContains'] === 'number' ? schema['minContains'] : 1;
  const most = typeof schema['maxContains'] === 'number' ? schema['maxContains'] : undefined;
  if (least === 0 && most === undefined && track === undefined) return;
  const count = writer.name('count');
  const index = writer.name('index');
  writer.line(`let ${count} = 0;`);
  writer.block(`for (let ${index} = 0; ${index} < ${value}.length; ${index}++)`, () => {
    const item = writer.name('item');
    const [test] = testOf(
      body,
      schema['contains'] as JsonSchema,
      { value: item, path: [] },
      hintOf(subject.path, 'contains'),
    );
    if (test.includes(item)) writer.line(`const ${item} = ${value}[${index}];`);
    writer.block(`if (${test})`, () => {
      writer.line(`${count}++;`);
      if (track !== undefined) writer.line(`${track}.places.add(${index});`);
    });
  });
  const { origins } = body.linker.options.stage;
  const keyword = Object.hasOwn(schema, 'minContains') ? 'minContains' : 'contains';
  if (least > 0)
    demand(body, sizeTest(count, '<', least), subject, origins.of(schema, keyword), literal(least));
  if (most !== undefined)
    demand(body, sizeTest(count, '>', most), subject, origins.of(schema, 'maxContains'), literal(most));
}
