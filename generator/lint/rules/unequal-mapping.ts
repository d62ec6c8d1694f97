import { child, isObject, valueAt } from '../../json/pointer.ts';
import type { JsonObject } from '../../json/types.ts';
import type { Finding, LintRule } from '../finding.ts';
import { branchesOf, resolved } from '../schemas.ts';

/** A discriminator that maps a value to a schema that refuses it, or leaves out a value that its schemas take. */
export const unequalMapping: LintRule = ({ document, schemas }) =>
  schemas.flatMap(({ schema, pointer }): readonly Finding[] => {
    const { discriminator } = schema;
    if (!isObject(discriminator) || !isObject(discriminator['mapping'])) return [];
    const { propertyName, mapping } = discriminator;
    if (typeof propertyName !== 'string') return [];
    const place = child(pointer, 'discriminator', 'mapping');
    const taken = new Map<string, string>();
    const refused = Object.entries(mapping).flatMap(([value, target]): readonly Finding[] => {
      if (typeof target !== 'string') return [];
      const branch = target.startsWith('#') ? target : child('#/components/schemas', target);
      const values = valuesOf(document, valueAt(document, branch), propertyName);
      for (const each of values ?? []) if (typeof each === 'string') taken.set(each, target);
      if (values === undefined || values.has(value)) return [];
      const list = [...values].map((each) => JSON.stringify(each)).join(', ');
      return [
        finding(
          child(place, value),
          `${JSON.stringify(value)} is mapped to ${target}, which takes only ${list}`,
        ),
      ];
    });
    const missing = [...taken].filter(([value]) => !Object.hasOwn(mapping, value));
    return [
      ...refused,
      ...missing.map(([value, target]) =>
        finding(
          place,
          `${JSON.stringify(value)} is not mapped, though ${target} takes it as ${propertyName}`,
        ),
      ),
    ];
  });

const finding = (pointer: string, message: string): Finding => ({
  code: 'unequal-mapping',
  severity: 'warning',
  pointer,
  message,
});

/** The values that a schema's member may have, through `$ref` and allOf; `undefined` where it names none. */
function valuesOf(
  document: JsonObject,
  value: unknown,
  name: string,
  depth = 8,
): ReadonlySet<unknown> | undefined {
  const schema = depth === 0 ? undefined : resolved(document, value);
  if (schema === undefined) return undefined;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const member = Object.hasOwn(properties, name) ? resolved(document, properties[name]) : undefined;
  const own: readonly unknown[] | undefined = Array.isArray(member?.['enum'])
    ? member['enum']
    : member !== undefined && 'const' in member
      ? [member['const']]
      : undefined;
  const sets = branchesOf(schema).map((part) => valuesOf(document, part, name, depth - 1));
  const all = [own === undefined ? undefined : new Set(own), ...sets].filter((set) => set !== undefined);
  const [first, ...others] = all;
  return first && new Set([...first].filter((each) => others.every((other) => other.has(each))));
}
