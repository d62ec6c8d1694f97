const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const host = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const hex = '%[0-9a-f]{2}';
const pchar = `(?:[a-z0-9\\-._~!$&'()*+,;=:@]|${hex})`;
const address = "\\[[0-9a-f:.]+\\]|\\[v[0-9a-f]+\\.[a-z0-9\\-._~!$&'()*+,;=:]+\\]";
const authority =
  `(?:(?:[a-z0-9\\-._~!$&'()*+,;=:]|${hex})*@)?` +
  `(?:${address}|(?:[a-z0-9\\-._~!$&'()*+,;=]|${hex})*)(?::\\d*)?`;
const tail = `(?:\\?(?:${pchar}|[/?])*)?(?:#(?:${pchar}|[/?])*)?`;
const path = (rootless: string): string =>
  `(?://${authority}(?:/${pchar}*)*|/(?:${pchar}+(?:/${pchar}*)*)?|${rootless}(?:/${pchar}*)*)?`;

const matcher =
  (pattern: () => string, flags = 'i') =>
  (text: string): boolean =>
    compiled(pattern, flags).test(text);

const known = /* @__PURE__ */ new Map<() => string, RegExp>();

/** Compiled when first used, so that what is not used costs nothing. */
function compiled(pattern: () => string, flags: string): RegExp {
  const expression = known.get(pattern) ?? new RegExp(`^(?:${pattern()})$`, flags);
  known.set(pattern, expression);
  return expression;
}

const absolute = (): string => `[a-z][a-z0-9+.-]*:${path(`${pchar}+`)}${tail}`;
const relative = (): string => `${path(`(?:[a-z0-9\\-._~!$&'()*+,;=@]|${hex})+`)}${tail}`;
const variable = `(?:[a-z0-9_]|${hex})+(?::[1-9][0-9]{0,3}|\\*)?`;

/** RFC 3339, appendix A. */
export const formatDuration = /* @__PURE__ */ matcher(
  () => 'P(?!$)((\\d+Y)?(\\d+M)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+S)?)?|(\\d+W)?)',
  '',
);
/** An addr-spec without quoted local part. */
export const formatEmail = /* @__PURE__ */ matcher(() => `${atom}(?:\\.${atom})*@(?:${host}\\.)+${host}`);
/** RFC 1123, 2.1. */
export const formatHostname = /* @__PURE__ */ matcher(() => `(?=.{1,253}\\.?$)${label}(?:\\.${label})*\\.?`);
/** RFC 2673, 3.2. */
export const formatIpv4 = /* @__PURE__ */ matcher(() => `(?:${octet}\\.){3}${octet}`);
/** RFC 3986. */
export const formatUri = /* @__PURE__ */ matcher(absolute);
/** RFC 3986, relative ones too. */
export const formatUriReference = /* @__PURE__ */ matcher(() => `${absolute()}|${relative()}`);
/** RFC 6570. */
export const formatUriTemplate = /* @__PURE__ */ matcher(
  () => `(?:(?:[^\\x00-\\x20"'<>%\\\\^\`{|}]|${hex})|\\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\\})*`,
);
/** RFC 4122, with or without its URN prefix. */
export const formatUuid = /* @__PURE__ */ matcher(
  () => '(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}',
);
/** RFC 6901. */
export const formatJsonPointer = /* @__PURE__ */ matcher(() => '(?:/(?:[^~/]|~0|~1)*)*', '');
/** RFC 6901, 6. */
export const formatJsonPointerUriFragment = /* @__PURE__ */ matcher(
  () => `#(?:/(?:[a-z0-9_\\-.!$&'()*+,;:=@]|${hex}|~0|~1)*)*`,
);
/** draft-handrews-relative-json-pointer-01. */
export const formatRelativeJsonPointer = /* @__PURE__ */ matcher(
  () => '(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)',
  '',
);
/** Base64 (RFC 4648, 4). */
export const formatByte = /* @__PURE__ */ matcher(
  () => '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?',
  '',
);

/** RFC 3339, `full-date`. */
export function formatDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= (days[month - 1] ?? 0);
}

/** RFC 3339, `full-time`, with leap seconds (5.7). */
export function formatTime(text: string): boolean {
  const match = /^(\d{2}):(\d{2}):(\d{2}(?:\.\d+)?)(?:z|([+-])(\d{2})(?::?(\d{2}))?)$/i.exec(text);
  if (match === null) return false;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [zoneHour, zoneMinute] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || zoneHour > 23 || zoneMinute > 59 || second >= 61) return false;
  if (second < 60) return true;
  const zone = (match[4] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute);
  return (hour * 60 + minute - zone + 2880) % 1440 === 1439;
}

/** RFC 3339, `date-time`. */
export function formatDateTime(text: string): boolean {
  const [date, time, ...more] = text.split(/[t\s]/i);
  return (
    date !== undefined && time !== undefined && more.length === 0 && formatDate(date) && formatTime(time)
  );
}

/** RFC 4291, 2.2. */
export function formatIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const isMixed = last?.includes('.') === true;
  if (isMixed && (!formatIpv4(last) || halves.at(-1) === '')) return false;
  const plain = isMixed ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = plain.length + (isMixed ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

/** A regular expression of ECMAScript. */
export function formatRegex(text: string): boolean {
  if (/[^\\]\\Z/.test(text)) return false;
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** 32 bits, signed. */
export const formatInt32 = (number: number): boolean =>
  Number.isInteger(number) && number >= -2147483648 && number <= 2147483647;

/** 64 bits, signed; JSON numbers of more digits than a double holds are taken as they are. */
export const formatInt64 = (number: number): boolean => Number.isInteger(number);
