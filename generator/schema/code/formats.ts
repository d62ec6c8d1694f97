import * as formats from './runtime/formats.ts';

/** Formats of numbers; all others that are checked speak of strings. */
const numeric: ReadonlySet<string> = new Set(['int32', 'int64']);

/** The formats that are checked, to the names of their functions in the runtime. All others say nothing of a value. */
const names: ReadonlyMap<string, string> = new Map(
  Object.keys(formats).map((name) => [
    name
      .slice('format'.length)
      .replace(/(?<=[a-z0-9])[A-Z]/g, '-$&')
      .toLowerCase(),
    name,
  ]),
);

/** The function that checks a format, and the type of value it speaks of. */
export function formatHelper(
  format: string,
): { readonly name: string; readonly type: 'string' | 'number' } | undefined {
  const name = names.get(format);
  return name === undefined ? undefined : { name, type: numeric.has(format) ? 'number' : 'string' };
}
