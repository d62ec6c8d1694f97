import { jsonPath } from '../../json/json-path.ts';
import { child, isObject } from '../../json/pointer.ts';
import type { LintRule } from '../finding.ts';

/** A required property with a default: the default can never come to be. */
export const requiredDefault: LintRule = ({ document, schemas }) =>
  schemas.flatMap(({ schema, pointer }) => {
    const { required, properties } = schema;
    if (!Array.isArray(required) || !isObject(properties)) return [];
    return required.flatMap((name: unknown) => {
      const property =
        typeof name === 'string' && Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!isObject(property) || !Object.hasOwn(property, 'default')) return [];
      const place = child(pointer, 'properties', String(name), 'default');
      const message = `${name} is required, so its default is never used`;
      return [
        {
          code: 'required-default',
          severity: 'warning',
          pointer: place,
          message,
          fix: { target: jsonPath(document, place), remove: true },
        },
      ];
    });
  });
