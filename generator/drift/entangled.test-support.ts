import type { JsonObject } from '../json/types.ts';

const names = ['Root', 'Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta', 'Eta', 'Theta', 'Iota'] as const;
const texts = ['red', 'green', 'blue', 'white'];

/** Numbers from a seed: equal seeds give equal documents (mulberry32). */
function numbersFrom(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/**
 * Two versions of a document whose schemas inherit from, list and contain each other, in circles too: bases that list their
 * subtypes, which extend the base; unions of unions; lists of themselves. The second differs by one to three edits.
 */
export function entangledPair(seed: number): { readonly base: JsonObject; readonly head: JsonObject } {
  const roll = numbersFrom(seed);
  const dialect = roll(2) === 0 ? '3.0.3' : '3.1.0';
  const count = 4 + roll(names.length - 4);
  const used = names.slice(0, count);
  const ref = (name: string = used[roll(count)] ?? 'Root'): JsonObject => ({
    $ref: `#/components/schemas/${name}`,
  });
  const several = <Item>(most: number, make: () => Item): readonly Item[] =>
    Array.from({ length: 1 + roll(most) }, make);

  function leaf(): JsonObject {
    switch (roll(5)) {
      case 0:
        return { type: 'string', maxLength: 1 + roll(40) };
      case 1:
        return { type: 'integer', minimum: roll(5) };
      case 2:
        return { type: 'string', enum: texts.slice(0, 1 + roll(4)) };
      case 3:
        return { type: 'boolean' };
      default:
        return { type: 'array', items: ref() };
    }
  }

  const object = (): JsonObject => ({
    type: 'object',
    properties: Object.fromEntries(
      several(4, () => [`m${roll(6)}`, roll(3) === 0 ? leaf() : roll(5) === 0 ? union() : ref()]),
    ),
    ...(roll(2) === 0 ? { required: [`m${roll(6)}`] } : {}),
    ...(roll(6) === 0 ? { additionalProperties: roll(2) === 0 ? false : ref() } : {}),
  });

  function union(): JsonObject {
    const branches = several(4, () => (roll(4) === 0 ? leaf() : ref()));
    return { [roll(2) === 0 ? 'oneOf' : 'anyOf']: branches };
  }

  /** A base that lists its subtypes and is a part of each of them. */
  const family = (): JsonObject => ({
    ...object(),
    required: ['kind'],
    discriminator: { propertyName: 'kind' },
    ...(roll(2) === 0 ? { oneOf: several(4, () => ref()) } : {}),
  });

  function schema(): JsonObject {
    switch (roll(6)) {
      case 0:
        return union();
      case 1:
        return family();
      case 2:
      case 3:
        return { allOf: [ref(), ...several(2, () => (roll(3) === 0 ? ref() : object()))] };
      default:
        return object();
    }
  }

  const schemas = Object.fromEntries(used.map((name) => [name, schema()]));
  const edited = { ...schemas };
  for (const name of several(3, () => used[roll(count)] ?? 'Root'))
    edited[name] = roll(3) === 0 ? { allOf: [edited[name], object()] } : schema();
  return { base: documentOf(dialect, schemas), head: documentOf(dialect, edited) };
}

function documentOf(openapi: string, schemas: JsonObject): JsonObject {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Root' } } };
  return {
    openapi,
    info: { title: 'Entangled', version: '1' },
    paths: {
      '/root': {
        put: {
          operationId: 'putRoot',
          requestBody: { required: true, content },
          responses: { 200: { description: 'ok', content } },
        },
      },
    },
    components: { schemas },
  };
}
