import { isObject } from '../json/pointer.ts';
import {
  decides,
  type KeywordInfo,
  keywords,
  listKeywords,
  schemaKeywords,
  mapKeywords as schemaMaps,
} from '../schema/keywords.ts';

/** Keywords whose value is data. */
const dataKeywords: ReadonlySet<string> = new Set([
  'example',
  'examples',
  'default',
  'enum',
  'const',
  'value',
]);
/** Members of schemas and of OpenAPI objects whose own members are named by the author: `default` is a response there. */
const mapKeywords: ReadonlySet<string> = new Set([
  ...schemaMaps,
  ...[
    'schemas',
    'paths',
    'webhooks',
    'pathItems',
    'callbacks',
    'responses',
    'parameters',
    'requestBodies',
    'headers',
  ],
  ...['content', 'mediaTypes', 'encoding', 'links', 'securitySchemes'],
]);

/** Drafts of JSON Schema before 2020-12, by the year or number in their `$schema`. */
const drafts = ['draft-03', 'draft-04', 'draft-05', 'draft-06', 'draft-07', '2019-09'] as const;
type Draft = (typeof drafts)[number];

/** The first draft that knows a keyword; an engine of an earlier one passes over it. */
const since = (key: string): KeywordInfo['since'] | undefined =>
  decides(key) ? keywords[key].since : undefined;

/**
 * A document whose schemas are all 2020-12: one that says by `$schema` that it is written in draft-04 to 2019-09 is written
 * anew, and so is one that does not say where `jsonSchemaDialect` is such a draft. The document itself when no schema is older. A draft that is not known, and `$recursiveRef`, are left as they are.
 */
export function withoutOlderDrafts(document: Record<string, unknown>): Record<string, unknown> {
  const { jsonSchemaDialect: dialect, ...rest } = document;
  const whole = draftNamed(dialect, rest);
  if (whole !== undefined) return look(rest, false, whole) as Record<string, unknown>;
  return mentionsDraft(document, false) ? (look(document, false) as Record<string, unknown>) : document;
}

const draftOf = (value: Readonly<Record<string, unknown>>): Draft | undefined =>
  draftNamed(value['$schema'], value);

function draftNamed(dialect: unknown, value: unknown): Draft | undefined {
  if (typeof dialect !== 'string' || !/^https?:\/\/json-schema\.org\//.test(dialect)) return undefined;
  const draft = drafts.find((each) => dialect.includes(`/${each}/`));
  return draft === 'draft-03' || JSON.stringify(value).includes('"$recursiveRef"') ? undefined : draft;
}

const isData = (key: string): boolean => dataKeywords.has(key) || key.startsWith('x-');

function mentionsDraft(value: unknown, inMap: boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => mentionsDraft(item, false));
  if (!isObject(value)) return false;
  if (!inMap && draftOf(value) !== undefined) return true;
  return Object.entries(value).some(
    ([key, member]) => (inMap || !isData(key)) && mentionsDraft(member, !inMap && mapKeywords.has(key)),
  );
}

/** Whatever is not a schema of an older draft is kept; `whole` is the draft of schemas that do not say theirs. */
function look(value: unknown, inMap: boolean, whole?: Draft): unknown {
  if (Array.isArray(value)) return value.map((item) => look(item, false, whole));
  if (!isObject(value)) return value;
  const draft = inMap ? undefined : draftOf(value);
  if (draft !== undefined) return latest(value, draft);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (!inMap && isData(key)) return [key, member];
      if (whole !== undefined && !inMap && (key === 'schema' || key === 'itemSchema'))
        return [key, latest(member, whole)];
      if (whole !== undefined && !inMap && key === 'schemas' && isObject(member))
        return [key, mapped(member, whole)];
      return [key, look(member, !inMap && mapKeywords.has(key), whole)];
    }),
  );
}

/** A schema of a draft, and all below it, in the words of 2020-12. */
function latest(schema: unknown, outer: Draft): unknown {
  if (!isObject(schema)) return schema;
  const own = draftOf(schema);
  if (own === undefined && typeof schema['$schema'] === 'string') return look(schema, false);
  const draft = own ?? outer;
  const rank = drafts.indexOf(draft);
  // Until draft-07 a reference stands for the whole of its schema.
  if (typeof schema['$ref'] === 'string' && rank <= drafts.indexOf('draft-07'))
    return { $ref: schema['$ref'] };
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(schema)) {
    const first = since(key);
    const isLater = first === '2020-12' || drafts.some((each, index) => each === first && index > rank);
    if (key === '$schema' || isLater) continue;
    if (key === 'items' && Array.isArray(member))
      result['prefixItems'] = member.map((item) => latest(item, draft));
    else if (key === 'additionalItems') {
      if (Array.isArray(schema['items'])) result['items'] = latest(member, draft);
    } else if (key === 'dependencies' && isObject(member)) addDependencies(result, member, draft);
    else if (typeof member === 'boolean' && (key === 'exclusiveMinimum' || key === 'exclusiveMaximum'))
      continue;
    else if (isIn(schemaKeywords, key)) result[key] = latest(member, draft);
    else if (isIn(listKeywords, key) && Array.isArray(member))
      result[key] = member.map((item) => latest(item, draft));
    else if (isIn(schemaMaps, key) && isObject(member)) result[key] = mapped(member, draft);
    else result[key] = member;
  }
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (schema[flag] !== true || !Object.hasOwn(result, bound)) continue;
    result[flag] = result[bound];
    delete result[bound];
  }
  return result;
}

const mapped = (map: Readonly<Record<string, unknown>>, draft: Draft): unknown =>
  Object.fromEntries(Object.entries(map).map(([name, member]) => [name, latest(member, draft)]));

/** `dependencies` holds names or a schema for each member; later drafts have a keyword for either. */
function addDependencies(
  result: Record<string, unknown>,
  dependencies: Readonly<Record<string, unknown>>,
  draft: Draft,
): void {
  const entries = Object.entries(dependencies);
  const required = entries.filter(([, each]) => Array.isArray(each));
  const schemas = entries.filter(([, each]) => !Array.isArray(each));
  if (required.length > 0) result['dependentRequired'] = Object.fromEntries(required);
  if (schemas.length > 0) result['dependentSchemas'] = mapped(Object.fromEntries(schemas), draft);
}

const isIn = (names: readonly string[], name: string): boolean => names.includes(name);
