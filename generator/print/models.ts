import type { Contract, NamedSchema, Operation, TypeExpression, View } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';
import type { TypeContext } from './type.ts';
import { visibleProperties } from './type.ts';

/** A model to print: one schema as one view sees it. */
export interface Model {
  readonly name: string;
  readonly view: View;
  readonly schema: NamedSchema;
}

/** The models of a contract and how to speak of them. */
export interface Models {
  readonly list: readonly Model[];
  /** For printing types of a view; `used` is called with the name of each model that is written. */
  context(view: View, used?: (name: string) => void): TypeContext;
  definition(pointer: Pointer): TypeExpression | undefined;
}

const known = new WeakMap<Contract, Models>();

/**
 * Which models there are. A schema that looks alike to both sides is one; one with `readOnly` or `writeOnly` members or
 * files, at any depth, is two when both sides use it: `Pet` in responses, `PetInput` in requests.
 */
export function modelsOf(contract: Contract): Models {
  const models = known.get(contract) ?? build(contract);
  known.set(contract, models);
  return models;
}

function build(contract: Contract): Models {
  const schemas = new Map(contract.schemas.map((schema) => [schema.use.pointer, schema]));
  const definition = (pointer: Pointer) => schemas.get(pointer)?.use.type;
  // The list of models needs the types of the whole document, a definition needs one.
  let divided: Divided | undefined;
  const models = (): Divided => {
    divided ??= divide(contract, schemas);
    return divided;
  };
  const keysOf = (type: TypeExpression) => keys(type, definition, []);
  const isTagged = (type: TypeExpression, name: string) => tagged(type, name, definition, []);
  return {
    get list() {
      return models().list;
    },
    definition,
    context: (view, used) => ({
      view,
      keysOf,
      isTagged,
      nameOf: (pointer, typeName) => {
        const name = (view === 'request' ? models().inputs.get(pointer) : undefined) ?? typeName;
        used?.(name);
        return name;
      },
    }),
  };
}

interface Divided {
  readonly list: readonly Model[];
  /** The name in requests of a schema with two models. */
  readonly inputs: ReadonlyMap<Pointer, string>;
}

function divide(contract: Contract, schemas: ReadonlyMap<Pointer, NamedSchema>): Divided {
  const graph = new Map([...schemas].map(([pointer, { use }]) => [pointer, new Set(referencesOf(use.type))]));
  const split = twoFaced(schemas, graph);
  const views = {
    request: reachable(requestTypes(contract), graph),
    response: reachable(responseTypes(contract), graph),
  };
  const taken = new Set([...schemas.values()].map(({ typeName }) => typeName));
  const inputs = new Map<Pointer, string>();
  const list: Model[] = [];
  for (const [pointer, schema] of schemas) {
    const { typeName: name } = schema;
    const isInput = split.has(pointer) && views.request.has(pointer);
    if (isInput && views.response.has(pointer)) {
      const input = [`${name}Input`, `${name}Request`, `${name}InputModel`].find((free) => !taken.has(free));
      inputs.set(pointer, input ?? `${name}Input_`);
      taken.add(input ?? `${name}Input_`);
      list.push(
        { name, view: 'response', schema },
        { name: input ?? `${name}Input_`, view: 'request', schema },
      );
    } else {
      list.push({ name, view: isInput ? 'request' : 'response', schema });
    }
  }
  return { list, inputs };
}

/** The parts a type is made of, one level down. */
function partsOf(type: TypeExpression): readonly TypeExpression[] {
  switch (type.kind) {
    case 'object':
      return [
        ...type.properties.map((property) => property.type),
        ...(type.additional ? [type.additional] : []),
      ];
    case 'array':
      return [type.items];
    case 'tuple':
      return [...type.items, ...(type.rest ? [type.rest] : [])];
    case 'union':
    case 'intersection':
      return type.members;
    default:
      return [];
  }
}

const referencesOf = (type: TypeExpression): readonly Pointer[] =>
  type.kind === 'reference' ? [type.pointer] : partsOf(type).flatMap(referencesOf);

const looksDifferent = (type: TypeExpression): boolean =>
  (type.kind === 'string' && type.format === 'binary') ||
  (type.kind === 'object' && type.properties.some(({ readOnly, writeOnly }) => readOnly || writeOnly)) ||
  partsOf(type).some(looksDifferent);

/** Schemas that look different to the two sides, at any depth. */
function twoFaced(
  schemas: ReadonlyMap<Pointer, NamedSchema>,
  graph: ReadonlyMap<Pointer, ReadonlySet<Pointer>>,
): ReadonlySet<Pointer> {
  const found = new Set(
    [...schemas].filter(([, { use }]) => looksDifferent(use.type)).map(([pointer]) => pointer),
  );
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [pointer, targets] of graph)
      if ([...targets].some((target) => found.has(target))) found.add(pointer);
  }
  return found;
}

function reachable(
  roots: readonly TypeExpression[],
  graph: ReadonlyMap<Pointer, ReadonlySet<Pointer>>,
): ReadonlySet<Pointer> {
  const found = new Set<Pointer>();
  const visit = (pointer: Pointer): void => {
    if (found.has(pointer)) return;
    found.add(pointer);
    for (const target of graph.get(pointer) ?? []) visit(target);
  };
  for (const pointer of roots.flatMap(referencesOf)) visit(pointer);
  return found;
}

const operationsOf = ({ operations, webhooks }: Contract): readonly Operation[] => [
  ...operations,
  ...webhooks,
];

const requestTypes = (contract: Contract): readonly TypeExpression[] =>
  operationsOf(contract).flatMap(({ parameters, requestBody }) =>
    [...parameters, ...(requestBody?.content ?? [])].flatMap(({ schema }) =>
      schema === undefined ? [] : [selfReference(schema.pointer), schema.type],
    ),
  );

const responseTypes = (contract: Contract): readonly TypeExpression[] =>
  operationsOf(contract).flatMap(({ responses }) =>
    responses.flatMap(({ content, headers }) =>
      [
        ...content.flatMap(({ schema, itemSchema }) => [schema, itemSchema]),
        ...headers.map(({ schema }) => schema),
      ]
        .filter((use) => use !== undefined)
        .flatMap((use) => [selfReference(use.pointer), use.type]),
    ),
  );

/** An inline body that has a name is itself reached. */
const selfReference = (pointer: Pointer): TypeExpression => ({ kind: 'reference', pointer, typeName: '' });

type Definition = (pointer: Pointer) => TypeExpression | undefined;

function keys(
  type: TypeExpression,
  definition: Definition,
  seen: readonly Pointer[],
): ReadonlySet<string> | undefined {
  switch (type.kind) {
    case 'reference': {
      const target = seen.includes(type.pointer) ? undefined : definition(type.pointer);
      return target === undefined ? undefined : keys(target, definition, [...seen, type.pointer]);
    }
    case 'object':
      return type.additional === undefined ? new Set(type.properties.map(({ name }) => name)) : undefined;
    case 'union':
    case 'intersection': {
      const parts = type.members.map((member) => keys(member, definition, seen));
      return parts.includes(undefined) ? undefined : new Set(parts.flatMap((names) => [...(names ?? [])]));
    }
    default:
      return undefined;
  }
}

function tagged(
  type: TypeExpression,
  name: string,
  definition: Definition,
  seen: readonly Pointer[],
): boolean {
  switch (type.kind) {
    case 'reference': {
      const target = seen.includes(type.pointer) ? undefined : definition(type.pointer);
      return target !== undefined && tagged(target, name, definition, [...seen, type.pointer]);
    }
    case 'object':
      return visibleProperties(type, 'response').some(
        (property) => property.name === name && property.type.kind === 'enum',
      );
    case 'intersection':
      return type.members.some((member) => tagged(member, name, definition, seen));
    case 'union':
      return type.members.every((member) => tagged(member, name, definition, seen));
    default:
      return false;
  }
}
