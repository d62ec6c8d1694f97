import { child, isObject } from '../../json/pointer.ts';
import type { JsonObject } from '../../json/types.ts';
import type { Finding, LintRule } from '../finding.ts';
import { branchesOf, resolved } from '../schemas.ts';

/** Discriminators that identify no variant: without variants, or by a property that variants need not have (section 4.8.25). */
export const discriminatorProperty: LintRule = ({ document, schemas }) => {
  const parents = new Set(
    schemas.flatMap(({ schema }) =>
      branchesOf(schema).flatMap((part) =>
        isObject(part) && typeof part['$ref'] === 'string' ? [part['$ref']] : [],
      ),
    ),
  );
  return schemas.flatMap(({ schema, pointer }): readonly Finding[] => {
    const { discriminator } = schema;
    const name = isObject(discriminator) ? discriminator['propertyName'] : undefined;
    if (typeof name !== 'string') return [];
    const place = child(pointer, 'discriminator');
    const branches = [schema['oneOf'], schema['anyOf']].flatMap((list) =>
      Array.isArray(list) ? (list as readonly unknown[]) : [],
    );
    const isUnion = schema['oneOf'] !== undefined || schema['anyOf'] !== undefined;
    if (!isUnion && !parents.has(pointer) && schema['allOf'] === undefined)
      return [
        {
          code: 'discriminator-of-nothing',
          severity: 'warning',
          pointer: place,
          message:
            'no oneOf or anyOf stands beside the discriminator, and no schema extends this one by allOf',
        },
      ];
    const variants = isUnion ? branches : [schema];
    const optional = variants.filter((variant) => !requires(document, variant, name));
    if (optional.length === 0) return [];
    return [
      {
        code: 'optional-discriminator',
        severity: 'warning',
        pointer: place,
        message: `${optional.length} of ${variants.length} schemas do not require ${JSON.stringify(name)}, which identifies them`,
      },
    ];
  });
};

function requires(document: JsonObject, value: unknown, name: string, depth = 0): boolean {
  const schema = resolved(document, value);
  if (schema === undefined || depth > 8) return true;
  const { required, oneOf, anyOf } = schema;
  if (Array.isArray(required) && required.includes(name)) return true;
  const parts = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []);
  if (branchesOf(schema).some((part) => requires(document, part, name, depth + 1))) return true;
  const branches = [...parts(oneOf), ...parts(anyOf)];
  return branches.length > 0 && branches.every((part) => requires(document, part, name, depth + 1));
}
