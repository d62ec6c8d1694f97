import {
  type FunctionDeclarationStructure,
  type InterfaceDeclarationStructure,
  type StatementStructures,
  StructureKind,
} from 'ts-morph';
import type { Contract, MediaType, Parameter } from '../contract/model.ts';
import type { Call } from '../print/call.ts';
import {
  callDoc,
  isInherited,
  paramAccess,
  parameterDoc,
  type Signature,
  signaturesOf,
  type TypeWriter,
  typeWriter,
} from '../print/call-text.ts';
import type { Imports } from '../print/imports.ts';
import { holdBreaks, literalKey, propertyKey, stringLiteral } from '../print/text.ts';
import { typeOf } from '../print/type-of-use.ts';
import { formStyleOf } from '../wire/forms.ts';
import { operationStatement } from './resources-operations.ts';

/** The statements of one call: its parameters, its descriptor and its functions. */
export const callStatements = (
  contract: Contract,
  call: Call,
  imports: Imports,
): readonly StatementStructures[] => [
  ...(call.params === undefined ? [] : [paramsInterface(contract, call.params, imports)]),
  operationStatement(contract, call),
  ...functionsOf(contract, call, imports),
];

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
        types.type(typeOf(contract, parameter.schema ?? parameter.content?.schema), 'request', '  '),
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

function functionsOf(
  contract: Contract,
  call: Call,
  imports: Imports,
): readonly FunctionDeclarationStructure[] {
  const types = typeWriter(contract, imports, '..');
  imports.type('../runtime/config.js', 'ClientConfig');
  const { plain, stream, general } = signaturesOf(call, types, imports, '..');
  const doc = callDoc(call);
  const streamName = call.stream?.functionName;
  if (plain === undefined || stream === undefined || streamName === undefined) {
    const sent = sending(call, imports, types, call.stream !== undefined);
    return [functionOf(call.functionName, general, call, doc, sent)];
  }
  return [
    functionOf(call.functionName, plain, call, doc, sending(call, imports, types, false)),
    functionOf(streamName, stream, call, doc, sending(call, imports, types, true)),
  ];
}

function functionOf(
  name: string,
  { parameters, returns }: Signature,
  { params }: Call,
  doc: string,
  sent: string,
): FunctionDeclarationStructure {
  const all = [{ name: 'config', type: 'ClientConfig', optional: false }, ...parameters];
  return {
    kind: StructureKind.Function,
    name,
    isExported: true,
    docs: docs(doc),
    parameters: all.map(({ name: parameter, type, optional }) =>
      parameter === 'params' && params?.optional === true
        ? { name: parameter, type, initializer: emptyParams(params.list) }
        : { name: parameter, type, hasQuestionToken: optional },
    ),
    returnType: returns,
    statements: [`return ${sent};`],
  };
}

/** An object literal inherits `toString`, so that it is not assignable to a type whose `toString` is not a function. */
const emptyParams = (list: readonly Parameter[]): string =>
  list.some(({ name }) => isInherited(name)) ? 'Object.create(null)' : '{}';

/** The module and the function that read each kind of stream. */
const readers = {
  events: ['stream', 'stream'],
  lines: ['lines', 'lines'],
  sequence: ['lines', 'sequence'],
} as const;

function sending(call: Call, imports: Imports, types: TypeWriter, isStream: boolean): string {
  const operation = call.constantName;
  imports.type('../runtime/operation.js', 'Operation');
  const { response, paging } = call;
  const stream = isStream ? call.stream : undefined;
  const input = inputOf(call, imports, { isPaged: paging !== undefined, accept: stream?.contentType });
  if (paging !== undefined) {
    imports.value('../runtime/pagination.js', 'paged');
    const { cursor, items, itemCursor, next, hasMore } = paging;
    const members = Object.entries({ cursor, items, itemCursor, next, hasMore })
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, value]) => `${name}: ${stringLiteral(value)}`);
    return `paged(config, ${operation}, ${input}, options, { ${members.join(', ')} })`;
  }
  imports.value('../runtime/send.js', 'send');
  if (stream !== undefined) {
    const [module, reader] = readers[stream.format];
    imports.value(`../runtime/${module}.js`, reader);
    return `send(config, ${operation}, ${input}, options, ${reader}<${types.type(stream.item, 'response')}>)`;
  }
  const reader = response.kind;
  if (reader === 'json') return `send(config, ${operation}, ${input}, options)`;
  imports.value('../runtime/send.js', reader);
  return `send(config, ${operation}, ${input}, options, ${reader})`;
}

function inputOf(
  call: Call,
  imports: Imports,
  { isPaged, accept }: { readonly isPaged: boolean; readonly accept: string | undefined },
): string {
  const { path, body, params } = call;
  const list = params?.list ?? [];
  const places = (place: string) => list.filter((parameter) => parameter.in === place);
  const parts = [
    ...(path.length === 0 ? [] : [pathOf(path, imports)]),
    ...queryOf(list, imports, isPaged),
    ...headersOf(places('header'), places('cookie'), imports, accept),
    ...(body === undefined ? [] : [bodyMember(body, imports)]),
  ];
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function pathOf(path: Call['path'], imports: Imports): string {
  imports.value('../runtime/url.js', 'pathValues');
  return `path: pathValues({ ${path.map((one) => pathMember(one, imports)).join(', ')} })`;
}

function pathMember({ parameter, variable }: Call['path'][number], imports: Imports): string {
  const { name, style, explode, content } = parameter;
  const key = literalKey(name);
  if (content !== undefined) {
    imports.value('../runtime/styles.js', 'jsonText');
    return `${key}: jsonText(${variable})`;
  }
  const isList = parameter.schema?.type.kind === 'array';
  if (style === 'simple' && (isScalar(parameter) || isList))
    return key === variable ? variable : `${key}: ${variable}`;
  imports.value('../runtime/styles.js', 'pathStyle');
  return `${key}: pathStyle(${stringLiteral(name)}, ${variable}, ${stringLiteral(style)}, ${explode})`;
}

const isScalar = ({ schema }: Parameter): boolean =>
  schema === undefined || ['string', 'number', 'integer', 'boolean', 'enum'].includes(schema.type.kind);

function queryOf(list: readonly Parameter[], imports: Imports, isPaged: boolean): readonly string[] {
  const query = list.filter((parameter) => parameter.in === 'query' || parameter.in === 'querystring');
  if (query.length === 0) return [];
  const special = query.some((parameter) => !isPlainQuery(parameter));
  const members =
    !special && query.length === list.length
      ? 'params'
      : `{ ${query.map((parameter) => queryMember(parameter, imports)).join(', ')} }`;
  if (isPaged) return [`query: ${members}`];
  imports.value('../runtime/url.js', 'queryText');
  return [`query: queryText(${members})`];
}

/** What the client does with any value: lists as repeated names. Objects need their style. */
const isPlainQuery = ({ style, explode, content, schema, allowReserved }: Parameter): boolean =>
  content === undefined &&
  !allowReserved &&
  style === 'form' &&
  (['string', 'number', 'integer', 'boolean', 'enum'].includes(schema?.type.kind ?? 'string') ||
    (explode && schema?.type.kind === 'array'));

function queryMember(parameter: Parameter, imports: Imports): string {
  const { name, style, explode, content } = parameter;
  const value = paramAccess(name);
  if (parameter.in === 'querystring') {
    // The whole query: a form's names and values, else JSON.
    const isForm = content?.contentType.startsWith('application/x-www-form-urlencoded') === true;
    imports.value('../runtime/styles.js', isForm ? 'formQuery' : 'jsonQuery');
    return isForm ? `${literalKey(name)}: formQuery(${value})` : `${literalKey(name)}: jsonQuery(${value})`;
  }
  if (isPlainQuery(parameter)) return `${literalKey(name)}: ${value}`;
  const helper = content === undefined ? 'queryStyle' : 'jsonText';
  imports.value('../runtime/styles.js', helper);
  return helper === 'jsonText'
    ? `${literalKey(name)}: jsonText(${value})`
    : `${literalKey(name)}: queryStyle(${stringLiteral(name)}, ${value}, ${stringLiteral(style)}, ${explode}${parameter.allowReserved ? ', true' : ''})`;
}

function headersOf(
  headers: readonly Parameter[],
  cookies: readonly Parameter[],
  imports: Imports,
  accept: string | undefined,
): readonly string[] {
  const members = headers.map((parameter) => {
    const [key, value] = [literalKey(parameter.name), paramAccess(parameter.name)];
    imports.value('../runtime/styles.js', parameter.content === undefined ? 'headerText' : 'jsonText');
    return parameter.content === undefined
      ? `${key}: headerText(${value}, ${parameter.explode})`
      : `${key}: jsonText(${value})`;
  });
  if (cookies.length > 0) {
    imports.value('../runtime/styles.js', 'cookieText');
    imports.value('../runtime/styles.js', 'cookiePairs');
    if (cookies.some(({ content }) => content !== undefined))
      imports.value('../runtime/styles.js', 'jsonText');
    const pairs = cookies.map(({ name, style, explode, content }) =>
      content === undefined
        ? `cookiePairs(${stringLiteral(name)}, ${paramAccess(name)}, ${stringLiteral(style)}, ${explode})`
        : `cookiePairs(${stringLiteral(name)}, jsonText(${paramAccess(name)}), 'form', false)`,
    );
    members.push(`cookie: cookieText(${pairs.join(', ')})`);
  }
  if (accept !== undefined) members.push(`accept: ${stringLiteral(accept)}`);
  return members.length === 0 ? [] : [`headers: { ${members.join(', ')} }`];
}

function bodyMember({ kind, media }: NonNullable<Call['body']>, imports: Imports): string {
  const type = stringLiteral(media.contentType);
  switch (kind) {
    case 'json':
      imports.value('../runtime/send.js', 'jsonBody');
      return media.contentType === 'application/json'
        ? 'body: jsonBody(body)'
        : `body: jsonBody(body, ${type})`;
    case 'urlencoded':
      imports.value('../runtime/forms.js', 'urlEncoded');
      return withTable('urlEncoded', formStyles(media));
    case 'multipart': {
      imports.value('../runtime/forms.js', 'multipart');
      const types = [...media.encoding].flatMap(([name, { contentType }]) =>
        contentType === undefined ? [] : [`${literalKey(name)}: ${stringLiteral(contentType)}`],
      );
      return withTable('multipart', types);
    }
    case 'text':
    case 'binary':
      imports.value('../runtime/forms.js', 'binary');
      return `body: binary(body, ${type})`;
    default:
      return kind satisfies never;
  }
}

const withTable = (name: string, entries: readonly string[]): string =>
  entries.length === 0 ? `body: ${name}(body)` : `body: ${name}(body, { ${entries.join(', ')} })`;

/** The members of a form that are not written one field an item (OpenAPI 3.1, 4.8.15). */
const formStyles = ({ encoding }: MediaType): readonly string[] =>
  [...encoding].flatMap(([name, each]) => {
    const style = formStyleOf(each);
    if (style === undefined) return [];
    const text =
      typeof style === 'object' ? `{ between: ${stringLiteral(style.between)} }` : stringLiteral(style);
    return [`${literalKey(name)}: ${text}`];
  });
