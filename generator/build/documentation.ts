import type { Documentation, EvidenceClass } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';

const limitKeywords = [
  'format',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const;

/**
 * The documentation of a schema, beyond its type. `evidenceOf` gives the evidence class of an overlay, for a keyword or for
 * the whole schema.
 */
export function documentationOf(
  raw: unknown,
  evidenceOf: (keyword?: string) => EvidenceClass | undefined = () => undefined,
): Documentation {
  const whole = evidenceOf();
  const schema = isObject(raw) ? raw : {};
  const text = (keyword: string) => {
    const value = schema[keyword];
    return typeof value === 'string' && value.trim() !== '' ? { [keyword]: value } : {};
  };
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  return {
    ...text('title'),
    ...text('description'),
    deprecated: schema['deprecated'] === true,
    ...(Object.hasOwn(schema, 'default') ? { default: schema['default'] } : {}),
    examples: [...(Object.hasOwn(schema, 'example') ? [schema['example']] : []), ...examples],
    limits: limitKeywords
      .filter((keyword) => ['string', 'number', 'boolean'].includes(typeof schema[keyword]))
      // The width of a number has no meaning in JavaScript.
      .filter(
        (keyword) => keyword !== 'format' || !/^(float|double|int32|binary)$/.test(String(schema[keyword])),
      )
      .map((keyword) => {
        // A schema that an overlay wrote as a whole has its evidence class once.
        const evidence = whole === undefined ? evidenceOf(keyword) : undefined;
        return evidence === undefined
          ? ([keyword, schema[keyword]] as const)
          : ([keyword, schema[keyword], evidence] as const);
      }),
    ...(whole === undefined ? {} : { evidence: whole }),
  };
}
