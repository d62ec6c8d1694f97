/** Inline code that no text inside can end: the fence is longer than any run of backticks in it. */
export function code(text: string): string {
  const flat = text.replace(/[\r\n\u2028\u2029]+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** Text from a document, without markup of its own. */
export const plain = (text: string): string =>
  text.replace(/[\r\n\u2028\u2029]+/g, ' ').replace(/[\\*_~[\]<>|#!&@]/g, (character) => `\\${character}`);

/** A block of JSON whose fence is longer than any run of backticks in it. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}

/** A part that is folded at first. */
export const fold = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
