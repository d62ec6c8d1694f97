/** The widest line of emitted code, in characters. */
const maxWidth = 120;

/** Positions of the brackets, operators and commas of a line that stand in no text. */
interface Cut {
  readonly at: number;
  readonly depth: number;
  readonly kind: 'comma' | 'and' | 'or';
}

/**
 * Breaks a line of code that is too wide: first where conditions are joined, then between arguments, outermost first. As
 * much as fits stands on one line. A single text that is too wide stays.
 */
export function fold(line: string): readonly string[] {
  if (line.length <= maxWidth || /^\s*\/\//.test(line)) return [line];
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const bracket = outermost(line);
  if (bracket === undefined) return [line];
  const { open, close, cuts } = bracket;
  const kind = (['or', 'and', 'comma'] as const).find((one) => cuts.some((cut) => cut.kind === one));
  const width = kind === 'comma' ? 1 : 3;
  const ends = cuts.filter((cut) => cut.kind === kind).map(({ at }) => at + width);
  const parts = [open + 1, ...ends].map((start, index) => line.slice(start, ends[index] ?? close).trim());
  const inner = `${indent}  `;
  const rows: string[] = [];
  for (const part of parts) {
    const last = rows.at(-1);
    if (part === '') continue;
    if (last !== undefined && last.length + 2 + part.length <= maxWidth)
      rows[rows.length - 1] = `${last} ${part}`;
    else rows.push(`${inner}${part}`);
  }
  if (kind === 'comma' && !line.slice(0, open).endsWith('if ')) rows.push(`${rows.pop() ?? inner},`);
  const head = line.slice(0, open + 1);
  return [head, ...rows.flatMap(fold), ...fold(`${indent}${line.slice(close)}`)];
}

/** The first outermost pair of brackets that holds more than a third of what the line has. */
function outermost(
  line: string,
): { readonly open: number; readonly close: number; readonly cuts: readonly Cut[] } | undefined {
  const stack: number[] = [];
  let cuts: Cut[] = [];
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === '\\') at++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"' || character === '`') quote = character;
    else if ('({['.includes(character)) {
      if (stack.length === 0) cuts = [];
      stack.push(at);
    } else if (')}]'.includes(character)) {
      const open = stack.pop() ?? 0;
      if (stack.length === 0 && at - open > (line.length - open) / 3 && at - open > 30)
        return { open, close: at, cuts: cuts.filter(({ depth }) => depth === 1) };
    } else if (character === ',') cuts.push({ at, depth: stack.length, kind: 'comma' });
    else if (line.startsWith(' && ', at)) cuts.push({ at, depth: stack.length, kind: 'and' });
    else if (line.startsWith(' || ', at)) cuts.push({ at, depth: stack.length, kind: 'or' });
  }
  return undefined;
}
