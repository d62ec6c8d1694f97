import { isAnnotation } from '../containment/canonical.ts';
import { containment } from '../containment/contain.ts';
import { dereferenced } from '../containment/dereferenced.ts';
import type { SchemaNode } from '../containment/node.ts';
import type { MediaType } from '../contract/model.ts';
import { essence } from '../json/media-type.ts';
import { isObject } from '../json/pointer.ts';
import { asText } from './as-text.ts';
import { onTheWire, type Polarity } from './change.ts';
import type { Comparison, Message } from './comparison.ts';
import { closest, covers, isXml, spelling } from './content-type.ts';
import { compareEncodings } from './encodings.ts';
import type { SchemaPair } from './schema-pair.ts';
import { compareSchemas } from './schemas.ts';
import { compareXml } from './xml.ts';

/** Compares what one message may carry, media type by media type. */
export function compareContent(
  comparison: Comparison,
  before: readonly MediaType[],
  after: readonly MediaType[],
  message: Message,
): void {
  const pairs = new Map<MediaType, MediaType>();
  for (const was of before) {
    const is =
      closest(after, was.contentType) ?? after.find((other) => covers(other.contentType, was.contentType));
    if (is !== undefined) pairs.set(was, is);
    else removed(comparison, was, message);
  }
  for (const is of after) {
    if ([...pairs.values()].includes(is)) continue;
    if (!before.some((other) => covers(other.contentType, is.contentType))) added(comparison, is, message);
  }
  for (const [was, is] of pairs) compareMediaType(comparison, was, is, message);
}

function removed(comparison: Comparison, was: MediaType, message: Message): void {
  const { polarity, where, operation, chosenBy } = message;
  // Where the caller chooses, the receiver accepts one media type less without a change.
  const breaking = chosenBy === 'caller';
  comparison.report({
    base: was.pointer,
    operation,
    code: `${polarity}-media-type-removed`,
    ...onTheWire(breaking, polarity),
    message:
      polarity === 'request'
        ? `${where}: ${was.contentType} is not taken any more`
        : `${where}: ${was.contentType} is not sent any more${breaking ? '; clients that request it get another media type' : ''}`,
    ...(breaking
      ? { witness: { where, value: `content-type: ${was.contentType}`, from: 'base' as const } }
      : {}),
  });
}

function added(comparison: Comparison, is: MediaType, message: Message): void {
  const { polarity, where, operation, chosenBy } = message;
  const breaking = chosenBy === 'sender';
  comparison.report({
    head: is.pointer,
    operation,
    code: `${polarity}-media-type-added`,
    ...onTheWire(breaking, polarity),
    message: `${where}: ${is.contentType} is ${polarity === 'request' ? 'taken' : breaking ? 'sent' : 'offered'} now`,
    ...(breaking
      ? { witness: { where, value: `content-type: ${is.contentType}`, from: 'head' as const } }
      : {}),
  });
}

function compareMediaType(comparison: Comparison, was: MediaType, is: MediaType, message: Message): void {
  const { polarity, where, operation } = message;
  const place = `${where} ${was.contentType}`;
  if (was.contentType !== is.contentType && spelling(was.contentType) !== spelling(is.contentType)) {
    comparison.report({
      base: was.pointer,
      head: is.pointer,
      operation,
      code: `${polarity}-media-type-parameter-changed`,
      axis: 'wire',
      verdict: 'non-breaking',
      polarity,
      severity: 'info',
      message: `${where}: ${was.contentType} is spelt ${is.contentType} now`,
    });
  }
  for (const part of ['schema', 'itemSchema'] as const) {
    const [old, now] = [was[part], is[part]];
    if (part === 'schema' && areBytes(comparison, was, is)) continue;
    const pair = { polarity, where: part === 'schema' ? place : `${place} item`, operation };
    if (old !== undefined && now !== undefined) {
      compareSchemas(comparison, {
        base: old.pointer,
        head: now.pointer,
        ...pair,
        ...(part === 'schema' ? textIn(was, is) : {}),
      });
    } else if (old !== undefined || now !== undefined) schemaPresence(comparison, pair, was, is, part);
  }
  compareEncodings(comparison, was, is, { operation, polarity, where: place });
  if (isXml(was.contentType) && isXml(is.contentType)) compareXml(comparison, was, is, message);
}

/** In forms, XML and plain text a number is a text like any other. */
function textIn(was: MediaType, is: MediaType): Pick<SchemaPair, 'adapt'> {
  const encoded = [was, is].some(({ encoding }) => [...encoding.values()].some((each) => each.contentType));
  const type = essence(was.contentType);
  const isForm = type === 'application/x-www-form-urlencoded' || type.startsWith('multipart/');
  const depth =
    essence(is.contentType) !== type || (isForm && encoded)
      ? undefined
      : isForm
        ? 1
        : isXml(type)
          ? 8
          : type === 'text/plain'
            ? 0
            : undefined;
  if (depth === undefined) return {};
  return {
    adapt: (sender: SchemaNode, receiver: SchemaNode) =>
      [sender, asText(receiver, { depth, lists: isForm })] as const,
  };
}

/** A missing schema accepts every value. */
function schemaPresence(
  comparison: Comparison,
  pair: { readonly polarity: Exclude<Polarity, 'none'>; readonly where: string; readonly operation: string },
  was: MediaType,
  is: MediaType,
  part: 'schema' | 'itemSchema',
): void {
  const use = was[part] ?? is[part];
  if (use === undefined) return;
  const wasAdded = was[part] === undefined;
  const space = comparison.space(wasAdded ? 'head' : 'base', pair.polarity);
  const tightens = containment(space.made(true, '#'), space.at(use.pointer), { lens: 'wire' });
  if (tightens.kind === 'contained') return;
  const bad = (pair.polarity === 'request') === wasAdded;
  const [first] = tightens.kind === 'not-contained' ? tightens.refusals : [];
  comparison.report({
    base: was.pointer,
    head: is.pointer,
    operation: pair.operation,
    code: `${pair.polarity}-schema-${wasAdded ? 'added' : 'removed'}`,
    ...onTheWire(bad, pair.polarity),
    message: `${pair.where}: ${wasAdded ? 'a schema is new where every value was valid' : 'the schema is removed: every value is valid'}`,
    ...(bad && first !== undefined
      ? {
          witness: {
            where: pair.where,
            value: first.value,
            from: wasAdded ? ('base' as const) : ('head' as const),
          },
        }
      : {}),
  });
}

/**
 * Where the media type alone implies bytes, a schema for bytes adds nothing; nor does a schema that accepts
 * everything.
 */
function areBytes(comparison: Comparison, was: MediaType, is: MediaType): boolean {
  if (/json|xml|^text|form|yaml/.test(essence(was.contentType))) return false;
  const sides = [
    ['base', was],
    ['head', is],
  ] as const;
  return sides.every(([side, { schema }]) => {
    const raw =
      schema === undefined ? true : dereferenced(comparison.space(side, 'request').at(schema.pointer)).schema;
    return (
      raw === true ||
      (isObject(raw) &&
        Object.keys(raw).every((keyword) => keyword === 'type' || isAnnotation(keyword)) &&
        (raw['type'] ?? 'string') === 'string')
    );
  });
}
