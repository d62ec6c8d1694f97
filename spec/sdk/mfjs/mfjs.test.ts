import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { counted } from '../../../generator/testing/counted.ts';
import { checkMfjs } from './mfjs.ts';

counted(6, 'MFJS: 395 lines of the vendor, hostile input, levels, limits, 120 kB under 50 ms', 'all');

const data = new URL('./testdata/', import.meta.url);

const lines = (suite: string, name: string): readonly string[] =>
  readFileSync(new URL(`${suite}/${name}.jsonl`, data), 'utf8')
    .split('\n')
    .filter(Boolean);
// The lines are right at the strictest level with a depth of five, which their description does not say.
const check = (text: string) => checkMfjs(text, { level: 'ultra', limits: { depth: 5 } });

describe('the lines of the vendor', () => {
  const suites = readdirSync(data).filter((name) => name.startsWith('Test'));

  it('are 395', () => {
    const count = suites.flatMap((suite) => [...lines(suite, 'valid'), ...lines(suite, 'invalid')]).length;
    expect(count).toBe(395);
  });

  it.each(suites)('%s', (suite) => {
    const refused = lines(suite, 'valid').map((line) => check(line)?.message);
    expect(refused.filter((message) => message !== undefined)).toEqual([]);
    for (const line of lines(suite, 'invalid')) {
      const { schema, expect: want, unmarshal } = JSON.parse(line);
      const found = check(schema);
      expect(found?.message.toLowerCase(), schema).toContain(want.toLowerCase());
      expect(found?.syntax, schema).toBe(unmarshal);
    }
  });
});

describe('hostile input gives a finding', () => {
  const deep = (open: string, close: string): string => `${open.repeat(10_000)}{}${close.repeat(10_000)}`;
  const cases: readonly (readonly [name: string, text: string, want: string])[] = [
    ['items 10,000 deep', deep('{"items":', '}'), 'nested more than 1000 levels'],
    ['lists 10,000 deep', `{"default":${deep('[', ']')}}`, 'nested more than 1000 levels'],
    ['1e309', '{"type":"number","enum":[1e309]}', 'parsing error'],
    [
      'a reference to itself',
      '{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}',
      'infinite recursion',
    ],
    [
      'two references to each other',
      '{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}',
      'infinite recursion',
    ],
    ['__proto__ as a type', '{"type":"__proto__"}', "invalid type '__proto__'"],
    ['a reference to __proto__', '{"$ref":"#/$defs/__proto__","$defs":{}}', '$defs not found'],
    [
      '__proto__ required',
      '{"type":"object","properties":{},"required":["__proto__"]}',
      "'__proto__' is not defined",
    ],
  ];
  it.each(cases)('%s', (_, text, want) => {
    expect(checkMfjs(text)?.message).toContain(want);
  });
});

describe('levels', () => {
  const cases: readonly (readonly [text: string, refusedFrom: string])[] = [
    ['{"type":"string","format":"email"}', 'ultra'],
    ['{"type":"object","properties":{"$ref":{"type":"string"}}}', 'strict'],
    ['{"type":["string","integer"],"minLength":1}', 'strict'],
    ['{"type":"object","properties":{},"required":["a"]}', 'lite'],
    ['{"enum":[1]}', 'lite'],
  ];
  it.each(cases)('%s is refused from %s', (text, from) => {
    const all = ['loose', 'lite', 'strict', 'ultra'] as const;
    const refused = all.filter((level) => checkMfjs(text, { level }) !== undefined);
    expect(refused).toEqual(all.slice(all.indexOf(from as 'lite')));
  });
});

describe('limits', () => {
  const of = (count: number): string =>
    JSON.stringify({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`p${index}`, { type: 'string' }]),
      ),
    });
  it('names what is exceeded, and not one less', () => {
    expect(checkMfjs(of(5), { limits: { properties: 5 } })).toBeUndefined();
    expect(checkMfjs(of(6), { limits: { properties: 5 } })?.message).toContain('more than 5 properties');
    expect(checkMfjs(of(1), { limits: { bytes: 20 } })?.message).toContain(
      'exceeds maximum limit of 20 bytes',
    );
  });

  it('120 kB are checked in under 50 ms', () => {
    const text = of(2999).padEnd(120_000);
    checkMfjs(text);
    // CPU time: the machine that runs the tests may be busy.
    const times = Array.from({ length: 8 }, () => {
      const start = process.cpuUsage();
      expect(checkMfjs(text)).toBeUndefined();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
