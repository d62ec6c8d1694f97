import type { MediaType } from '../../generator/contract/model.ts';
import { essence, isForm, isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { isXml } from '../../generator/wire/xml.ts';
import type { SampledBody } from './responses.ts';

/** A stored value in the media type of a response: as it is where the type can hold it, rows of CSV, else what was sampled. */
export function asMedia(sampled: SampledBody, stored: unknown): unknown {
  const { media, value } = sampled;
  const isText = typeof stored === 'string' || stored instanceof Uint8Array || stored instanceof Blob;
  if (isText || holdsValues(media)) return stored;
  return isCsv(media) ? csvOf(stored) : value;
}

const isCsv = ({ contentType }: MediaType): boolean => /[/+]csv$/.test(essence(contentType));

/** Whether a body of the type is a value of a schema; ranges of types are answered with JSON. */
const holdsValues = (media: MediaType): boolean =>
  isJson(media.contentType) ||
  isXml(media) ||
  isForm(media.contentType) ||
  ['*/*', 'application/*'].includes(essence(media.contentType));

/** Items as rows, with the names of their members in the first one (RFC 4180). */
function csvOf(stored: unknown): string {
  const items = (Array.isArray(stored) ? stored : [stored]).filter(isObject);
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const rows = [names, ...items.map((item) => names.map((name) => item[name]))];
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: unknown): string {
  const text =
    value === undefined || value === null ? '' : isScalar(value) ? String(value) : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
