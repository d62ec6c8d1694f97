import type { Contract, Parameter, TypeExpression, View } from '../contract/model.ts';
import type { Call } from './call.ts';
import { docText } from './doc.ts';
import type { Imports } from './imports.ts';
import { modelsOf } from './models.ts';
import { commentText, memberAccess, propertyKey, stringLiteral, wrap } from './text.ts';
import { printType } from './type.ts';
import { typeOf } from './type-of-use.ts';

/** Writes the types of calls and records what they import. */
export interface TypeWriter {
  /** `indent` stands before the lines after the first. */
  type(type: TypeExpression, view: View, indent?: string): string;
}

/** A writer whose types come from `models` and, for a few helpers, from the runtime. */
export function typeWriter(contract: Contract, imports: Imports, root: string): TypeWriter {
  const models = modelsOf(contract);
  return {
    type(type, view, indent = '') {
      const context = models.context(view, (name) => imports.type(`${root}/models.js`, name));
      const text = printType(type, context, indent, indent.length + 20);
      for (const helper of ['AtMost', 'Uploadable', 'Without'])
        if (new RegExp(`\\b${helper}\\b`).test(text)) imports.type(`${root}/runtime/types.js`, helper);
      return text;
    },
  };
}

/** One way to call an operation: what is passed, and what comes back. */
export interface Signature {
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly optional: boolean;
  }[];
  readonly returns: string;
  /** `Streams extends boolean = false` */
  readonly typeParameter?: string;
}

/** The ways to call an operation; one that streams on request has two, and what covers both. */
export interface Signatures {
  /** One response. */
  readonly plain: Signature | undefined;
  /** A stream of events. */
  readonly stream: Signature | undefined;
  /** The union of both. */
  readonly general: Signature;
  /** One signature for all: a wrong body gives one error, where overloads give one each. */
  readonly chosen: Signature | undefined;
}

/** The signatures of a call. */
export function signaturesOf(call: Call, types: TypeWriter, imports: Imports, root: string): Signatures {
  imports.type(`${root}/runtime/config.js`, 'RequestOptions');
  const { stream, response, paging } = call;
  const promise = (data: string) => {
    imports.type(`${root}/runtime/promise.js`, 'ApiPromise');
    return `ApiPromise<${data}>`;
  };
  const data = response.kind === 'nothing' ? 'void' : types.type(response.type, 'response');
  if (paging !== undefined) {
    imports.type(`${root}/runtime/pagination.js`, 'PagePromise');
    return only(signature(call, types, `PagePromise<${data}, ${types.type(paging.item, 'response')}>`));
  }
  if (stream === undefined) return only(signature(call, types, promise(data)));
  imports.type(`${root}/runtime/stream.js`, 'Stream');
  const events = `Stream<${types.type(stream.item, 'response')}>`;
  if (stream.toggle === undefined) return only(signature(call, types, promise(events)));
  const key = propertyKey(stream.toggle);
  // A model of this name would be hidden by the type parameter.
  const flag = /\bStreams\b/.test(
    `${types.type(call.body?.type ?? response.type, 'request')} ${data} ${events}`,
  )
    ? 'IsStreaming'
    : 'Streams';
  return {
    chosen: {
      ...signature(
        call,
        types,
        promise(`${flag} extends true ? ${events} : ${data}`),
        `{ ${key}?: ${flag} }`,
      ),
      typeParameter: `${flag} extends boolean = false`,
    },
    stream: signature(call, types, promise(events), `{ ${key}: true }`),
    plain: signature(call, types, promise(data), `{ ${key}?: false }`),
    general: signature(call, types, promise(`${data} | ${events}`)),
  };
}

const only = (general: Signature): Signatures => ({
  plain: undefined,
  stream: undefined,
  chosen: undefined,
  general,
});

function signature(call: Call, types: TypeWriter, returns: string, narrowed?: string): Signature {
  const { path, body, params } = call;
  const list = path.map(({ variable, type }) => ({
    name: variable,
    type: onOneLine(types.type(type, 'request')),
    optional: false,
  }));
  if (body !== undefined) {
    const text = types.type(body.type, 'request');
    const type = narrowed === undefined ? text : `${/ \| /.test(text) ? `(${text})` : text} & ${narrowed}`;
    list.push({ name: 'body', type, optional: body.optional });
  }
  if (params !== undefined) list.push({ name: 'params', type: params.typeName, optional: params.optional });
  list.push({ name: 'options', type: 'RequestOptions', optional: true });
  // What may be left out must stand last: before something required it is `undefined` instead.
  const lastRequired = list.findLastIndex(({ optional }) => !optional);
  const parameters = list.map((one, index) =>
    one.optional && index < lastRequired ? { ...one, type: `${one.type} | undefined`, optional: false } : one,
  );
  return { parameters, returns };
}

/** A union of plain values without its line breaks: lists of parameters are broken as a whole. */
const onOneLine = (type: string): string =>
  type.includes('{') ? type : type.replace(/^\n\s*\| /, '').replace(/\n\s*/g, ' ');

/** The doc comment of a call. */
export function callDoc({ operation, paging, stream }: Call): string {
  const { summary, description, method, path, deprecated } = operation;
  const said = [summary, description === summary ? undefined : description]
    .map((text) => commentText((text ?? '').trim()))
    .filter((text) => text !== '')
    .map((text) => wrap(text, 96).join('\n'));
  const hints = [
    ...(paging === undefined ? [] : ['`for await` over the result gives every item of every page.']),
    ...(stream?.toggle === undefined
      ? []
      : [`With \`${stream.toggle}: true\` the response is a stream of events.`]),
  ];
  const route = `\`${method.toUpperCase()} ${commentText(path).replaceAll('`', "'")}\``;
  return [...said, ...hints, `${route}${deprecated ? '\n\n@deprecated' : ''}`].join('\n\n');
}

/** The doc comment of a parameter. */
export function parameterDoc(contract: Contract, parameter: Parameter): string {
  const use = parameter.schema ?? parameter.content?.schema;
  const raw = use?.raw;
  const type = typeOf(contract, use);
  const schema = typeof raw === 'object' ? raw : {};
  return docText({
    deprecated: parameter.deprecated,
    examples: type.kind === 'reference' ? [] : parameter.examples,
    limits: [],
    ...(parameter.description === undefined ? {} : { description: parameter.description }),
    ...(Object.hasOwn(schema, 'default') ? { default: schema['default'] } : {}),
  });
}

/** Whether every object has a member of this name already, which a parameter left out must not be taken for. */
export const isInherited = (name: string): boolean => name in Object.prototype;

/** `params.name` or `params['odd-name']`. */
export function paramAccess(name: string): string {
  const access = `params${memberAccess(name)}`;
  return isInherited(name) ? `Object.hasOwn(params, ${stringLiteral(name)}) ? ${access} : undefined` : access;
}
