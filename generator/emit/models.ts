import {
  type InterfaceDeclarationStructure,
  type StatementStructures,
  StructureKind,
  type TypeAliasDeclarationStructure,
} from 'ts-morph';
import { documentationOf } from '../build/documentation.ts';
import type { Contract, ObjectType, TypeExpression } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';
import { docText } from '../print/doc.ts';
import { type Model, type Models, modelsOf } from '../print/models.ts';
import { modelParts } from '../print/modules.ts';
import { holdBreaks, propertyKey } from '../print/text.ts';
import { indexSignature, printType, type TypeContext, visibleProperties } from '../print/type.ts';
import { banner } from './banner.ts';
import type { Emitter, GeneratedFile } from './emitter.ts';

/**
 * `src/models.ts`: the types people use, one for each named schema, in the document's order. What would be too long for one
 * file stands in `src/models/`, by the first letters of the names.
 */
export const models: Emitter = {
  name: 'models',
  parts: ['types', 'client', 'validators', 'testing'],
  emit(contract) {
    const all = modelsOf(contract);
    const partOf = modelParts(contract);
    const parts = [...new Set(all.list.map(({ name }) => partOf.get(name) ?? ''))];
    if (parts.length <= 1) return [moduleOf(contract, all, all.list, 'src/models.ts', './runtime/types.js')];
    const lines = parts.map((part) => `export type * from './models/${part}.js';`);
    return [
      { kind: 'module', path: 'src/models.ts', statements: [banner(contract), ...lines] },
      ...parts.map((part) => {
        const own = all.list.filter(({ name }) => partOf.get(name) === part);
        return moduleOf(contract, all, own, `src/models/${part}.ts`, '../runtime/types.js');
      }),
    ];
  },
};

function moduleOf(
  contract: Contract,
  all: Models,
  list: readonly Model[],
  path: string,
  helpersAt: string,
): GeneratedFile {
  const used = new Set<string>();
  const watched: Models = {
    get list() {
      return all.list;
    },
    definition: all.definition,
    context: (view) => all.context(view, (name) => used.add(name)),
  };
  const printed = list.map((model) => statement(model, watched));
  const text = JSON.stringify(printed);
  const helpers = ['AtMost', 'Uploadable', 'Without'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(text),
  );
  const own = new Set(list.map(({ name }) => name));
  const others = [...used].filter((name) => !own.has(name)).sort();
  const imported = (
    namedImports: readonly string[],
    moduleSpecifier: string,
  ): readonly StatementStructures[] =>
    namedImports.length === 0
      ? []
      : [
          {
            kind: StructureKind.ImportDeclaration,
            isTypeOnly: true,
            namedImports: [...namedImports],
            moduleSpecifier,
          },
        ];
  return {
    kind: 'module',
    path,
    statements: [
      banner(contract),
      ...imported(others, '../models.js'),
      ...imported(helpers, helpersAt),
      ...(printed.length === 0 ? ['export {};'] : printed),
    ],
  };
}

type Statement = InterfaceDeclarationStructure | TypeAliasDeclarationStructure;

function statement({ name, view, schema }: Model, models: Models): Statement {
  const context = models.context(view);
  const type = schema.use.type;
  const doc = docText(documentationOf(schema.use.raw));
  const shape = interfaceShape(type, models);
  if (shape !== undefined) return interfaceOf(name, doc, shape, context);
  const { pointer } = schema.use;
  const safe = endless(type, pointer, models)
    ? ({ kind: 'unknown' } as const)
    : endless(type, pointer, models, { throughLists: true })
      ? withoutBounds(type)
      : type;
  return {
    kind: StructureKind.TypeAlias,
    name,
    isExported: true,
    docs: docs(doc),
    type: holdBreaks(printType(safe, context, '', `export type ${name} = `.length)),
  };
}

const docs = (text: string) =>
  text === '' ? [] : [{ description: text.includes('\n') ? `\n${text}` : text }];

interface Shape {
  readonly bases: readonly Extract<TypeExpression, { kind: 'reference' }>[];
  readonly own: ObjectType;
}

function interfaceOf(
  name: string,
  doc: string,
  { bases, own }: Shape,
  context: TypeContext,
): InterfaceDeclarationStructure {
  const index = indexSignature(own, context, '');
  return {
    kind: StructureKind.Interface,
    name,
    isExported: true,
    docs: docs(doc),
    extends: bases.map(({ pointer, typeName }) => context.nameOf(pointer, typeName)),
    properties: visibleProperties(own, context.view).map((property) => {
      const text = docText(property.documentation);
      const head = `  ${propertyKey(property.name)}?: `;
      return {
        name: propertyKey(property.name),
        hasQuestionToken: !property.required,
        type: holdBreaks(printType(property.type, context, '  ', head.length)),
        docs: docs(text),
      };
    }),
    ...(index === undefined
      ? {}
      : {
          indexSignatures: [
            { keyName: 'key', keyType: 'string', returnType: index.slice('[key: string]: '.length) },
          ],
        }),
  };
}

/** An object with named members, or such an object that extends others without saying anything twice. */
function interfaceShape(type: TypeExpression, models: Models): Shape | undefined {
  if (type.kind === 'object') return type.properties.length > 0 ? { bases: [], own: type } : undefined;
  if (type.kind !== 'intersection') return undefined;
  const objects = type.members.filter((member) => member.kind === 'object');
  const bases = type.members.filter((member) => member.kind === 'reference');
  const [own, second] = objects;
  if (own === undefined || second !== undefined || own.closed || own.additional !== undefined)
    return undefined;
  if (objects.length + bases.length !== type.members.length || own.properties.length === 0) return undefined;
  const context = models.context('response');
  const names = new Set(own.properties.map(({ name }) => name));
  for (const base of bases) {
    const keys = isExtendable(base.pointer, models, []) ? context.keysOf(base) : undefined;
    if (keys === undefined || [...keys].some((key) => names.has(key))) return undefined;
    for (const key of keys) names.add(key);
  }
  return { bases, own };
}

/** Whether a model is printed as an interface, all the way up. */
function isExtendable(pointer: Pointer, models: Models, seen: readonly Pointer[]): boolean {
  const type = seen.includes(pointer) ? undefined : models.definition(pointer);
  if (type === undefined) return false;
  if (type.kind === 'object') return type.properties.length > 0;
  return (
    type.kind === 'intersection' &&
    type.members.every(
      (member) =>
        member.kind === 'object' ||
        (member.kind === 'reference' && isExtendable(member.pointer, models, [...seen, pointer])),
    )
  );
}

/**
 * An alias that refers to itself without an object or list between: TypeScript rejects it, and no value is valid. With
 * `throughLists` one that names itself within a list only: TypeScript takes that for `X[]`, not for `AtMost<X, 2>`.
 */
function endless(
  type: TypeExpression,
  start: Pointer,
  models: Models,
  {
    throughLists = false,
    seen = [],
  }: { readonly throughLists?: boolean; readonly seen?: readonly Pointer[] } = {},
): boolean {
  const within = (member: TypeExpression): boolean => endless(member, start, models, { throughLists, seen });
  switch (type.kind) {
    case 'reference': {
      const { pointer } = type;
      if (pointer === start) return true;
      const target = seen.includes(pointer) ? undefined : models.definition(pointer);
      return (
        target !== undefined && endless(target, start, models, { throughLists, seen: [...seen, pointer] })
      );
    }
    case 'union':
    case 'intersection':
      return type.members.some(within);
    case 'array':
      return throughLists && within(type.items);
    case 'tuple':
      return throughLists && [...type.items, ...(type.rest === undefined ? [] : [type.rest])].some(within);
    default:
      return false;
  }
}

/** The same with lists of any length, as far as no object stands between. */
function withoutBounds(type: TypeExpression): TypeExpression {
  switch (type.kind) {
    case 'array':
      return { ...type, items: withoutBounds(type.items), maxItems: Number.POSITIVE_INFINITY };
    case 'tuple': {
      // A tuple with a rest names itself at once where it names itself at all.
      const members = [...type.items, ...(type.rest === undefined ? [] : [type.rest])].map(withoutBounds);
      const items: TypeExpression = { kind: 'union', members, applicator: 'anyOf' };
      return { kind: 'array', items, minItems: 0, maxItems: Number.POSITIVE_INFINITY };
    }
    case 'union':
    case 'intersection':
      return { ...type, members: type.members.map(withoutBounds) };
    default:
      return type;
  }
}
