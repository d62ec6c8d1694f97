import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../contract/diagnostics.ts';
import { isObject } from '../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { figure } from '../testing/figure.ts';
import { compileSchema, type Validator } from './compile.ts';
import { subschemas } from './keywords.ts';

interface Group {
  readonly file: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

const lines = (name: string): readonly JsonObject[] =>
  readFileSync(new URL(`./json-schema-test-suite/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What the organisation publishes, and what the suite of the packages has not got yet, written from the specification. */
const groups = [...lines('draft2020-12'), ...lines('from-the-specification')] as unknown as readonly Group[];
const resources = new Map<string, JsonSchema>(
  lines('remotes').map(({ uri, schema }) => [String(uri), schema as JsonSchema]),
);
const metaschemas = join(
  dirname(createRequire(import.meta.url).resolve('ajv/package.json')),
  'dist/refs/json-schema-2020-12',
);
for (const folder of [metaschemas, join(metaschemas, 'meta')]) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const schema = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    resources.set(schema.$id, schema);
  }
}

/** Most groups need no other schema; without any, references are plain pointers and allOf is merged, as in documents. */
const needsOthers = ({ schema }: Group): boolean =>
  /localhost|\/draft\/2020-12\/(schema|meta)|"\$id"|nchor"|urn:/.test(
    JSON.stringify(schema).replace(/"\$schema":"[^"]*"/, ''),
  );

interface Score {
  right: number;
  refused: number;
  readonly wrong: string[];
}

function run(all: readonly Group[], compile: (group: Group) => Validator): Score {
  const score: Score = { right: 0, refused: 0, wrong: [] };
  for (const group of all) {
    let validator: Validator;
    try {
      validator = compile(group);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      score.refused += group.tests.length;
      continue;
    }
    for (const { description, data, valid } of group.tests) {
      const verdicts = [validator.accepts(data), validator.allErrors(data).length === 0];
      if (verdicts.every((verdict) => verdict === valid)) score.right++;
      else score.wrong.push(`${group.file}: ${group.description}: ${description}: ${verdicts.join()}`);
    }
  }
  return score;
}

const total = groups.reduce((sum, { tests }) => sum + tests.length, 0);

describe('JSON-Schema-Test-Suite through the generated code', () => {
  it('is the whole required suite and more', () => expect(total).toBeGreaterThanOrEqual(1299));

  it('has no test wrong, in both modes, and refuses only foreign dialects', () => {
    const score = run(groups, (group) =>
      compileSchema(group.schema, { formats: false, ...(needsOthers(group) ? { resources } : {}) }),
    );
    figure({
      issue: 4,
      what: 'JSON-Schema-Test-Suite 2020-12 through the generated code',
      expected: '0 silently wrong, at least 1270 of at least 1299 right',
      seen: `${score.wrong.length} wrong, ${score.right} of ${total} right, ${score.refused} refused`,
      ok: score.wrong.length === 0 && score.right >= 1270 && score.right / total > 0.978,
    });
    expect(score.wrong).toEqual([]);
    expect(score.refused).toBe(5);
    expect(score.right).toBe(total - 5);
  });

  it('has none wrong through OpenAPI 3.0, for the keywords that 3.0 has', () => {
    const in30 = groups.filter(({ schema }) => isIn30(schema));
    const score = run(in30, (group) => compileSchema(group.schema, { formats: false, dialect: '3.0' }));
    expect(score.wrong).toEqual([]);
    expect(score.refused).toBe(0);
    expect(score.right).toBeGreaterThan(300);
  });
});

const keywords30 = new Set([
  ...[
    '$schema',
    'title',
    'description',
    'default',
    'type',
    'enum',
    'multipleOf',
    'maximum',
    'minimum',
    'maxLength',
  ],
  ...[
    'minLength',
    'pattern',
    'format',
    'items',
    'maxItems',
    'minItems',
    'uniqueItems',
    'properties',
    'required',
  ],
  ...['additionalProperties', 'maxProperties', 'minProperties', 'allOf', 'anyOf', 'oneOf', 'not'],
]);

const latest = 'https://json-schema.org/draft/2020-12/schema';

/** Written as 3.0 would have it: only its keywords, one type, and `items` an object. */
const isIn30 = (schema: JsonSchema): boolean =>
  isObject(schema) &&
  Object.keys(schema).every((keyword) => keywords30.has(keyword)) &&
  !Array.isArray(schema['type']) &&
  schema['type'] !== 'null' &&
  (schema['$schema'] ?? latest) === latest &&
  [...subschemas(schema)].every(([tokens, part]) =>
    tokens[0] === 'additionalProperties'
      ? typeof part === 'boolean' || isIn30(part as JsonSchema)
      : isIn30(part as JsonSchema),
  );
