import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject } from '../../../generator/json/pointer.ts';
import { referencesOf } from '../../../generator/load/references.ts';

/** What a file of the corpus is, by its own words: negatives are there too. */
export type CorpusKind = 'openapi' | 'swagger' | 'refers to other files' | 'not a document';

/**
 * Reads a file as its parser would; one that does not parse is not a document. The files referred to are not in the
 * folder.
 */
export function kindOf(file: string): CorpusKind {
  const text = readFileSync(file, 'utf8');
  try {
    const document: unknown = file.endsWith('.json') ? JSON.parse(text) : parse(text);
    if (!isObject(document)) return 'not a document';
    if (typeof document['openapi'] === 'string')
      return [...referencesOf(document)].some(({ ref }) => !ref.startsWith('#'))
        ? 'refers to other files'
        : 'openapi';
    return document['swagger'] === undefined ? 'not a document' : 'swagger';
  } catch {
    return 'not a document';
  }
}
