import { child } from '../../json/pointer.ts';
import type { Finding, LintRule } from '../finding.ts';

/** Schemas whose words belong to another version, or exclude each other (section 4.8.24). */
export const schemaMeaning: LintRule = ({ document, schemas }) => {
  const isOld = String(document['openapi']).startsWith('3.0');
  return schemas.flatMap(({ schema, pointer }): readonly Finding[] => [
    ...(!isOld && schema['nullable'] === true
      ? [
          {
            code: 'keyword-of-3.0',
            severity: 'warning' as const,
            pointer: child(pointer, 'nullable'),
            message: 'nullable says nothing from 3.1 on: write "null" among the types',
          },
        ]
      : []),
    ...(schema['readOnly'] === true && schema['writeOnly'] === true
      ? [
          {
            code: 'read-only-and-write-only',
            severity: 'error' as const,
            pointer,
            message: 'a value that is read only and write only is never sent',
          },
        ]
      : []),
  ]);
};
