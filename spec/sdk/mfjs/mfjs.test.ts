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
  const cases: readonly {
    readonly title: string;
    readonly text: string;
    readonly want: string;
  }[] = [
    { title: 'items 10,000 deep', text: deep('{"items":', '}'), want: 'nested more than 1000 levels' },
    {
      title: 'lists 10,000 deep',
      text: `{"default":${deep('[', ']')}}`,
      want: 'nested more than 1000 levels',
    },
    { title: '1e309', text: '{"type":"number","enum":[1e309]}', want: 'parsing error' },
    {
      title: 'a reference to itself',
      text: '{"$defs":{"a":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}',
      want: 'infinite recursion',
    },
    {
      title: 'two references to each other',
      text: '{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}',
      want: 'infinite recursion',
    },
    { title: '__proto__ as a type', text: '{"type":"__proto__"}', want: "invalid type '__proto__'" },
    {
      title: 'a reference to __proto__',
      text: '{"$ref":"#/$defs/__proto__","$defs":{}}',
      want: '$defs not found',
    },
    {
      title: '__proto__ required',
      text: '{"type":"object","properties":{},"required":["__proto__"]}',
      want: "'__proto__' is not defined",
    },
  ];
  it.each(cases)('$title', ({ text, want }) => {
    expect(checkMfjs(text)?.message).toContain(want);
  });
});

describe('levels', () => {
  const cases: readonly {
    readonly text: string;
    readonly from: string;
  }[] = [
    { text: '{"type":"string","format":"email"}', from: 'ultra' },
    { text: '{"type":"object","properties":{"$ref":{"type":"string"}}}', from: 'strict' },
    { text: '{"type":["string","integer"],"minLength":1}', from: 'strict' },
    { text: '{"type":"object","properties":{},"required":["a"]}', from: 'lite' },
    { text: '{"enum":[1]}', from: 'lite' },
  ];
  it.each(cases)('$text is refused from $from', ({ text, from }) => {
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
