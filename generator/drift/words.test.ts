import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract, Dialect } from '../contract/model.ts';
import { isObject } from '../json/guards.ts';
import type { JsonObject } from '../json/types.ts';
import { exampleDocument, exampleNames } from '../testing/example-documents.ts';
import { isFull } from '../testing/figure.ts';
import { compareContracts } from './compare.ts';
import { compareSources } from './source.ts';

/** Members whose own members are names: a property may be called `title`. */
const maps =
  /^(properties|patternProperties|schemas|parameters|responses|headers|content|callbacks|links|paths|examples|scopes|mapping|\$defs|definitions|securitySchemes|requestBodies|variables|encoding|webhooks)$/;

/** The same document in other words. */
function reworded(value: unknown, named = false): unknown {
  if (Array.isArray(value)) return value.map((each) => reworded(each));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      !named && /^(description|summary|title)$/.test(key) && typeof member === 'string'
        ? `${member} Said anew.`
        : !named && /^(default|enum|const|example|value)$/.test(key)
          ? member
          : reworded(member, !named && maps.test(key)),
    ]),
  );
}

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: String(value['openapi']).slice(0, 3) as Dialect,
    origin: (pointer) => ({ file: 'openapi.json', pointer, position: () => undefined }),
  });

describe('other words', () => {
  const names = exampleNames.filter((name) => !/swagger/i.test(name));
  it.each(isFull ? names : names.slice(0, 6))('%s: documentation only on every axis', (name) => {
    const document = JSON.parse(readFileSync(exampleDocument(name), 'utf8')) as JsonObject;
    const [base, head] = [contractOf(document), contractOf(reworded(document) as JsonObject)];
    expect(reworded(document)).not.toEqual(document);
    expect(compareContracts(base, head).filter(({ verdict }) => verdict !== 'docs-only')).toEqual([]);
    expect(compareSources(base, head)).toEqual([]);
  });
});
