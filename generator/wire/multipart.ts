/** One part of a form as it came: a file has a name of its own, even if an empty one. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
}

/** Limits that forms of real clients stay below. */
const most = { parts: 10_000, headerBytes: 16_384 };

/**
 * Reads a form as RFC 7578 and RFC 2046 write it, and as clients do: boundaries of any length, quoted or not, text before and
 * after, lines that end in LF alone, names with or without quotes, `filename*` of RFC 5987. `undefined` when the body is not a form.
 */
export function readMultipart(bytes: Uint8Array, contentType: string): readonly FormPart[] | undefined {
  const boundary = parametersOf(contentType).get('boundary');
  if (boundary === undefined || boundary === '') return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let line = nextLine(buffer, delimiter, 0);
  while (line !== undefined && !line.isLast) {
    const headers = headersAt(buffer, line.end);
    if (headers === undefined || parts.length === most.parts) return undefined;
    // Of an empty part, the line break before the boundary is the one that ends its headers.
    const next = nextLine(buffer, delimiter, headers.end - 1);
    const part =
      next && partOf(headers.text, buffer.subarray(headers.end, Math.max(headers.end, next.start)));
    if (part === undefined) return undefined;
    parts.push(part);
    line = next;
  }
  return line && parts;
}

interface BoundaryLine {
  /** Where the line break before it begins, which belongs to it. */
  readonly start: number;
  readonly end: number;
  readonly isLast: boolean;
}

const [lf, cr, dash, space, tab] = [0x0a, 0x0d, 0x2d, 0x20, 0x09];

/** The next line that is the boundary and nothing more. */
function nextLine(buffer: Buffer, delimiter: Buffer, from: number): BoundaryLine | undefined {
  for (let at = buffer.indexOf(delimiter, from); at >= 0; at = buffer.indexOf(delimiter, at + 1)) {
    if (at > 0 && buffer[at - 1] !== lf) continue;
    const start = Math.max(0, buffer[at - 2] === cr ? at - 2 : at - 1);
    let end = at + delimiter.length;
    if (buffer[end] === dash && buffer[end + 1] === dash) return { start, end, isLast: true };
    while (buffer[end] === space || buffer[end] === tab) end++;
    if (buffer[end] === cr) end++;
    if (buffer[end] === lf) return { start, end: end + 1, isLast: false };
  }
  return undefined;
}

function headersAt(
  buffer: Buffer,
  from: number,
): { readonly text: string; readonly end: number } | undefined {
  const head = buffer.subarray(from, from + most.headerBytes).toString('latin1');
  const [ending] = /^\r?\n|\r?\n\r?\n/.exec(head) ?? [];
  if (ending === undefined) return undefined;
  const at = head.search(/^\r?\n|\r?\n\r?\n/);
  const text = buffer.toString('utf8', from, from + at);
  return { text, end: from + at + ending.length };
}

function partOf(headers: string, bytes: Uint8Array): FormPart | undefined {
  const values = new Map(
    headers
      .replace(/\r?\n[ \t]+/g, ' ')
      .split(/\r?\n/)
      .map((header) => {
        const colon = header.indexOf(':');
        return [header.slice(0, colon).trim().toLowerCase(), header.slice(colon + 1).trim()] as const;
      }),
  );
  const given = parametersOf(values.get('content-disposition') ?? '');
  const name = given.get('name');
  if (name === undefined) return undefined;
  const filename = extended(given.get('filename*')) ?? given.get('filename');
  return {
    name: plain(name),
    filename: filename === undefined ? undefined : plain(filename),
    contentType: values.get('content-type'),
    bytes,
  };
}

/** What stands behind the first semicolon of a header: names in lower case, quotes taken off. */
function parametersOf(header: string): ReadonlyMap<string, string> {
  // Browsers escape no backslash, not even the last one; others escape quotes with it.
  const pattern = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*\\?)"(?=\s*(?:;|$))|([^;]*))/gs;
  return new Map(
    [...header.matchAll(pattern)].map(
      ([, name = '', quoted, bare = '']) =>
        [name.toLowerCase(), quoted?.replace(/\\"/g, '"') ?? bare.trim()] as const,
    ),
  );
}

/** What browsers escape in a name (WHATWG HTML, multipart/form-data encoding). */
const plain = (name: string): string =>
  name.replace(/%(0A|0D|22)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** A value with its character set and language before it (RFC 5987): `UTF-8''na%C3%AFve.txt`. */
function extended(value: string | undefined): string | undefined {
  const [, charset = '', escaped = ''] = /^([\w-]+)'[^']*'(.*)$/.exec(value ?? '') ?? [];
  try {
    return /^utf-8$/i.test(charset)
      ? decodeURIComponent(escaped)
      : /^iso-8859-1$/i.test(charset)
        ? unescape(escaped)
        : undefined;
  } catch {
    return undefined;
  }
}
