import { child, isObject, valueAt } from '../../json/pointer.ts';
import type { LintRule } from '../finding.ts';

/** A discriminator value that is mapped to nowhere. */
export const lostDiscriminator: LintRule = ({ document, schemas }) =>
  schemas.flatMap(({ schema, pointer }) => {
    const { discriminator } = schema;
    const mapping = isObject(discriminator) ? discriminator['mapping'] : undefined;
    if (!isObject(mapping)) return [];
    return Object.entries(mapping).flatMap(([value, target]) => {
      if (typeof target !== 'string') return [];
      const place = target.startsWith('#') ? target : child('#/components/schemas', target);
      // A target that names another file is left to the loader.
      const other = !target.startsWith('#') && /[./]/.test(target);
      if (other || valueAt(document, place) !== undefined) return [];
      const message = `${JSON.stringify(value)} is mapped to ${target}, which is not there`;
      return [
        {
          code: 'lost-discriminator',
          severity: 'error',
          pointer: child(pointer, 'discriminator', 'mapping', value),
          message,
        },
      ];
    });
  });
