import { child, isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

/** A `$ref` and the place it stands at. */
export interface Reference {
  readonly pointer: Pointer;
  readonly ref: string;
}

/** Keywords whose value is data, where `$ref` is a member like any other. */
export const dataKeywords: ReadonlySet<string> = new Set([
  'example',
  'examples',
  'default',
  'enum',
  'const',
  'value',
]);
/** Members of schemas and of OpenAPI objects whose own members are named by the author: `default` is a response there. */
export const mapKeywords: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'schemas'],
  ...['paths', 'webhooks', 'pathItems', 'callbacks', 'responses', 'parameters', 'requestBodies', 'headers'],
  ...['content', 'mediaTypes', 'encoding', 'links', 'securitySchemes'],
]);

/** Every `$ref` of a document, in its order; data (`example`, `enum`, ...) is not looked into. */
export function referencesOf(document: unknown): readonly Reference[] {
  const found: Reference[] = [];
  const visit = (value: unknown, pointer: Pointer, inMap: boolean): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, `${pointer}/${index}`, false);
      });
      return;
    }
    if (!isObject(value)) return;
    if (!inMap && typeof value['$ref'] === 'string') found.push({ pointer, ref: value['$ref'] });
    for (const [key, member] of Object.entries(value)) {
      if (typeof member !== 'object' || member === null) continue;
      if (!inMap && (dataKeywords.has(key) || key.startsWith('x-'))) continue;
      visit(member, child(pointer, key), !inMap && mapKeywords.has(key));
    }
  };
  visit(document, '#', false);
  return found;
}

/** References within the document that lead nowhere. */
export const danglingReferences = (document: unknown): readonly Reference[] =>
  referencesOf(document).filter(
    ({ ref }) => (ref === '#' || ref.startsWith('#/')) && valueAt(document, ref) === undefined,
  );

/** References to other files or hosts. */
export const externalReferences = (document: unknown): readonly Reference[] =>
  referencesOf(document).filter(({ ref }) => !ref.startsWith('#'));

/** A copy whose data holds no `$ref`: swagger-parser takes a member of an example for a reference. */
export function withoutDataReferences(document: Record<string, unknown>): Record<string, unknown> {
  const copy = (value: unknown, inMap: boolean, inData: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => copy(item, false, inData));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([key]) => !(inData && key === '$ref'));
    return Object.fromEntries(
      entries.map(([key, member]) => [
        key,
        copy(
          member,
          !inMap && mapKeywords.has(key),
          inData || (!inMap && (dataKeywords.has(key) || key.startsWith('x-'))),
        ),
      ]),
    );
  };
  return copy(document, false, false) as Record<string, unknown>;
}

/** The document with references to its own address (`$self`, OpenAPI 3.2) written as references within it. */
export function withoutSelfReferences(document: Record<string, unknown>): Record<string, unknown> {
  const { $self } = document;
  if (typeof $self !== 'string') return document;
  const own = externalReferences(document).filter(({ ref }) => ref.startsWith(`${$self}#`));
  if (own.length === 0) return document;
  const copy = structuredClone(document);
  for (const { pointer, ref } of own) {
    const holder = valueAt(copy, pointer);
    if (isObject(holder)) holder['$ref'] = ref.slice($self.length);
  }
  return copy;
}
