import type { Contract, MediaType } from '../../generator/contract/model.ts';
import { isFilePart } from '../../generator/json/file-part.ts';
import { isForm, isJson, isMultipart } from '../../generator/json/media-type.ts';
import { isObject, valueAt } from '../../generator/json/pointer.ts';
import { isValid } from '../../generator/schema/interpret.ts';
import { createReader } from '../../generator/schema/reader.ts';
import {
  decodeCookie,
  decodeHeader,
  decodePath,
  decodeQuery,
  decodeWholeQuery,
} from '../../generator/wire/decode.ts';
import { fieldText, formFields, readFields } from '../../generator/wire/forms.ts';
import {
  encodeCookie,
  encodeHeader,
  encodePath,
  encodeQuery,
  encodeWholeQuery,
} from '../../generator/wire/parameters.ts';
import { fromXml, isXml, toXml } from '../../generator/wire/xml.ts';
import { holdsAt } from './holds.ts';
import type { Slot } from './slots.ts';

/**
 * What a server decodes when a value is sent in a slot: a number in a query and its text are the same.
 * `undefined` when the value cannot be sent there (a line break in a header, `..` as a path segment, no value).
 */
export function asReceived(contract: Contract, slot: Slot, value: unknown): unknown {
  if (slot.kind === 'body') {
    const { contentType } = slot.media;
    if (isForm(contentType)) return formAsReceived(contract, slot, slot.media, value);
    if (isXml(slot.media) && typeof value !== 'string') return xmlAsReceived(contract, slot, value);
    // Bytes and text are sent as they are and decoded as text.
    return isJson(contentType) || typeof value === 'string' ? value : JSON.stringify(value);
  }
  const { parameter } = slot;
  switch (parameter.in) {
    case 'path': {
      const text = encodePath(parameter, value);
      return text === '' || /^(\.|%2e){1,2}$/i.test(text) ? undefined : decodePath(contract, parameter, text);
    }
    case 'query': {
      const pairs = encodeQuery(parameter, value);
      return pairs.length === 0 ? undefined : decodeQuery(contract, parameter, pairs.join('&'));
    }
    case 'querystring':
      return decodeWholeQuery(contract, parameter, encodeWholeQuery(parameter, value));
    case 'cookie': {
      const text = encodeCookie(parameter, value).join('; ');
      return isPortable.test(text) ? decodeCookie(contract, parameter, text) : undefined;
    }
    case 'header': {
      const text = encodeHeader(parameter, value) ?? '';
      return isPortable.test(text) ? decodeHeader(contract, parameter, text) : undefined;
    }
    default:
      return parameter.in satisfies never;
  }
}

/** RFC 9110 section 5.5: visible ASCII with single spaces inside; more is not portable. */
const isPortable = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

/** As a reader has it who knows the schema: XML itself has no types. */
function xmlAsReceived(contract: Contract, { use }: Slot, value: unknown): unknown {
  const { schema } = use.normal;
  const read = fromXml(contract, schema, toXml(contract, schema, value));
  return 'value' in read ? read.value : undefined;
}

function formAsReceived(contract: Contract, { required }: Slot, media: MediaType, value: unknown): unknown {
  if (!isObject(value)) return undefined;
  const fields = formFields(value, isMultipart(media.contentType) ? undefined : media);
  // Without a field the text is empty; no body is right where none is required.
  if (fields.length === 0 && !required && !isMultipart(media.contentType)) return undefined;
  return readFields(
    contract,
    media,
    fields.map(([name, item]) => [name, isFilePart(item) ? '' : fieldText(item)]),
  );
}

/** OpenAPI, Parameter Object: an empty value in a query is allowed only where `allowEmptyValue` says so. */
function isEmptyInQuery({ document }: Contract, slot: Slot, value: unknown): boolean {
  if (slot.kind === 'body' || slot.parameter.in !== 'query') return false;
  const raw = valueAt(document, slot.parameter.pointer);
  if (isObject(raw) && raw['allowEmptyValue'] === true) return false;
  return encodeQuery(slot.parameter, value).every((pair) => pair.endsWith('='));
}

/**
 * Whether a server accepts a body that its sender has as valid: to a sender, a member that is not sent makes an alternative
 * of `oneOf` fail; to a server it does not.
 */
function bodyHolds({ document, dialect }: Contract, { kind, use }: Slot): (value: unknown) => boolean {
  if (kind !== 'body') return () => true;
  const reader = createReader(document, { dialect, view: 'request' });
  return (value) => isValid(reader, { schema: use.raw, at: use.pointer }, value);
}

/** Whether a valid value can be sent in a slot and is still valid when decoded: `null` in a query becomes the text `null`. */
export function sendableIn(contract: Contract, slot: Slot): (value: unknown) => boolean {
  const valid = holdsAt(contract, slot);
  const validBody = bodyHolds(contract, slot);
  return (value) => {
    if (isEmptyInQuery(contract, slot, value)) return false;
    const received = asReceived(contract, slot, value);
    // JSON decodes to the value that was encoded.
    return received !== undefined && (received === value ? validBody(value) : valid(received));
  };
}
