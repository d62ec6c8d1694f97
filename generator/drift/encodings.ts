import type { SchemaNode } from '../containment/node.ts';
import type { Encoding, MediaType } from '../contract/model.ts';
import { essence } from '../json/media-type.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import { isSingle } from './as-text.ts';
import { onTheWire } from './change.ts';
import type { Comparison, Message } from './comparison.ts';
import { covers } from './content-type.ts';
import { flatten, keywordOf } from './flat.ts';

type Part = Omit<Message, 'chosenBy'>;

/** Compares how the parts of a form are written; `encoding` applies to forms only. */
export function compareEncodings(comparison: Comparison, was: MediaType, is: MediaType, message: Part): void {
  const type = essence(was.contentType);
  const isUrlencoded = type === 'application/x-www-form-urlencoded';
  if (!isUrlencoded && !type.startsWith('multipart/')) return;
  for (const name of new Set([...was.encoding.keys(), ...is.encoding.keys()])) {
    const parts = {
      base: partOf(comparison, 'base', was, name, message),
      head: partOf(comparison, 'head', is, name, message),
    };
    if (isUrlencoded) compareStyles(comparison, was, is, name, parts, message);
    else {
      compareTypes(comparison, was, is, name, parts, message);
      compareHeaders(comparison, was, is, name, message);
    }
  }
}

type Parts = { readonly [side in 'base' | 'head']: readonly SchemaNode[] };

const partOf = (
  comparison: Comparison,
  side: 'base' | 'head',
  media: MediaType,
  name: string,
  { polarity }: Part,
): readonly SchemaNode[] =>
  media.schema === undefined
    ? []
    : (flatten([comparison.space(side, polarity).at(media.schema.pointer)]).properties.get(name) ?? []);

/** In a urlencoded form, `style` determines how lists and objects are written. */
function compareStyles(
  comparison: Comparison,
  was: MediaType,
  is: MediaType,
  name: string,
  parts: Parts,
  message: Part,
): void {
  const spelt = (encoding: Encoding | undefined): string => {
    const style = encoding?.style ?? 'form';
    return `${style}${(encoding?.explode ?? style === 'form') ? ', exploded' : ''}`;
  };
  const [old, now] = [spelt(was.encoding.get(name)), spelt(is.encoding.get(name))];
  const singles = [...parts.base, ...parts.head];
  if (old === now || (singles.length > 0 && singles.every(isSingle))) return;
  report(comparison, was, is, name, message, true, `is written in style ${now} now, was ${old}`);
}

function compareTypes(
  comparison: Comparison,
  was: MediaType,
  is: MediaType,
  name: string,
  parts: Parts,
  message: Part,
): void {
  const { polarity } = message;
  const [old, now] = [was.encoding.get(name), is.encoding.get(name)];
  const listed = { base: typesOf(old), head: typesOf(now) };
  const [sends, reads] = polarity === 'request' ? (['base', 'head'] as const) : (['head', 'base'] as const);
  const usual = (side: 'base' | 'head'): readonly string[] => [defaultType(parts[side]) ?? '*/*'];
  const sent = listed[sends] ?? usual(sends);
  const taken = listed[reads];
  const lost = sent.filter((type) => taken !== undefined && !taken.some((other) => covers(other, type)));
  const styled =
    (old?.style !== now?.style || old?.explode !== now?.explode) &&
    ![...parts.base, ...parts.head].every(isSingle);
  const plainly = (side: 'base' | 'head'): string => [...(listed[side] ?? usual(side))].sort().join(', ');
  if (lost.length === 0 && !styled && plainly('base') === plainly('head')) return;
  report(
    comparison,
    was,
    is,
    name,
    message,
    lost.length > 0 || styled,
    styled ? 'is written in another style' : `is of ${plainly('head')} now, was ${plainly('base')}`,
  );
}

/** The default media type of a part: text, JSON for objects, bytes for files. */
function defaultType(nodes: readonly SchemaNode[]): string | undefined {
  const flat = flatten(nodes);
  const type = keywordOf(flat, 'type');
  if (type === 'array' && flat.items.length > 0) return defaultType(flat.items);
  if (type === 'object') return 'application/json';
  if (type === 'string' && ['binary', 'byte'].includes(String(keywordOf(flat, 'format'))))
    return 'application/octet-stream';
  return typeof type === 'string' ? 'text/plain' : undefined;
}

function compareHeaders(
  comparison: Comparison,
  was: MediaType,
  is: MediaType,
  name: string,
  message: Part,
): void {
  const required = (side: 'base' | 'head', media: MediaType): readonly string[] => {
    const headers = valueAt(comparison[side].document, child(media.pointer, 'encoding', name, 'headers'));
    return Object.entries(isObject(headers) ? headers : {})
      .filter(
        ([key, header]) =>
          key.toLowerCase() !== 'content-type' && isObject(header) && header['required'] === true,
      )
      .map(([key]) => key.toLowerCase());
  };
  const [old, now] = [required('base', was), required('head', is)];
  for (const header of new Set([...old, ...now])) {
    if (old.includes(header) === now.includes(header)) continue;
    const breaking = (message.polarity === 'request') === now.includes(header);
    const says = now.includes(header) ? 'requires' : 'may lack';
    report(comparison, was, is, name, message, breaking, `${says} the header \`${header}\` now`);
  }
}

function report(
  comparison: Comparison,
  was: MediaType,
  is: MediaType,
  name: string,
  { operation, polarity, where }: Part,
  breaking: boolean,
  news: string,
): void {
  comparison.report({
    base: child(was.pointer, 'encoding', name),
    head: child(is.pointer, 'encoding', name),
    operation,
    code: `${polarity}-encoding-${breaking ? 'changed' : 'widened'}`,
    ...onTheWire(breaking, polarity),
    message: `${where}: part \`${name}\` ${news}`,
    ...(breaking
      ? {
          witness: {
            where,
            value: `part ${name}, as it was`,
            from: polarity === 'request' ? ('base' as const) : ('head' as const),
          },
        }
      : {}),
  });
}

const typesOf = (encoding: Encoding | undefined): readonly string[] | undefined =>
  encoding?.contentType?.split(',').map((type) => essence(type.trim()));
