import type { Helper } from './runtime.ts';

/** The part of the runtime that finds the line of an error in the document, for who has the document at hand. */
export const lineHelpers: Readonly<Record<string, Helper>> = {
  // No table of lines is emitted: it would change with every line of the document. The text is searched instead.
  lineOf: {
    needs: [],
    text: `function lineOf(text, pointer) {
  if (!/^\\s*\\{/.test(text)) return undefined;
  const wanted = pointer.split("/").slice(1).map((name) => name.replace(/~1/g, "/").replace(/~0/g, "~"));
  const frames = [];
  let found = 0;
  let place = text.indexOf("{");
  let isPending = false;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\\]|\\\\.)*"|[^\\s:]/g)) {
    const frame = frames[frames.length - 1];
    const isSought = frame !== undefined && frames.length - 1 === found;
    if (token === "}" || token === "]") {
      frames.pop();
      if (frames.length <= found) break;
      continue;
    }
    if (token === ",") {
      if (frame !== undefined) frame.key = frame.isList ? frame.key + 1 : undefined;
      continue;
    }
    const isName = frame !== undefined && !frame.isList && frame.key === undefined;
    if (isName) frame.key = token.includes("\\\\") ? JSON.parse(token) : token.slice(1, -1);
    if (isSought && (isName || frame.isList) && String(frame.key) === wanted[found]) {
      place = index;
      found++;
      isPending = true;
      if (found === wanted.length) break;
    }
    if (isName) continue;
    const isList = token === "[";
    if (isList || token === "{") frames.push({ isList, key: isList ? 0 : undefined });
    else if (isPending) break;
    isPending = false;
  }
  return text.slice(0, place).split("\\n").length;
}`,
  },
};
