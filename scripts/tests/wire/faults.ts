/** A fault planted in what writes and reads parameters: the table alone must find it. */
export interface WireFault {
  readonly what: string;
  /** Below the root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const styles = 'templates/runtime/styles.ts';
const url = 'templates/runtime/url.ts';
const decode = 'generator/wire/decode.ts';
const parameters = 'generator/wire/parameters.ts';

export const faults: readonly WireFault[] = [
  { what: 'a plus between items', file: styles, from: "'%20'", to: "'+'" },
  { what: 'a bare pipe between items', file: styles, from: "'%7C'", to: "'|'" },
  { what: 'reserved characters that end a value', file: styles, from: '2[1478-9AC]', to: '2[14678-9AC]' },
  {
    what: 'allowReserved ignored',
    file: styles,
    from: '? escapeReserved : escapeValue',
    to: '? escapeValue : escapeValue',
  },
  {
    what: 'explode ignored for lists',
    file: styles,
    from: "(explode || style === 'deepObject')",
    to: "(style === 'deepObject')",
  },
  {
    what: 'explode ignored for objects',
    file: styles,
    from: 'if (explode) return entries.map',
    to: 'if (false) return entries.map',
  },
  { what: 'bare brackets', file: styles, from: '%5B${', to: '[${' },
  {
    what: 'names of members not escaped',
    file: styles,
    from: '[escapeValue(key), write(member)]',
    to: '[key, write(member)]',
  },
  {
    what: 'no dot before a label',
    file: styles,
    from: "style === 'label' ? '.'",
    to: "style === 'label' ? ''",
  },
  {
    what: 'one name for a matrix',
    file: styles,
    from: 'items.map((item) => named + item)',
    to: 'items.map((item) => item)',
  },
  { what: 'another text for nothing', file: styles, from: '? new Escaped(`;', to: '? new Escaped(`;;' },
  { what: 'commas between labels', file: styles, from: "explode && prefix !== '' ? prefix : ','", to: "','" },
  { what: 'explode ignored in headers', file: styles, from: "explode ? '=' : ','", to: "','" },
  {
    what: 'an empty list in a header',
    file: styles,
    from: 'items.length === 0 ? undefined : items.join',
    to: 'items.join',
  },
  { what: 'cookies joined as a query', file: styles, from: "pairs.join('; ')", to: "pairs.join('&')" },
  {
    what: 'cookies escaped that are to be sent as they are',
    file: styles,
    from: "if (style === 'form')",
    to: 'if (style)',
  },
  {
    what: 'an escape that leaves reserved characters',
    file: url,
    from: 'encodeURIComponent(',
    to: 'encodeURI(',
  },
  {
    what: 'names of a whole query not escaped',
    file: url,
    from: 'escapeValue(name)}=',
    to: 'String(name)}=',
  },
  {
    what: 'JSON ignored in headers',
    file: parameters,
    from: 'return jsonText(value);',
    to: 'return headerText(value, explode);',
  },
  {
    what: 'the name of a JSON parameter left out',
    file: parameters,
    from: 'escapeValue(name)}=',
    to: "''}=",
  },
  {
    what: 'labels read as a list with commas',
    file: decode,
    from: "explode && style === 'label' ? '.'",
    to: "explode && style === 'label' ? ','",
  },
  {
    what: 'objects always read with commas',
    file: decode,
    from: 'first.split(separator).map(decodeText)));',
    to: "first.split(',').map(decodeText)));",
  },
  {
    what: 'a whole query always read as JSON',
    file: decode,
    from: "startsWith('application/x-www-form-urlencoded') !== true",
    to: "startsWith('application/x-www-form-urlencoded') !== 1",
  },
  {
    what: 'one cookie of a name read',
    file: decode,
    from: "own.length > 1 ? own : first.split(',')",
    to: "first.split(',')",
  },
  { what: 'numbers read as text', file: decode, from: 'return Number(raw);', to: 'return raw;' },
  { what: 'escapes not read', file: decode, from: 'return decodeURIComponent(raw);', to: 'return raw;' },
];
