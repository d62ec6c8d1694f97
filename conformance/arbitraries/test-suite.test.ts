import { readFileSync } from 'node:fs';
import { type Schema, validator } from '@exodus/schemasafe';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import { figure, isFull as full } from '../../generator/testing/figure.ts';
import { arbitrary } from './index.ts';

interface Group {
  readonly file: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly tests: readonly { readonly data: unknown; readonly valid: boolean }[];
}

const runs = full ? 100 : 10;
const suite = JSON.parse(
  readFileSync(new URL('./fixtures/json-schema-test-suite.json', import.meta.url), 'utf8'),
) as { readonly groups: readonly Group[]; readonly remotes: { readonly [uri: string]: JsonSchema } };
const metaschemas = [
  'schema',
  'meta/core',
  'meta/applicator',
  'meta/unevaluated',
  'meta/validation',
  'meta/meta-data',
  'meta/format-annotation',
  'meta/content',
].map(
  (name) =>
    JSON.parse(
      readFileSync(
        new URL(`../../node_modules/ajv/dist/refs/json-schema-2020-12/${name}.json`, import.meta.url),
        'utf8',
      ),
    ) as JsonObject,
);

/** The remotes as resources of one document: known by the address they are fetched from, and by their own `$id`. */
const remotes = Object.entries(suite.remotes).flatMap(([uri, remote]): readonly JsonObject[] => {
  if (!isObject(remote)) return [];
  const own = remote['$id'];
  return typeof own === 'string'
    ? [remote, { $id: uri, $ref: new URL(own, uri).href }]
    : [{ ...remote, $id: uri }];
});

type Accepts = (value: unknown) => boolean;

/** The engines that may judge; either has gaps, so the one that gets the group's own tests right is taken. */
const engines: readonly ((schema: JsonSchema) => Accepts)[] = [
  (schema) => plainAjv(schema, true),
  // The suite takes `format` for an annotation, which draft 2020-12 does by default.
  (schema) => plainAjv(schema, false),
  (schema) => {
    const known = new Map([
      ...Object.entries(suite.remotes),
      ...metaschemas.map((meta) => [String(meta['$id']), meta] as const),
    ]);
    const validate = validator(schema as Schema, {
      mode: 'lax',
      $schemaDefault: 'https://json-schema.org/draft/2020-12/schema',
      schemas: known as unknown as Map<string, Schema>,
    });
    return (value) => validate(value as never);
  },
];

function plainAjv(schema: JsonSchema, validateFormats: boolean): Accepts {
  const ajv = new Ajv2020({
    strict: false,
    ownProperties: true,
    validateSchema: false,
    logger: false,
    validateFormats,
  });
  formats.default(ajv);
  for (const [uri, remote] of Object.entries(suite.remotes)) ajv.addSchema(remote, uri);
  const validate = ajv.compile(schema);
  return (value) => validate(value) === true;
}

function judgeOf({ schema, tests }: Group): Accepts | undefined {
  for (const engine of engines) {
    try {
      const accepts = engine(schema);
      if (tests.every(({ data, valid }) => accepts(data) === valid)) return accepts;
    } catch {
      // The engine refuses the schema; the next one may not.
    }
  }
  return undefined;
}

/** What kept a group from giving only valid values; undefined when nothing did. */
function obstacle(group: Group): string | undefined {
  const judge = judgeOf(group);
  if (judge === undefined) return 'no engine at hand passes the tests of this group itself';
  const { schema } = group;
  const placed = typeof schema === 'boolean' ? schema : { $id: 'https://suite.invalid/schema', ...schema };
  const document = { schema: placed, remotes, metaschemas };
  try {
    const values = sample(arbitrary(placed, { document, pointer: '#/schema' }), { numRuns: runs, seed: 1 });
    const refused = values.find((value) => !judge(value));
    return refused === undefined ? undefined : `gave ${JSON.stringify(refused)}`;
  } catch (cause) {
    if (cause instanceof DiagnosticError) return cause.diagnostics[0]?.message ?? 'refused';
    throw cause;
  }
}

describe('JSON-Schema-Test-Suite, draft 2020-12', () => {
  const satisfiable = suite.groups.filter(({ tests }) => tests.some(({ valid }) => valid));

  it(`at least 95 % of its satisfiable schemas give ${runs} valid values, the rest say why`, () => {
    const lost = satisfiable.flatMap((group) => {
      const reason = obstacle(group);
      return reason === undefined ? [] : [`${group.file}: ${group.description}: ${reason}`];
    });
    const share = 1 - lost.length / satisfiable.length;
    const summary = `${satisfiable.length - lost.length} of ${satisfiable.length} (${(share * 100).toFixed(1)} %)\n${lost.join('\n')}`;
    if (full) {
      process.stdout.write(`${summary}\n`);
      const what = 'arbitraries: satisfiable schemas of JSON-Schema-Test-Suite that give 100 valid values';
      figure({ issue: 5, what, expected: '95 %', seen: summary.split('\n')[0] ?? '', ok: share >= 0.95 });
    }
    expect(share, summary).toBeGreaterThanOrEqual(0.95);
    expect(lost.filter((line) => line.includes(': gave ')).length, summary).toBeLessThanOrEqual(3);
  });
});
