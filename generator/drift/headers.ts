import type { SchemaNode } from '../containment/node.ts';
import type { Header } from '../contract/model.ts';
import { essence } from '../json/media-type.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { asText, isSingle } from './as-text.ts';
import type { Comparison, Message } from './comparison.ts';
import { flatten } from './flat.ts';
import { compareSchemas } from './schemas.ts';

/** Compares the headers of a response. */
export function compareHeaders(
  comparison: Comparison,
  before: readonly Header[],
  after: readonly Header[],
  message: Message,
): void {
  const { polarity } = message;
  const find = (headers: readonly Header[], name: string): Header | undefined =>
    headers.find((other) => other.name.toLowerCase() === name.toLowerCase());
  for (const was of before) {
    const is = find(after, was.name);
    const name = `\`${was.name}\``;
    if (is === undefined) {
      const missed = polarity === 'response' && was.required;
      report(comparison, message, 'removed', missed, {
        was,
        text: `${name} is gone${missed ? ', which was always there' : ''}`,
        ...(missed ? {} : { severity: 'warning' }),
      });
      continue;
    }
    if (was.required !== is.required) {
      report(
        comparison,
        message,
        is.required ? 'became-required' : 'became-optional',
        (polarity === 'request') === is.required,
        { was, is, text: `${name} ${is.required ? 'is always there' : 'may be missing'} now` },
      );
    }
    if (!was.deprecated && is.deprecated)
      report(comparison, message, 'deprecated', false, { was, is, text: `${name} is deprecated now` });
    compareValues(comparison, message, was, is);
  }
  for (const is of after) {
    if (find(before, is.name) !== undefined) continue;
    report(comparison, message, 'added', polarity === 'request' && is.required, {
      is,
      text: `\`${is.name}\` is new`,
    });
  }
}

function compareValues(comparison: Comparison, message: Message, was: Header, is: Header): void {
  const [old, now] = [readingOf(comparison, 'base', was), readingOf(comparison, 'head', is)];
  if (old.type !== now.type) {
    const text = `\`${was.name}\` is written as ${now.type ?? 'plain text'} now, was ${old.type ?? 'plain text'}`;
    report(comparison, message, 'style-changed', true, { was, is, text });
    return;
  }
  if (old.pointer === undefined || now.pointer === undefined) return;
  const nodes = [
    comparison.space('base', message.polarity).at(old.pointer),
    comparison.space('head', message.polarity).at(now.pointer),
  ];
  // Explode changes nothing for a string or a list of strings, but it does for an object.
  if (old.exploded !== now.exploded && !nodes.every((node) => isSingle(node) || isList(node)))
    report(comparison, message, 'style-changed', true, {
      was,
      is,
      text: `\`${was.name}\` is ${now.exploded ? '' : 'not '}exploded now`,
    });
  compareSchemas(comparison, {
    base: old.pointer,
    head: now.pointer,
    polarity: message.polarity,
    where: `${message.where} header ${was.name}`,
    operation: message.operation,
    ...(old.type === undefined
      ? {
          adapt: (sender: SchemaNode, receiver: SchemaNode) =>
            [sender, asText(receiver, { depth: 1, lists: true })] as const,
        }
      : {}),
  });
}

const isList = (node: SchemaNode): boolean =>
  flatten([node]).parts.some(({ schema }) => isObject(schema) && schema['type'] === 'array');

interface Reading {
  /** The media type, where the header is one of `content`. */
  readonly type?: string;
  readonly exploded: boolean;
  readonly pointer?: Pointer;
}

function readingOf(comparison: Comparison, side: 'base' | 'head', header: Header): Reading {
  const raw = valueAt(comparison[side].document, header.pointer);
  const { content, explode }: JsonObject = isObject(raw) ? raw : {};
  const [type] = Object.keys(isObject(content) ? content : {});
  const exploded = explode === true;
  if (type === undefined)
    return { exploded, ...(header.schema === undefined ? {} : { pointer: header.schema.pointer }) };
  const pointer = child(header.pointer, 'content', type, 'schema');
  const hasSchema = valueAt(comparison[side].document, pointer) !== undefined;
  return { type: essence(type), exploded: false, ...(hasSchema ? { pointer } : {}) };
}

function report(
  comparison: Comparison,
  { operation, polarity, where }: Message,
  code: string,
  breaking: boolean,
  {
    was,
    is,
    text,
    severity = breaking ? 'error' : 'info',
  }: {
    readonly was?: Header;
    readonly is?: Header;
    readonly text: string;
    readonly severity?: 'error' | 'warning' | 'info';
  },
): void {
  const name = was?.name ?? is?.name ?? '';
  comparison.report({
    ...(was === undefined ? {} : { base: was.pointer }),
    ...(is === undefined ? {} : { head: is.pointer }),
    operation,
    code: `${polarity}-header-${code}`,
    axis: 'wire',
    verdict: breaking ? 'breaking' : 'non-breaking',
    polarity,
    severity,
    message: `${where}: header ${text}`,
    ...(breaking
      ? {
          witness: {
            where,
            value: code === 'style-changed' ? `${name}, in the other way` : `no header ${name}`,
            from: polarity === 'response' ? ('head' as const) : ('base' as const),
          },
        }
      : {}),
  });
}
