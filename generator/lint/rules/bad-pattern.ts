import { child } from '../../contract/pointer.ts';
import type { LintRule } from '../finding.ts';

/** A group repeated without bound whose whole content is repeated without bound: `(a+)+`. */
const nested = /\((?:\?:)?(?:\[[^\]]*\]|\\?[^()|\\[\]])[+*]\)(?:[+*]|\{\d+,\})/;

/** A pattern that engines read differently or not at all, or that can take exponential time. */
export const badPattern: LintRule = ({ schemas }) =>
  schemas.flatMap(({ schema, pointer }) => {
    const { pattern } = schema;
    if (typeof pattern !== 'string') return [];
    const place = child(pointer, 'pattern');
    try {
      new RegExp(pattern, 'u');
    } catch (cause) {
      const message = `the pattern is no ECMA-262 expression with the flag u: ${(cause as Error).message.slice(0, 160)}`;
      return [{ code: 'pattern-not-portable', severity: 'warning', pointer: place, message }];
    }
    if (!nested.test(pattern)) return [];
    const message = 'the pattern repeats a repetition: text that almost matches takes exponential time';
    return [{ code: 'pattern-backtracks', severity: 'warning', pointer: place, message }];
  });
