import type { Contract, Operation, Parameter } from '../../generator/contract/model.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { typesOf } from '../../generator/wire/decode.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import type { TestCase } from '../model.ts';
import { leavesOf, replaceAt } from './leaves.ts';
import { richCall } from './rich-call.ts';
import type { Sampler } from './sampler.ts';
import { testCase } from './test-case.ts';

/** Most unusual bodies and parameters of one operation: all kinds come in turn over the operations and the seeds. */
const mostBodies = 1;
const mostParameters = 1;

/** Integers that other number types cannot hold: 32 bits, a double, 64 bits, anything. */
const integers: readonly (readonly [name: string, digits: string])[] = [
  ['2^31', '2147483648'],
  ['2^53 + 1', '9007199254740993'],
  ['2^63', '9223372036854775808'],
  ['an integer of 30 digits', '123456789012345678901234567890'],
  ['-2^63 - 1', '-9223372036854775809'],
];

/** Ids of other kinds than the one that is documented. */
const ids: readonly (readonly [name: string, text: string])[] = [
  ['a word', 'plumbline'],
  ['a negative number', '-1'],
  ['a fraction', '1.5'],
  ['a number of 30 digits', '123456789012345678901234567890'],
  ['null', 'null'],
  ['a UUID', '00000000-0000-4000-8000-00000000bad0'],
  ['a percent sign', '%25'],
];

const utf8 = new TextEncoder();
const mark = 'plumbline-unusual-value';

/** What stands in the place of a leaf of a JSON body, quotes included. */
type Raw = string | Uint8Array;

const ofTexts: readonly (readonly [name: string, raw: Raw])[] = [
  ['bytes that are not UTF-8', Uint8Array.from([0x22, 0x61, 0xc3, 0x28, 0xff, 0x22])],
  ['a lone surrogate', '"a\\ud800b"'],
  ['lists nested 5,000 deep', '['.repeat(5_000) + ']'.repeat(5_000)],
];

/** The likeliest crash: it comes in each operation. */
const longText: readonly [name: string, raw: Raw] = ['100 kB of text', `"${'x'.repeat(100_000)}"`];

/** What stands before the first member of a JSON body. */
const members: readonly (readonly [name: string, raw: string])[] = [
  ['a member __proto__', '"__proto__":{"plumbline":1},'],
  ['the same member twice', ''],
];

/**
 * Requests that some readers of HTTP and JSON accept and others refuse, so that the document cannot decide: each may be accepted or
 * refused with any 4xx, and gets no 5xx and no silence.
 */
export function unusualCases(
  contract: Contract,
  operation: Operation,
  sampler: Sampler,
): readonly TestCase[] {
  const call = sampler.leastCall(undefined);
  if (call === undefined) return [];
  const context = { contract, operation, phase: 'edges' } as const;
  const turn = sampler.seed + (seedFrom(0, operation.operationId) >>> 0);
  const base = testCase(context, 'unusual', '', call);
  const alike = (title: string, index: string, request: WireRequest, place: string): TestCase => {
    const { body: _, ...others } = call;
    return {
      ...base,
      id: `${operation.operationId}/edges/unusual/${index}`,
      title: `${place} is ${title}`,
      intent: 'unusual',
      arguments: place.startsWith('/body') ? others : call,
      request,
    };
  };
  return [
    ...[...longBody(), ...inTurn(bodies(), turn, mostBodies)].map(([title, raw, place], index) =>
      alike(title, `body-${index}`, { ...base.request, body: raw }, place),
    ),
    ...inTurn(queries(), turn, mostParameters).map(([title, target, place], index) =>
      alike(title, `query-${index}`, { ...base.request, target }, place),
    ),
    ...inTurn(paths(), turn, mostParameters).map(([title, target, place], index) =>
      alike(title, `path-${index}`, { ...base.request, target }, place),
    ),
    ...types().map(([title, type], index) =>
      alike(
        title,
        `type-${index}`,
        { ...base.request, headers: [...base.request.headers, ['content-type', type]] },
        '/header/content-type',
      ),
    ),
  ];

  /** Frameworks read a body before they look whether the operation has one. */
  function types(): readonly (readonly [title: string, type: string])[] {
    const isPlain = operation.method === 'get' && operation.requestBody === undefined;
    return isPlain && !operation.path.includes('{')
      ? [['that of a form without its boundary', 'multipart/form-data']]
      : [];
  }

  function longBody(): readonly (readonly [title: string, body: Uint8Array, place: string])[] {
    const rich = richCall(sampler, 0)?.body;
    if (rich === undefined || !isJson(rich.contentType) || !isObject(rich.value)) return [];
    const text = leavesOf(rich.value).find(({ leaf }) => typeof leaf === 'string');
    const [name, raw] = longText;
    return text === undefined
      ? []
      : [[name, withRaw(rich.value, text.path, raw), ['/body', ...text.path].join('/')]];
  }

  function bodies(): readonly (readonly [title: string, body: Uint8Array, place: string])[] {
    const rich = richCall(sampler, 0)?.body;
    if (rich === undefined || !isJson(rich.contentType) || !isObject(rich.value)) return [];
    const { value } = rich;
    const leaves = leavesOf(value);
    const text = leaves.find(({ leaf }) => typeof leaf === 'string');
    const number = leaves.find(({ leaf }) => Number.isInteger(leaf));
    const [first] = Object.entries(value);
    const whole = JSON.stringify(value);
    const at = (path: readonly string[]): string => ['/body', ...path].join('/');
    return [
      ...(text === undefined
        ? []
        : ofTexts.map(([name, raw]) => [name, withRaw(value, text.path, raw), at(text.path)] as const)),
      ...(number === undefined
        ? []
        : integers.map(([name, raw]) => [name, withRaw(value, number.path, raw), at(number.path)] as const)),
      ...(first === undefined
        ? []
        : members.map(([name, raw]) => {
            const twice = raw === '' ? `${JSON.stringify(first[0])}:${JSON.stringify(first[1])},` : raw;
            return [name, utf8.encode(`{${twice}${whole.slice(1)}`), '/body'] as const;
          })),
    ];
  }

  function queries(): readonly (readonly [title: string, target: string, place: string])[] {
    const parameter = operation.parameters.find((each) => each.in === 'query' && isOf(each, 'integer'));
    if (parameter === undefined || operation.path.includes('{')) return [];
    const [path, query = ''] = base.request.target.split('?');
    const kept = query.split('&').filter((pair) => pair !== '' && !pair.startsWith(`${parameter.name}=`));
    return integers.map(([name, digits]) => [
      name,
      `${path}?${[...kept, `${encodeURIComponent(parameter.name)}=${digits}`].join('&')}`,
      `/query/${parameter.name}`,
    ]);
  }

  function paths(): readonly (readonly [title: string, target: string, place: string])[] {
    const [, name] = /\{([^{}]+)\}[^{}]*$/.exec(operation.path) ?? [];
    const isSafe = operation.method === 'get' || operation.method === 'delete';
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    if (name === undefined || !isSafe || operation.path.split('{').length > 2) return [];
    // Other texts than usual are sent as ids that no item has.
    if (parameter === undefined || isAnyText(parameter)) return [];
    const [, query] = base.request.target.split('?');
    return ids.map(([title, text]) => [
      title,
      operation.path.replace(/\{[^{}]+\}/, text) + (query === undefined ? '' : `?${query}`),
      `/path/${name}`,
    ]);
  }

  function isAnyText({ schema, content }: Parameter): boolean {
    const own = (schema ?? content?.schema)?.normal.schema;
    const isPlain = !isObject(own) || (own['format'] === undefined && own['pattern'] === undefined);
    return isPlain && typesOf(contract, own).has('string');
  }

  function isOf({ schema, content }: Parameter, type: string): boolean {
    return typesOf(contract, (schema ?? content?.schema)?.normal.schema).has(type);
  }
}

/** A JSON text in which raw bytes stand in the place of one leaf. */
function withRaw(value: unknown, path: readonly string[], raw: Raw): Uint8Array {
  const [before = '', after = ''] = JSON.stringify(replaceAt(value, path, mark)).split(`"${mark}"`);
  const bytes = typeof raw === 'string' ? utf8.encode(raw) : raw;
  return Buffer.concat([utf8.encode(before), bytes, utf8.encode(after)]);
}

/** Some of a list, beginning at another place for each turn. */
function inTurn<T>(list: readonly T[], turn: number, most: number): readonly T[] {
  if (list.length <= most) return list;
  const start = turn % list.length;
  return [...list.slice(start), ...list.slice(0, start)].slice(0, most);
}
