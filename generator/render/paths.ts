/** Names that Windows keeps for devices, with or without an extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Letters, digits, `.`, `_`, `-`; not beginning with `-`, not ending with `.`. */
const segment = /^[\w.][\w.-]*$/;

/**
 * Whether a generated file may have this path: relative, `/` between segments, no `.` or `..`, plain ASCII names.
 * Whatever the document says, nothing is written outside the output folder.
 */
export const isSafePath = (path: string): boolean =>
  path.length <= 200 &&
  path
    .split('/')
    .every((part) => segment.test(part) && !/^\.+$/.test(part) && !part.endsWith('.') && !device.test(part));

/** Throws for a path that is not allowed, and for two that are one file where case does not count. */
export function checkPaths(paths: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    if (!isSafePath(path)) throw new Error(`an emitter returned the unsafe path ${JSON.stringify(path)}`);
    const key = path.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) throw new Error(`two emitters write one file: ${other} and ${path}`);
    seen.set(key, path);
  }
}
