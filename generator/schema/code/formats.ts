import type { Helper } from './runtime.ts';

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const hex = '%[0-9a-f]{2}';
const pchar = `(?:[a-z0-9\\-._~!$&'()*+,;=:@]|${hex})`;
const authority = `(?:(?:[a-z0-9\\-._~!$&'()*+,;=:]|${hex})*@)?(?:\\[[0-9a-f:.]+\\]|\\[v[0-9a-f]+\\.[a-z0-9\\-._~!$&'()*+,;=:]+\\]|(?:[a-z0-9\\-._~!$&'()*+,;=]|${hex})*)(?::\\d*)?`;
const tail = `(?:\\?(?:${pchar}|[/?])*)?(?:#(?:${pchar}|[/?])*)?`;
const hier = (rootless: string): string =>
  `(?://${authority}(?:/${pchar}*)*|/(?:${pchar}+(?:/${pchar}*)*)?|${rootless}(?:/${pchar}*)*)?`;
const uri = `[a-z][a-z0-9+.-]*:${hier(`${pchar}+`)}${tail}`;
const relative = `${hier(`(?:[a-z0-9\\-._~!$&'()*+,;=@]|${hex})+`)}${tail}`;

/** Formats that are one pattern. Flags `i` where letters of either case are meant. */
const patterns: Readonly<Record<string, readonly [pattern: string, flags?: string]>> = {
  duration: ['^P(?!$)((\\d+Y)?(\\d+M)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+S)?)?|(\\d+W)?)$'],
  email: [
    `^${atom}(?:\\.${atom})*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$`,
    'i',
  ],
  hostname: [`^(?=.{1,253}\\.?$)${label}(?:\\.${label})*\\.?$`, 'i'],
  ipv4: [`^(?:${octet}\\.){3}${octet}$`],
  uri: [`^${uri}$`, 'i'],
  'uri-reference': [`^(?:${uri}|${relative})$`, 'i'],
  'uri-template': [
    `^(?:(?:[^\\x00-\\x20"'<>%\\\\^\`{|}]|${hex})|\\{[+#./;?&=,!@|]?(?:[a-z0-9_]|${hex})+(?::[1-9][0-9]{0,3}|\\*)?(?:,(?:[a-z0-9_]|${hex})+(?::[1-9][0-9]{0,3}|\\*)?)*\\})*$`,
    'i',
  ],
  uuid: ['^(?:urn:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$', 'i'],
  'json-pointer': ['^(?:/(?:[^~/]|~0|~1)*)*$'],
  'json-pointer-uri-fragment': [`^#(?:/(?:[a-z0-9_\\-.!$&'()*+,;:=@]|${hex}|~0|~1)*)*$`, 'i'],
  'relative-json-pointer': ['^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)$'],
  byte: ['^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'],
};

/** Formats that need a few lines: the days of a month, leap seconds (RFC 3339 5.7), the shape of an IPv6 address. */
const functions: Readonly<Record<string, Helper>> = {
  date: {
    needs: [],
    text: `function format_date(text) {
  const match = /^(\\d{4})-(\\d{2})-(\\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}`,
  },
  time: {
    needs: [],
    text: `function format_time(text) {
  const match = /^(\\d{2}):(\\d{2}):(\\d{2}(?:\\.\\d+)?)(?:z|([+-])(\\d{2})(?::?(\\d{2}))?)$/i.exec(text);
  if (match === null) return false;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [zoneHour, zoneMinute] = [Number(match[5] || 0), Number(match[6] || 0)];
  if (hour > 23 || minute > 59 || zoneHour > 23 || zoneMinute > 59 || second >= 61) return false;
  if (second < 60) return true;
  const zone = (match[4] === "-" ? -1 : 1) * (zoneHour * 60 + zoneMinute);
  return (hour * 60 + minute - zone + 2880) % 1440 === 1439;
}`,
  },
  'date-time': {
    needs: ['format_date', 'format_time'],
    text: `function format_date_time(text) {
  const parts = text.split(/[t\\s]/i);
  return parts.length === 2 && format_date(parts[0]) && format_time(parts[1]);
}`,
  },
  ipv6: {
    needs: ['format_ipv4'],
    text: `function format_ipv6(text) {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups[groups.length - 1];
  const isMixed = last !== undefined && last.includes(".");
  if (isMixed && (!format_ipv4(last) || halves[halves.length - 1] === "")) return false;
  const plain = isMixed ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = plain.length + (isMixed ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}`,
  },
  regex: {
    needs: [],
    text: `function format_regex(text) {
  if (/[^\\\\]\\\\Z/.test(text)) return false;
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}`,
  },
  int32: {
    needs: [],
    text: `function format_int32(number) {
  return Number.isInteger(number) && number >= -2147483648 && number <= 2147483647;
}`,
  },
  int64: {
    needs: [],
    text: `function format_int64(number) {
  return Number.isInteger(number);
}`,
  },
};

const helperName = (format: string): string => `format_${format.replaceAll('-', '_')}`;

/** The formats that are checked, as helpers of the runtime. All others say nothing of a value. */
export const formatHelpers: Readonly<Record<string, Helper>> = Object.fromEntries([
  ...Object.entries(patterns).map(([format, [pattern, flags = '']]): [string, Helper] => [
    helperName(format),
    {
      needs: [],
      text: `const ${helperName(format)}_pattern = new RegExp(${JSON.stringify(pattern)}, ${JSON.stringify(flags)});
function ${helperName(format)}(text) {
  return ${helperName(format)}_pattern.test(text);
}`,
    },
  ]),
  ...Object.entries(functions).map(([format, helper]): [string, Helper] => [helperName(format), helper]),
]);

/** The helper that checks a format, and the type of value it speaks of. */
export function formatHelper(
  format: string,
): { readonly name: string; readonly type: 'string' | 'number' } | undefined {
  const name = helperName(format);
  // `date-time` and a made-up `date_time` share a helper name; only the first is a format.
  if (!Object.hasOwn(patterns, format) && !Object.hasOwn(functions, format)) return undefined;
  return { name, type: format === 'int32' || format === 'int64' ? 'number' : 'string' };
}
