import { child } from '../../json/pointer.ts';
import { contradiction } from '../contradiction.ts';
import type { LintRule } from '../finding.ts';

/** An example that the schema beside it refuses. */
export const invalidExample: LintRule = ({ schemas }) =>
  schemas.flatMap(({ schema, pointer }) => {
    const listed: unknown = schema['examples'];
    const examples: readonly (readonly [unknown, readonly (string | number)[]])[] = [
      ...(Object.hasOwn(schema, 'example') ? [[schema['example'], ['example']] as const] : []),
      ...(Array.isArray(listed)
        ? listed.map((each: unknown, index) => [each, ['examples', index]] as const)
        : []),
    ];
    return examples.flatMap(([value, tokens]) => {
      const why = contradiction(schema, value);
      if (why === undefined) return [];
      const shown = JSON.stringify(value).slice(0, 60);
      const message = `the example ${shown} does not fit its schema: it ${why}`;
      return [{ code: 'invalid-example', severity: 'warning', pointer: child(pointer, ...tokens), message }];
    });
  });
