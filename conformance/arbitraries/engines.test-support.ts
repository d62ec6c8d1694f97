import { containment } from '../../generator/containment/contain.ts';
import { createSpace, type IdentityTable } from '../../generator/containment/node.ts';
import type { Dialect } from '../../generator/contract/model.ts';
import { valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../generator/json/types.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { createSecondJudge } from '../../generator/judge/second.ts';
import { createThirdJudge } from '../../generator/judge/third.ts';
import { compile } from '../../generator/schema/compile.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { createReader } from '../../generator/schema/reader.ts';
import type { SchemaIdiom } from '../../generator/testing/schema-idioms.ts';

/** Where the schema in question stands. */
export const at = '#/components/schemas/Subject';

/** A document of a schema and what it refers to. */
export const documentOf = ({
  dialect,
  schema,
  components = {},
}: Pick<SchemaIdiom, 'dialect' | 'schema' | 'components'>): JsonObject => ({
  openapi: dialect === '3.0' ? '3.0.3' : '3.1.0',
  info: { title: 'T', version: '1' },
  paths: {},
  components: { schemas: { Subject: schema, ...components } },
});

/** Engines that share nothing with ours. */
export const foreign = ['ajv', 'schemasafe', 'hyperjump'];

/** Verdicts of an engine; `undefined` from one that cannot read the schema. */
export type Engine = (value: unknown) => boolean | undefined;

const orNone =
  (accepts: Engine): Engine =>
  (value) => {
    try {
      return accepts(value);
    } catch {
      return undefined;
    }
  };

/** What is judged: each of ours has a verdict on every value, the foreign ones may have none. */
export async function enginesOf(
  document: JsonObject,
  dialect: Dialect,
): Promise<Readonly<Record<string, Engine>>> {
  const validator = compile(document, dialect, at);
  const reader = createReader(document, { dialect });
  const schema = valueAt(document, at) as JsonSchema;
  const [first, second] = [createJudge(document, dialect), createSecondJudge(document, dialect)];
  const third = await createThirdJudge(document, dialect, [at]);
  return {
    ajv: orNone((value) => first.accepts(at, value)),
    schemasafe: orNone((value) => second.accepts(at, value)),
    hyperjump: orNone((value) => third.accepts(at, value)),
    emitted: (value) => validator.accepts(value),
    'emitted, all errors': (value) => validator.allErrors(value).length === 0,
    interpreter: (value) => isValid(reader, { schema, at }, value),
    containment: (value) => contains(document, dialect, value),
    'containment, of the sender': (value) => sends(document, dialect, value),
  };
}

/** Whether containment finds the one value among those of the schema: it is not an instance of "anything but the value". */
function sends(document: JsonObject, dialect: Dialect, value: unknown): boolean | undefined {
  const table: IdentityTable = new Map();
  const space = createSpace({ side: 'base', document, dialect }, table);
  const others = space.made({ not: { enum: [value] } }, '#');
  const { kind } = containment(space.at(at), others, { lens: 'strict' });
  return kind === 'unknown' ? undefined : kind === 'not-contained';
}

/** Whether containment proves that the schema accepts the one value. */
export function contains(
  document: JsonObject,
  dialect: Dialect,
  value: unknown,
  pointer = at,
): boolean | undefined {
  const table: IdentityTable = new Map();
  const space = createSpace({ side: 'base', document, dialect }, table);
  const only = space.made({ enum: [value] }, '#');
  const { kind } = containment(only, space.at(pointer), { lens: 'strict' });
  return kind === 'unknown' ? undefined : kind === 'contained';
}
