import type { ValidationError } from './errors.ts';
import { show } from './messages.ts';

/** An error in two lines: what is wrong where, and by which keyword of the document; given its text, on which line. */
export function formatError(error: ValidationError, text?: string): string {
  const { instanceLocation, message, keywordLocation } = error;
  let chosen = error.branch;
  while (chosen?.inner !== undefined) chosen = chosen.inner;
  const why = chosen === undefined ? '' : ` (as ${chosen.propertyName} is ${show(chosen.value)})`;
  const line = text === undefined ? undefined : lineOf(text, keywordLocation);
  const at = line === undefined ? '' : `, line ${line}`;
  return `${instanceLocation === '' ? 'the value' : instanceLocation} ${message}\n  by ${keywordLocation}${at}${why}`;
}

/** An object or array of the text that is open where the search stands. */
interface Frame {
  readonly isList: boolean;
  key: string | number | undefined;
}

/**
 * The line of the document's JSON text to which a pointer leads, such as an error's `keywordLocation`. Of what an
 * overlay added it is the line of the nearest place that the text has. Undefined when the text is not JSON. The text is
 * searched, as a table of lines would change with every line of the document.
 */
export function lineOf(text: string, pointer: string): number | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replace(/~1/g, '/').replace(/~0/g, '~'));
  const frames: Frame[] = [];
  let found = 0;
  let place = text.indexOf('{');
  let isPending = false;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s:]/g)) {
    const frame = frames.at(-1);
    const isSought = frame !== undefined && frames.length - 1 === found;
    if (token === '}' || token === ']') {
      frames.pop();
      if (frames.length <= found) break;
      continue;
    }
    if (token === ',') {
      if (frame !== undefined) frame.key = frame.isList ? Number(frame.key) + 1 : undefined;
      continue;
    }
    const isName = frame !== undefined && !frame.isList && frame.key === undefined;
    if (isName) frame.key = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
    if (isSought && (isName || frame.isList) && String(frame.key) === wanted[found]) {
      place = index;
      found++;
      isPending = true;
      if (found === wanted.length) break;
    }
    if (isName) continue;
    const isList = token === '[';
    if (isList || token === '{') frames.push({ isList, key: isList ? 0 : undefined });
    else if (isPending) break;
    isPending = false;
  }
  return text.slice(0, place).split('\n').length;
}
