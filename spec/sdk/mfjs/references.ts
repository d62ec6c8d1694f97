import { atLeast, isObject, type Json, type MfjsRules, type Path, refuse } from './mfjs-error.ts';

/** The schema that a reference names. Refuses a name that is not there. */
export function resolveReference(reference: unknown, root: Json, path: Path): Json {
  if (typeof reference !== 'string') return refuse(path, '$ref must be a string');
  if (reference === '#') return root;
  if (!reference.startsWith('#/$defs/')) {
    const hint = 'Move the schema below $defs of the root.';
    return refuse(path, `references must start with #/$defs/, not '${reference.slice(0, 80)}'`, hint);
  }
  const [first, ...rest] = reference.slice('#/$defs/'.length).split('/');
  const defs = root['$defs'];
  if (first === undefined || !isObject(defs) || !Object.hasOwn(defs, first))
    return refuse(path, `$defs not found for reference '${reference}'`);
  let place: unknown = defs[first];
  for (const token of rest) {
    const known = typeof place === 'object' && place !== null && Object.hasOwn(place, token);
    if (!known) return refuse(path, `invalid $ref path '${reference}'`);
    place = (place as Json)[token];
  }
  return isObject(place) ? place : refuse(path, `invalid $ref path '${reference}'`);
}

/** Checks what shows only across references: siblings, depth, recursion with no way out. */
export function checkReferences(root: Json, rules: MfjsRules): void {
  const all = reachable(root);
  for (const { schema, path } of all) {
    if (Object.hasOwn(schema, '$ref'))
      refuseBothSides(
        schema,
        [schema['$ref']].map((each) => resolveReference(each, root, path)),
        '$ref',
        path,
        rules,
      );
    const { anyOf } = schema;
    if (Array.isArray(anyOf)) refuseBothSides(schema, anyOf.filter(isObject), 'anyOf', path, rules);
  }
  refuseDeep(root, rules);
  refuseEndless(root, all);
}

function refuseBothSides(
  schema: Json,
  others: readonly Json[],
  union: string,
  path: Path,
  { level }: MfjsRules,
): void {
  const tolerated = ['$ref', 'anyOf', '$defs', '$id', 'description', 'title', 'default'];
  if (atLeast(level, 'ultra')) return; // ultra refuses any sibling already
  for (const name of Object.keys(schema)) {
    if (tolerated.includes(name) || !others.some((other) => Object.hasOwn(other, name))) continue;
    refuse(path, `${name} is not allowed at the same level as ${union}: it stands on both sides`);
  }
}

interface Placed {
  readonly schema: Json;
  readonly path: Path;
}

/** The schemas directly below one, without following references. */
function below({ schema, path }: Placed): readonly Placed[] {
  const { properties, items, additionalProperties, anyOf, $defs } = schema;
  const named = (key: string, each: unknown): readonly Placed[] =>
    isObject(each)
      ? Object.entries(each).flatMap(([name, value]) =>
          isObject(value) ? [{ schema: value, path: [...path, key, name] }] : [],
        )
      : [];
  return [
    ...named('properties', properties),
    ...named('$defs', $defs),
    ...(isObject(items) ? [{ schema: items, path: [...path, 'items'] }] : []),
    ...(isObject(additionalProperties)
      ? [{ schema: additionalProperties, path: [...path, 'additionalProperties'] }]
      : []),
    ...(Array.isArray(anyOf)
      ? anyOf.flatMap((value: unknown, index) =>
          isObject(value) ? [{ schema: value, path: [...path, 'anyOf', String(index)] }] : [],
        )
      : []),
  ];
}

function reachable(root: Json): readonly Placed[] {
  const all: Placed[] = [{ schema: root, path: [] }];
  // The list grows while it is walked.
  for (const place of all) all.push(...below(place));
  return all;
}

const isPlain = ({ type }: Json): boolean =>
  ['string', 'number', 'integer', 'boolean', 'null'].includes([type].flat()[0] as string);

/** A schema ends when some value of finite size fits it: the least fixed point over all schemas. */
function refuseEndless(root: Json, all: readonly Placed[]): void {
  const ends = new Set<Json>();
  const needs = new Map<Json, { kind: 'all' | 'any'; of: readonly Json[] }>();
  for (const { schema, path } of all) needs.set(schema, needsOf(schema, root, path));
  for (let grown = true; grown; ) {
    grown = false;
    // Backwards: what stands below a schema comes after it in the list.
    for (let index = all.length - 1; index >= 0; index -= 1) {
      const schema = all[index]?.schema;
      const need = schema === undefined ? undefined : needs.get(schema);
      if (schema === undefined || need === undefined || ends.has(schema)) continue;
      // A reference may name a place that is not a schema (the object below `properties`): it constrains nothing.
      const ended = (each: Json): boolean => ends.has(each) || !needs.has(each);
      if (need.kind === 'all' ? need.of.every(ended) : need.of.some(ended)) {
        ends.add(schema);
        grown = true;
      }
    }
  }
  if (!ends.has(root)) {
    const hint = 'Make a member of the cycle optional, or give it a branch of anyOf that ends.';
    refuse([], 'infinite recursion: no value of finite size fits the schema', hint);
  }
}

function needsOf(schema: Json, root: Json, path: Path): { kind: 'all' | 'any'; of: readonly Json[] } {
  const { $ref, anyOf, properties, required, items } = schema;
  if (Object.hasOwn(schema, '$ref')) return { kind: 'all', of: [resolveReference($ref, root, path)] };
  if (Array.isArray(anyOf)) return { kind: 'any', of: anyOf.filter(isObject) };
  const needed = Array.isArray(required) && isObject(properties) ? required : [];
  const members = needed.flatMap((name: string) => {
    const member = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return isObject(member) ? [member] : [];
  });
  // The API takes an object that must hold some plain value beside the cycle, though no finite value fits it.
  if (members.some(isPlain)) return { kind: 'all', of: [] };
  return { kind: 'all', of: [...members, ...(isObject(items) ? [items] : [])] };
}

/** Depth is counted by `properties`, through references too; a reference on its own way is not followed again. */
function refuseDeep(root: Json, { limits }: MfjsRules): void {
  const deepest = new Map<Json, number>();
  const open = new Set<Json>();
  const visit = (place: Placed, depth: number): void => {
    const { schema, path } = place;
    if (open.has(schema) || (deepest.get(schema) ?? -1) >= depth) return;
    deepest.set(schema, depth);
    refuseDepth(depth, path, { limits });
    open.add(schema);
    if (Object.hasOwn(schema, '$ref')) {
      visit({ schema: resolveReference(schema['$ref'], root, path), path }, depth);
    }
    for (const next of below(place)) {
      const via = next.path[path.length];
      if (via !== '$defs') visit(next, depth + (via === 'properties' ? 1 : 0));
    }
    open.delete(schema);
  };
  visit({ schema: root, path: [] }, 0);
}

/** Complains when `depth` is past the limit. */
export function refuseDepth(depth: number, path: Path, { limits }: Pick<MfjsRules, 'limits'>): void {
  if (depth > limits.depth)
    refuse(path, `schema depth exceeds maximum limit of ${limits.depth}`, 'Flatten the schema.');
}
