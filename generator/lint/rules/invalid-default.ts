import { jsonPath } from '../../json/json-path.ts';
import { child } from '../../json/pointer.ts';
import { contradiction } from '../contradiction.ts';
import type { LintRule } from '../finding.ts';

/** A default that its own schema refuses: a client that writes defaults makes its requests invalid. */
export const invalidDefault: LintRule = ({ document, schemas }) =>
  schemas.flatMap(({ schema, pointer }) => {
    const why = Object.hasOwn(schema, 'default') ? contradiction(schema, schema['default']) : undefined;
    if (why === undefined) return [];
    const place = child(pointer, 'default');
    const message = `the default ${JSON.stringify(schema['default'])} does not fit its own schema: it ${why}`;
    return [
      {
        code: 'invalid-default',
        severity: 'error',
        pointer: place,
        message,
        fix: { target: jsonPath(document, place), remove: true },
      },
    ];
  });
