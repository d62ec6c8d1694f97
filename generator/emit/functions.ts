import {
  type FunctionDeclarationStructure,
  type InterfaceDeclarationStructure,
  type StatementStructures,
  StructureKind,
} from 'ts-morph';
import type { Contract, Parameter } from '../contract/model.ts';
import {
  callDoc,
  paramAccess,
  parameterDoc,
  type Signature,
  signaturesOf,
  typeWriter,
} from '../print/call-text.ts';
import { type Call, callsOf, typeOf } from '../print/calls.ts';
import { collectImports, type Imports } from '../print/imports.ts';
import { holdBreaks, literalKey, propertyKey, stringLiteral } from '../print/text.ts';
import { banner } from './banner.ts';
import type { Emitter, GeneratedFile } from './emitter.ts';

/** `src/functions/*.ts`: one standalone function an operation, a module for each top-level resource. */
export const functions: Emitter = {
  name: 'functions',
  emit(contract) {
    const modules = functionModules(contract);
    const files = [...modules].map(([name, calls]) => moduleOf(contract, name, calls));
    return [...files, indexOf(contract, [...modules.keys()])];
  },
};

/** Module name to its calls. */
function functionModules(contract: Contract): ReadonlyMap<string, readonly Call[]> {
  const calls = callsOf(contract);
  const names = [...new Set(calls.map(({ module }) => module))];
  return new Map(names.map((name) => [name, calls.filter(({ module }) => module === name)]));
}

function moduleOf(contract: Contract, name: string, calls: readonly Call[]): GeneratedFile {
  const imports = collectImports();
  const statements = calls.flatMap((call) => [
    ...(call.params === undefined ? [] : [paramsInterface(contract, call.params, imports)]),
    functionOf(contract, call, imports),
  ]);
  const all: (string | StatementStructures)[] = [
    banner(contract),
    ...imports.statements(),
    "import * as operations from '../operations.js';",
    ...statements,
  ];
  return { kind: 'module', path: `src/functions/${name}.ts`, statements: all };
}

function indexOf(contract: Contract, modules: readonly string[]): GeneratedFile {
  const exports = ["export { configure } from '../config.js';"].concat(
    [...modules].sort().map((name) => `export * from './${name}.js';`),
  );
  return { kind: 'module', path: 'src/functions/index.ts', statements: [banner(contract), ...exports] };
}

function paramsInterface(
  contract: Contract,
  { typeName, list }: NonNullable<Call['params']>,
  imports: Imports,
): InterfaceDeclarationStructure {
  const types = typeWriter(contract, imports, '..');
  return {
    kind: StructureKind.Interface,
    name: typeName,
    isExported: true,
    properties: distinct(list).map((parameter) => ({
      name: propertyKey(parameter.name),
      hasQuestionToken: !parameter.required,
      type: holdBreaks(
        types.type(typeOf(contract, parameter.schema ?? parameter.content?.schema), 'request'),
      ),
      docs: docs(parameterDoc(contract, parameter)),
    })),
  };
}

/** A name may stand in several places; one member then serves them all. */
const distinct = (list: readonly Parameter[]): readonly Parameter[] => [
  ...new Map(list.map((parameter) => [parameter.name, parameter])).values(),
];

const docs = (text: string) =>
  text === '' ? [] : [{ description: text.includes('\n') ? `\n${text}` : text }];

function functionOf(contract: Contract, call: Call, imports: Imports): FunctionDeclarationStructure {
  const types = typeWriter(contract, imports, '..');
  imports.type('../runtime/config.js', 'ClientConfig');
  const signatures = signaturesOf(call, types, imports, '..');
  const general = signatures.at(-1);
  const doc = docs(callDoc(call));
  const printed = (signature: Signature | undefined) => ({
    parameters: [
      { name: 'config', type: 'ClientConfig' },
      ...(signature?.parameters ?? []).map(({ name, type, optional }) => ({
        name,
        type,
        hasQuestionToken: optional,
      })),
    ],
    returnType: signature?.returns ?? 'never',
  });
  const overloads =
    signatures.length === 1
      ? []
      : signatures.map((one, index) => ({ ...printed(one), docs: index === 0 ? doc : [] }));
  const implementation = printed(general);
  return {
    kind: StructureKind.Function,
    name: call.functionName,
    isExported: true,
    docs: overloads.length === 0 ? doc : [],
    overloads,
    parameters: implementation.parameters.map((parameter) =>
      parameter.name === 'params' && call.params?.optional === true
        ? { name: 'params', type: parameter.type, initializer: '{}' }
        : parameter,
    ),
    returnType: implementation.returnType,
    statements: [`return ${sending(call, imports, types)};`],
  };
}

function sending(call: Call, imports: Imports, types: ReturnType<typeof typeWriter>): string {
  const operation = `operations.${call.functionName}`;
  const { stream, answer, paging } = call;
  const input = inputOf(call, imports);
  if (paging !== undefined) {
    imports.value('../runtime/pagination.js', 'paged');
    const { cursor, items, itemCursor, next, hasMore } = paging;
    const members = Object.entries({ cursor, items, itemCursor, next, hasMore })
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, value]) => `${name}: ${stringLiteral(value)}`);
    return `paged(config, ${operation}, ${input}, options, { ${members.join(', ')} })`;
  }
  imports.value('../runtime/send.js', 'send');
  const reader = (name: string) => {
    imports.value(name === 'stream' ? '../runtime/stream.js' : '../runtime/send.js', name);
    return name;
  };
  if (stream !== undefined) {
    const item = types.type(stream.item, 'response');
    const events = `${reader('stream')}<${item}>`;
    if (stream.toggle === undefined) return `send(config, ${operation}, ${input}, options, ${events})`;
    const chosen = `body${call.body?.optional === true ? '?' : ''}.${stream.toggle} === true ? ${events} : ${reader(answer.kind)}<${types.type(answer.type, 'response')}>`;
    imports.type('../runtime/send.js', 'Reader');
    const both = `Reader<${types.type(answer.type, 'response')} | Stream<${item}>>`;
    return holdBreaks(
      `send(\n    config,\n    ${operation},\n    ${input},\n    options,\n    (${chosen}) as ${both},\n  )`,
    );
  }
  const read = answer.kind === 'json' ? '' : `, ${reader(answer.kind)}`;
  const isPlain = input === '{}' && read === '';
  return isPlain
    ? `send(config, ${operation}, {}, options)`
    : `send(config, ${operation}, ${input}, options${read})`;
}

function inputOf(call: Call, imports: Imports): string {
  const { path, body, params } = call;
  const list = params?.list ?? [];
  const places = (place: string) => list.filter((parameter) => parameter.in === place);
  const parts = [
    ...(path.length === 0 ? [] : [`path: { ${path.map((one) => pathMember(one, imports)).join(', ')} }`]),
    ...queryOf(list, imports),
    ...headersOf(places('header'), places('cookie'), imports),
    ...(body === undefined ? [] : [bodyMember(body, imports)]),
  ];
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function pathMember({ parameter, variable }: Call['path'][number], imports: Imports): string {
  const { name, style, explode, content } = parameter;
  const key = literalKey(name);
  if (content !== undefined) {
    imports.value('../runtime/styles.js', 'jsonText');
    return `${key}: jsonText(${variable})`;
  }
  if (style === 'simple' && (!explode || isScalar(parameter)))
    return key === variable ? variable : `${key}: ${variable}`;
  imports.value('../runtime/styles.js', 'pathStyle');
  return `${key}: pathStyle(${stringLiteral(name)}, ${variable}, ${stringLiteral(style)}, ${explode})`;
}

const isScalar = ({ schema }: Parameter): boolean =>
  schema === undefined || ['string', 'number', 'integer', 'boolean', 'enum'].includes(schema.type.kind);

function queryOf(list: readonly Parameter[], imports: Imports): readonly string[] {
  const query = list.filter((parameter) => parameter.in === 'query' || parameter.in === 'querystring');
  if (query.length === 0) return [];
  const special = query.some((parameter) => !isPlainQuery(parameter));
  if (!special && query.length === list.length) return ['query: params'];
  return [`query: { ${query.map((parameter) => queryMember(parameter, imports)).join(', ')} }`];
}

/** What the client does with any value: lists as repeated names. Objects need their style. */
const isPlainQuery = ({ style, explode, content, schema }: Parameter): boolean =>
  content === undefined &&
  style === 'form' &&
  (['string', 'number', 'integer', 'boolean', 'enum'].includes(schema?.type.kind ?? 'string') ||
    (explode && schema?.type.kind === 'array'));

function queryMember(parameter: Parameter, imports: Imports): string {
  const { name, style, explode, content } = parameter;
  const value = paramAccess(name);
  if (isPlainQuery(parameter)) return `${literalKey(name)}: ${value}`;
  const helper = content === undefined ? 'queryStyle' : 'jsonText';
  imports.value('../runtime/styles.js', helper);
  return helper === 'jsonText'
    ? `${literalKey(name)}: jsonText(${value})`
    : `${literalKey(name)}: queryStyle(${stringLiteral(name)}, ${value}, ${stringLiteral(style)}, ${explode})`;
}

function headersOf(
  headers: readonly Parameter[],
  cookies: readonly Parameter[],
  imports: Imports,
): readonly string[] {
  const members = headers.map((parameter) => {
    imports.value('../runtime/styles.js', 'headerText');
    return `${literalKey(parameter.name)}: headerText(${paramAccess(parameter.name)}, ${parameter.explode})`;
  });
  if (cookies.length > 0) {
    imports.value('../runtime/styles.js', 'cookieText');
    const pairs = cookies.map(({ name }) => `${literalKey(name)}: ${paramAccess(name)}`);
    members.push(`cookie: cookieText({ ${pairs.join(', ')} })`);
  }
  return members.length === 0 ? [] : [`headers: { ${members.join(', ')} }`];
}

function bodyMember({ kind, media, optional }: NonNullable<Call['body']>, imports: Imports): string {
  const helper = {
    json: undefined,
    text: undefined,
    multipart: 'multipart',
    urlencoded: 'urlEncoded',
    binary: 'bytes',
  }[kind];
  if (helper === undefined) return 'body';
  imports.value('../runtime/forms.js', helper);
  const types = [...media.encoding].flatMap(([name, { contentType }]) =>
    contentType === undefined ? [] : [`${literalKey(name)}: ${stringLiteral(contentType)}`],
  );
  return kind === 'multipart' && types.length > 0
    ? `body: multipart(body, { ${types.join(', ')} })`
    : kind === 'binary' && optional
      ? 'body: body === undefined ? undefined : bytes(body)'
      : `body: ${helper}(body)`;
}
