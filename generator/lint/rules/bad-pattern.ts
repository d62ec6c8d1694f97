import { child } from '../../json/pointer.ts';
import { slowPattern } from '../../json/slow-pattern.ts';
import type { LintRule } from '../finding.ts';

/** A pattern that engines read differently or not at all, or that can take more than linear time. */
export const badPattern: LintRule = ({ schemas }) =>
  schemas.flatMap(({ schema, pointer }) => {
    const { pattern } = schema;
    if (typeof pattern !== 'string') return [];
    const place = child(pointer, 'pattern');
    try {
      new RegExp(pattern, 'u');
    } catch (cause) {
      const message = `the pattern is not an ECMA-262 expression with the flag u: ${(cause as Error).message.slice(0, 160)}`;
      return [{ code: 'pattern-not-portable', severity: 'warning', pointer: place, message }];
    }
    const slow = slowPattern(pattern, 'u');
    if (slow === undefined) return [];
    const message = `text that almost matches the pattern takes long: ${slow.complexity}; validators match it against at most ${slow.longest} characters`;
    return [{ code: 'pattern-backtracks', severity: 'warning', pointer: place, message }];
  });
