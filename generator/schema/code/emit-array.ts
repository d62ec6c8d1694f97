import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { itemsEvaluated } from '../evaluates.ts';
import { type Body, demand, type Subject, within } from './emit-schema.ts';
import { emitSub, hintOf, testOf } from './emit-sub.ts';
import { literal, type Test } from './expressions.ts';

/** The keywords of arrays (2020-12 Core 10.3.1, Validation 6.4). */
export function emitArray(body: Body, schema: JsonObject, subject: Subject): void {
  const { writer } = body;
  const at = (...tokens: readonly (string | number)[]) =>
    body.linker.options.stage.origins.of(schema, ...tokens);
  const { value, track } = subject;
  const { minItems, maxItems } = schema;
  if (typeof minItems === 'number' && minItems > 0)
    demand(body, sizeTest(`${value}.length`, '<', minItems), subject, at('minItems'), literal(minItems));
  const looked = (inner: Body): void => {
    if (schema['uniqueItems'] === true) {
      const is = `${writer.helper('unique')}(${value})`;
      demand(inner, [`!${is}`, is], subject, at('uniqueItems'));
    }
    const tuple = Array.isArray(schema['prefixItems'])
      ? (schema['prefixItems'] as readonly JsonSchema[])
      : [];
    for (const [index, item] of tuple.entries()) {
      if (item === true) continue;
      const name = writer.name(`item${index}`);
      const checks = writer.capture(() =>
        emitSub(inner, item, step(subject, name, { name: String(index) }), at('prefixItems', index)),
      );
      if (checks.length === 0) continue;
      writer.block(`if (${value}.length > ${index})`, () => {
        writer.line(`const ${name} = ${value}[${index}];`);
        writer.put(checks);
      });
    }
    const { all, listed } = itemsEvaluated(schema, true);
    if (track !== undefined && listed > 0)
      writer.line(`if (${track}.items < ${listed}) ${track}.items = ${listed};`);
    if (Object.hasOwn(schema, 'items'))
      emitItems(inner, schema['items'] as JsonSchema, subject, listed, at('items'));
    if (track !== undefined && all) writer.line(`${track}.every = true;`);
    if (Object.hasOwn(schema, 'contains')) emitContains(inner, schema, subject);
  };
  // Too many items are not looked at one by one.
  if (typeof maxItems === 'number')
    demand(
      within(body),
      sizeTest(`${value}.length`, '>', maxItems),
      subject,
      at('maxItems'),
      literal(maxItems),
      looked,
    );
  else looked(within(body));
}

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
