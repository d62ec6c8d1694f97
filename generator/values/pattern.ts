import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';
import { lengthOf } from '../json/code-points.ts';
import { compilePattern, matchesPattern } from '../json/pattern.ts';
import { charactersOf } from './characters.ts';

/** Where choices come from: a whole number from 0 to `below - 1`; always 0 gives the least text. */
export type Pick = (below: number) => number;

type Node = AST.Element | AST.Alternative | AST.Pattern | AST.Group | AST.CapturingGroup;

interface Span {
  readonly min: number;
  readonly max: number;
}

const parsed = new Map<string, AST.Pattern | undefined>();
const spans = new WeakMap<object, Span>();
const nothing: Span = { min: 0, max: 0 };
/** Repetitions beyond the minimum in a sample, unless its length requires more. */
const mostExtra = 4;
/** Code points; longer texts are not sampled by pattern. */
const longestText = 100_000;

function parse(source: string): AST.Pattern | undefined {
  if (parsed.has(source)) return parsed.get(source);
  const compiled = compilePattern(source);
  const pattern = compiled === undefined ? undefined : tryParse(compiled);
  parsed.set(source, pattern);
  return pattern;
}

function tryParse(compiled: RegExp): AST.Pattern | undefined {
  try {
    return parseRegExpLiteral(compiled).pattern;
  } catch {
    return undefined;
  }
}

/** Code points of the shortest text that matches, as far as the structure shows (assertions count as satisfied); Infinity when none does. */
export function shortestMatch(source: string): number {
  const pattern = parse(source);
  return pattern === undefined ? 0 : spanOf(pattern).min;
}

/** Zero times without end is zero, not NaN. */
const times = (count: number, length: number): number => (count === 0 || length === 0 ? 0 : count * length);

function spanOf(node: Node): Span {
  const known = spans.get(node);
  if (known !== undefined) return known;
  const span = measure(node);
  spans.set(node, span);
  return span;
}

function measure(node: Node): Span {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup': {
      const all = node.alternatives.map(spanOf);
      return { min: Math.min(...all.map(({ min }) => min)), max: Math.max(...all.map(({ max }) => max)) };
    }
    case 'Alternative': {
      const all = node.elements.map(spanOf);
      return {
        min: all.reduce((sum, { min }) => sum + min, 0),
        max: all.reduce((sum, { max }) => sum + max, 0),
      };
    }
    case 'Quantifier': {
      const { min, max } = spanOf(node.element);
      const least = node.min === 0 ? 0 : node.min * min;
      if (!Number.isFinite(min)) return node.min === 0 ? nothing : { min, max: min };
      return { min: least, max: times(node.max, max) };
    }
    case 'Assertion':
      return nothing;
    case 'Backreference':
      return { min: 0, max: Number.POSITIVE_INFINITY };
    case 'ExpressionCharacterClass':
      return { min: 1, max: 1 };
    case 'Character':
      return { min: 1, max: 1 };
    case 'CharacterClass':
    case 'CharacterSet': {
      const none = charactersOf(node).length === 0;
      return none ? { min: Number.POSITIVE_INFINITY, max: Number.POSITIVE_INFINITY } : { min: 1, max: 1 };
    }
  }
}

/** Samples a text that matches the pattern with `min` to `max` code points; `undefined` when none was found in some tries. */
export function sampleMatch(
  source: string,
  min: number,
  max: number,
  pick: Pick,
  tries = 40,
): string | undefined {
  const pattern = parse(source);
  if (pattern === undefined || min > longestText) return undefined;
  const wanted = wantedAhead(pattern);
  for (let attempt = 0; attempt < tries; attempt++) {
    const draft = new MatchSampler(pick).sample(pattern, Math.min(min, spanOf(pattern).max), max);
    if (draft === undefined) continue;
    const text = pad(draft, min, source, pick);
    const length = lengthOf(text);
    if (length >= min && length <= max && matchesPattern(source, text) !== false) return text;
    const repaired = splice(text, wanted, pick);
    if (
      repaired !== text &&
      matchesPattern(source, repaired) &&
      lengthOf(repaired) >= min &&
      lengthOf(repaired) <= max
    )
      return repaired;
  }
  return undefined;
}

function pad(text: string, min: number, source: string, pick: Pick): string {
  const missing = min - lengthOf(text);
  if (missing <= 0) return text;
  let filling = '';
  for (let index = 0; index < missing; index++) filling += 'abcdefghijklmnopqrstuvwxyz'[pick(26)];
  return [text + filling, filling + text].find((padded) => matchesPattern(source, padded)) ?? text;
}

/** What positive lookaheads require; a text that was sampled without them often lacks just that. */
function wantedAhead(pattern: AST.Pattern): readonly AST.Alternative[] {
  const found: AST.Alternative[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'Assertion') {
      if (node.kind === 'lookahead' && !node.negate) found.push(...node.alternatives.slice(0, 1));
    } else if (node.type === 'Alternative') for (const element of node.elements) visit(element);
    else if (node.type === 'Quantifier') visit(node.element);
    else if (node.type === 'Group' || node.type === 'CapturingGroup' || node.type === 'Pattern') {
      for (const alternative of node.alternatives) visit(alternative);
    }
  };
  visit(pattern);
  return found;
}

function splice(text: string, wanted: readonly AST.Alternative[], pick: Pick): string {
  let characters = [...text];
  for (const alternative of wanted) {
    const least = new MatchSampler(pick, 0).sample(alternative, 0, characters.length);
    if (least === undefined || least === '') continue;
    const piece = [...least];
    const at = pick(Math.max(1, characters.length - piece.length + 1));
    characters = [...characters.slice(0, at), ...piece, ...characters.slice(at + piece.length)];
  }
  return characters.join('');
}

/** Samples one text; keeps what groups captured, for backreferences. */
class MatchSampler {
  readonly #pick: Pick;
  readonly #extra: number;
  readonly #captured = new Map<AST.CapturingGroup, string>();

  constructor(pick: Pick, extra = mostExtra) {
    this.#pick = pick;
    this.#extra = extra;
  }

  /** A text of the node with `low` to `high` code points where the node allows; undefined when it cannot be that short. */
  sample(node: Node, low: number, high: number): string | undefined {
    if (spanOf(node).min > high) return undefined;
    switch (node.type) {
      case 'Pattern':
      case 'Group':
      case 'CapturingGroup': {
        const fitting = node.alternatives.filter(
          (part) => spanOf(part).min <= high && spanOf(part).max >= low,
        );
        const parts =
          fitting.length > 0 ? fitting : node.alternatives.filter((part) => spanOf(part).min <= high);
        const chosen = parts[this.#pick(parts.length)];
        const text = chosen === undefined ? undefined : this.sample(chosen, low, high);
        if (text !== undefined && node.type === 'CapturingGroup') this.#captured.set(node, text);
        return text;
      }
      case 'Alternative':
        return this.#sequence(node.elements, low, high);
      case 'Quantifier':
        return this.#repeat(node, low, high);
      case 'Assertion':
        return '';
      case 'Backreference': {
        const group = Array.isArray(node.resolved) ? node.resolved[0] : node.resolved;
        return group === undefined ? '' : (this.#captured.get(group) ?? '');
      }
      case 'Character':
        return String.fromCodePoint(node.value);
      case 'CharacterClass':
      case 'CharacterSet': {
        const characters = charactersOf(node);
        return characters[this.#pick(characters.length)];
      }
      case 'ExpressionCharacterClass':
        return undefined;
    }
  }

  #sequence(elements: readonly AST.Element[], low: number, high: number): string | undefined {
    let restMin = elements.reduce((sum, element) => sum + spanOf(element).min, 0);
    const maxAfter: number[] = [];
    let after = 0;
    for (let index = elements.length - 1; index >= 0; index--) {
      maxAfter[index] = after;
      const element = elements[index];
      if (element !== undefined) after += spanOf(element).max;
    }
    let text = '';
    let used = 0;
    for (const [index, element] of elements.entries()) {
      restMin -= spanOf(element).min;
      const most = high - used - restMin;
      const least = Math.max(0, low - used - (maxAfter[index] ?? 0));
      const part = this.sample(element, least, most);
      if (part === undefined) return undefined;
      text += part;
      used += part.length === 1 ? 1 : lengthOf(part);
    }
    return text;
  }

  #repeat(node: AST.Quantifier, low: number, high: number): string | undefined {
    const { min, max } = spanOf(node.element);
    const needed = low <= 0 || max === 0 ? 0 : Number.isFinite(max) ? Math.ceil(low / max) : 1;
    const forced = Math.max(node.min, needed);
    const room = min === 0 ? forced + this.#extra : Math.floor(high / min);
    const least = Math.min(forced, node.max, Math.max(room, node.min));
    const most = Math.max(least, Math.min(node.max, room, least + this.#extra));
    const count = least + this.#pick(most - least + 1);
    let text = '';
    let used = 0;
    for (let index = 0; index < count; index++) {
      const rest = count - index - 1;
      const part = this.sample(
        node.element,
        Math.max(0, low - used - times(rest, max)),
        high - used - times(rest, min),
      );
      if (part === undefined) return undefined;
      text += part;
      used += part.length === 1 ? 1 : lengthOf(part);
    }
    return text;
  }
}
