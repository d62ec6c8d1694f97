import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { child, isObject } from '../../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../../generator/json/types.ts';

/** A document of the corpus, with every place in it where a schema stands that is used by something. */
export interface CorpusDocument {
  readonly document: JsonObject;
  readonly dialect: '3.0' | '3.1';
  readonly schemas: readonly { readonly schema: JsonSchema; readonly pointer: Pointer }[];
}

/** Reads an OpenAPI 3 document; `undefined` for anything else. */
export function readCorpusDocument(file: string): CorpusDocument | undefined {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const document: unknown = file.endsWith('.json') ? JSON.parse(text) : parse(text, { uniqueKeys: false });
  if (!isObject(document) || typeof document['openapi'] !== 'string') return undefined;
  const dialect = document['openapi'].startsWith('3.0') ? '3.0' : '3.1';
  return { document, dialect, schemas: schemasOf(document) };
}

/** Component schemas, then each `schema` of a parameter, header or media type, each object once. */
function schemasOf(document: JsonObject): CorpusDocument['schemas'] {
  const found: { schema: JsonSchema; pointer: Pointer }[] = [];
  const seen = new Set<unknown>();
  const add = (schema: unknown, pointer: Pointer): void => {
    if (typeof schema !== 'boolean' && !isObject(schema)) return;
    if (seen.has(schema)) return;
    seen.add(schema);
    found.push({ schema, pointer });
  };
  const components = isObject(document['components']) ? document['components'] : {};
  for (const [name, schema] of Object.entries(isObject(components['schemas']) ? components['schemas'] : {})) {
    add(schema, child('#/components/schemas', name));
  }
  const walk = (value: unknown, at: Pointer): void => {
    if (Array.isArray(value)) for (const [index, part] of value.entries()) walk(part, child(at, index));
    else if (isObject(value)) {
      for (const [key, part] of Object.entries(value)) {
        if (key === 'schema') add(part, child(at, key));
        else if (key !== 'schemas' && key !== 'example' && key !== 'examples' && !key.startsWith('x-'))
          walk(part, child(at, key));
      }
    }
  };
  walk(document, '#');
  return found;
}
