import { child, isObject } from '../../json/pointer.ts';
import type { JsonObject, Pointer } from '../../json/types.ts';
import type { Finding, LintRule, PlacedSchema } from '../finding.ts';
import { resolved, subschemas } from '../schemas.ts';

/** An object of a response that declares members and requires none: `{}` is a valid response. */
export const emptyResponse: LintRule = ({ document, operations }) => {
  const open = operations.flatMap(({ operation, pointer }) => bodies(document, operation, pointer));
  const walked = new Set<JsonObject>();
  const reported = new Set<JsonObject>();
  const findings: Finding[] = [];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { schema, pointer } = place;
    const reference = schema['$ref'];
    const target = resolved(document, schema);
    if (target === undefined) continue;
    const at = typeof reference === 'string' ? reference : pointer;
    if (!walked.has(target))
      open.push(
        ...subschemas({ schema: target, pointer: at }).filter((below) => !/\/not$|\/if$/.test(below.pointer)),
      );
    walked.add(target);
    // A branch is one part of what is required, here or behind a reference.
    const isBranch = /\/(allOf|anyOf|oneOf)\/\d+$/.test(pointer);
    if (isBranch || reported.has(target) || !acceptsEmpty(target)) continue;
    reported.add(target);
    const message = 'this object of a response declares members and requires none: {} is valid';
    findings.push({ code: 'empty-response', severity: 'warning', pointer: at, message });
  }
  return findings;
};

function acceptsEmpty(schema: JsonObject): boolean {
  const { properties, required, minProperties } = schema;
  const unions = ['allOf', 'anyOf', 'oneOf', 'if', 'enum', 'const'].some((key) => Object.hasOwn(schema, key));
  if (unions || !isObject(properties) || Object.keys(properties).length === 0) return false;
  return (
    !(Array.isArray(required) && required.length > 0) &&
    !(typeof minProperties === 'number' && minProperties > 0)
  );
}

function bodies(document: JsonObject, operation: JsonObject, pointer: Pointer): readonly PlacedSchema[] {
  const responses = isObject(operation['responses']) ? operation['responses'] : {};
  return Object.entries(responses).flatMap(([status, value]) => {
    const response = resolved(document, value);
    const content = response?.['content'];
    if (!status.startsWith('2') || !isObject(content)) return [];
    const at =
      isObject(value) && typeof value['$ref'] === 'string'
        ? value['$ref']
        : child(pointer, 'responses', status);
    return Object.entries(content).flatMap(([type, media]) => {
      const schema = isObject(media) ? media['schema'] : undefined;
      return isObject(schema) ? [{ schema, pointer: child(at, 'content', type, 'schema') }] : [];
    });
  });
}
