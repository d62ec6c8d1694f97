import { describe, expect, it } from 'vitest';
import { lint } from '../lint/lint.ts';
import { compileSchema } from '../schema/compile.ts';
import { slowPattern } from './slow-pattern.ts';

describe('patterns that some text makes slow', () => {
  it.each([
    { pattern: '^(a+)+$', want: 'exponential' },
    { pattern: '^(?:\\w+\\s?)+$', want: 'exponential' },
    { pattern: '^\\S+@\\S+\\.\\S+$', want: 'polynomial of degree 3' },
    { pattern: '\\s+$', want: 'polynomial of degree 2' },
    { pattern: '[a-z]+_token_[0-9]+', want: 'polynomial of degree 2' },
    { pattern: '^(?:a+){1,3}$', want: 'polynomial of degree 3' },
    { pattern: '^(a|a)*$', want: 'exponential' },
    { pattern: '^x(?:[0-9]|\\d)+[a-z]{24}:(?:[a-f]{12})$', want: 'exponential' },
    { pattern: '^(?=.{1,20}$)(?:[a-z]+)+!$', want: 'exponential' },
    { pattern: '\\/projects\\/(me|[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*)\\/apikeys\\/[a-f\\d]{24}', want: undefined },
    { pattern: '^/a/((?:x|[^0-9])+)', want: undefined },
    { pattern: '^/a/(((?:x|[^0-9])+)[.]json)', want: 'exponential' },
    { pattern: '(', want: undefined },
    { pattern: '^[a-z]+$', want: undefined },
    { pattern: '^\\d+(\\.\\d+)*$', want: undefined },
    { pattern: '^[a-zA-Z_][a-zA-Z0-9-_]{2,63}$', want: undefined },
  ] as const)('$pattern: $want', ({ pattern, want }) =>
    expect(slowPattern(pattern, 'u')?.complexity).toBe(want),
  );

  it('are reported by lint, with the length that is still matched', () => {
    const document = { components: { schemas: { A: { type: 'string', pattern: '^(a|aa)+$' } } } };
    const [found] = lint(document as never).filter(({ code }) => code === 'pattern-backtracks');
    expect(found?.pointer).toBe('#/components/schemas/A/pattern');
    expect(found?.message).toContain('exponential');
  });

  it('are not matched against text long enough to hang on', () => {
    const { accepts, errors } = compileSchema({ type: 'string', pattern: '^(a+)+$' });
    expect(accepts('a'.repeat(20))).toBe(true);
    expect(accepts('b')).toBe(false);
    const started = performance.now();
    expect(accepts(`${'a'.repeat(100_000)}!`)).toBe(false);
    expect(errors(`${'a'.repeat(50)}!`)).toMatchObject([{ keyword: 'pattern' }]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('a maxLength of the schema that is small enough needs no other bound', () => {
    const { accepts } = compileSchema({ type: 'string', pattern: '\\s+$', maxLength: 9000 });
    expect(accepts(`${'x'.repeat(8999)} `)).toBe(true);
  });
});
