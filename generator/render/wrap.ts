const maxWidth = 110;

/**
 * Breaks lines of code that are too long at the brackets of their parameters, arguments or members, one a line. Lines
 * of comments are left alone; a member without a bracket to break at is broken behind its name, an intersection behind
 * each of its parts.
 */
export const wrapLongLines = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => (line.length > maxWidth && !/^\s*(\*|\/[/*])/.test(line) ? wrapLine(line) : [line]))
    .join('\n');

function wrapLine(line: string): readonly string[] {
  const group = groupOf(line);
  if (line.length <= maxWidth) return [line];
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  if (group === undefined) {
    const [, head, value] = /^(\s*(?:[\w$]+|'[^'\\]+')\??:) ([^{([]+[,;])$/.exec(line) ?? [];
    if (head !== undefined && value !== undefined) {
      const members = unionMembers(value);
      return [head, ...members.map((member) => `${indent}  ${members.length > 1 ? '| ' : ''}${member}`)];
    }
    const parts = /['"`]/.test(line) ? [] : line.split(' & ');
    if (parts.length > 1)
      return parts.map(
        (part, at) => `${at === 0 ? '' : `${indent}  `}${part}${at < parts.length - 1 ? ' &' : ''}`,
      );
    const [, name, parameter, result] = /^(\s*[\w$ ]+\()([\w$]+\??: [^(),]+)(\): .*\{)$/.exec(line) ?? [];
    if (name === undefined || parameter === undefined) return [line];
    return [name, `${indent}  ${parameter},`, `${indent}${result}`];
  }
  const { open, close, commas } = group;
  const cuts = [open, ...commas, close];
  const separator = line[commas[0] ?? 0];
  const parts = cuts.slice(0, -1).map((cut, index) => line.slice(cut + 1, cuts[index + 1]).trim());
  return [
    line.slice(0, open + 1),
    ...parts.filter((part) => part !== '').map((part) => `${indent}  ${part}${separator}`),
    ...wrapLine(`${indent}${line.slice(close)}`),
  ].flatMap((part) => (part === line ? [part] : wrapLine(part)));
}

/** The members of a union that are not within quotes. */
const unionMembers = (text: string): readonly string[] =>
  (text.match(/(?:'(?:[^'\\]|\\.)*'|[^'|])+/g) ?? [text]).map((member) => member.trim());

interface Group {
  readonly open: number;
  readonly close: number;
  /** Positions of the separators directly inside. */
  readonly commas: readonly number[];
}

/** The pair of brackets that holds most of the line, of those with something to separate and in no other such pair. */
function groupOf(line: string): Group | undefined {
  const stack: { readonly open: number; readonly commas: number[] }[] = [];
  let groups: readonly Group[] = [];
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"' || character === '`') quote = character;
    else if ('({['.includes(character)) stack.push({ open: at, commas: [] });
    else if (')}]'.includes(character)) {
      const top = stack.pop();
      if (top !== undefined && top.commas.length > 0)
        groups = [...groups.filter(({ open }) => open < top.open), { ...top, close: at }];
    } else if (',;'.includes(character)) stack.at(-1)?.commas.push(at);
  }
  return groups.toSorted((a, b) => b.close - b.open - (a.close - a.open))[0];
}
