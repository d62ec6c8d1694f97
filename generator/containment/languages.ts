import { createRequire } from 'node:module';
import type { CharSet, Concatenation, DFA, Element, NoParent } from 'refa';

/** The library of automata, loaded when the first pattern is compared: it takes longer to load than most documents take to compare. */
const refa = (): typeof import('refa') => createRequire(import.meta.url)('refa');

/** Thrown where a pattern says what a finite automaton cannot, or costs too much: the answer is "unknown". */
export class BeyondAutomata extends Error {
  constructor(pattern: string, cause: unknown) {
    super(`pattern ${JSON.stringify(pattern)}: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.name = 'BeyondAutomata';
  }
}

/** Code points, as JSON Schema counts string length. */
const maxCharacter = 0x10ffff;
const maxNodes = 4_000;

type Path = readonly NoParent<Element>[];

const known = new Map<string, DFA>();

/** The automaton of all strings in which an ECMAScript pattern (flag `u`) matches somewhere. Throws BeyondAutomata. */
export function languageOf(pattern: string): DFA {
  const cached = known.get(pattern);
  if (cached !== undefined) return cached;
  try {
    const made = build(pattern);
    if (known.size > 2_000) known.clear();
    known.set(pattern, made);
    return made;
  } catch (cause) {
    throw new BeyondAutomata(pattern, cause);
  }
}

function build(pattern: string): DFA {
  const { DFA, JS, NFA } = refa();
  const { expression } = JS.Parser.fromLiteral({ source: pattern, flags: 'u' }).parse({
    backreferences: 'throw',
    assertions: 'parse',
  });
  const alternatives = expression.alternatives.flatMap(({ elements }) => spread(elements));
  const union = alternatives
    .map((path) => matching(path))
    .reduce((left, right) => {
      const both = NFA.fromFA(left);
      both.union(right);
      return DFA.fromFA(both, new DFA.LimitedNodeFactory(maxNodes));
    });
  union.minimize();
  return union;
}

/** Groups at either edge are multiplied out, so that `(^a|b$)` becomes two paths with their anchors in sight. */
function spread(elements: Path): readonly Path[] {
  const edge = (
    element: NoParent<Element> | undefined,
  ): element is NoParent<Element> & { type: 'Alternation' } =>
    element?.type === 'Alternation' && JSON.stringify(element, withoutParent).includes('"Assertion"');
  const index = elements.findIndex(edge);
  const group = elements[index];
  if (!edge(group)) return [elements];
  return group.alternatives.flatMap((alternative) =>
    spread([...elements.slice(0, index), ...alternative.elements, ...elements.slice(index + 1)]),
  );
}

const withoutParent = (key: string, value: unknown): unknown =>
  key === 'parent' || key === 'source' || key === 'characters' ? undefined : value;

const isAnyCharacter = (alternatives: readonly NoParent<Concatenation>[]): boolean => {
  const [only] = alternatives[0]?.elements ?? [];
  return (
    alternatives.length === 1 &&
    alternatives[0]?.elements.length === 1 &&
    only?.type === 'CharacterClass' &&
    (only.characters as CharSet).isAll
  );
};

const isAnchor = (element: NoParent<Element> | undefined, kind: 'behind' | 'ahead'): boolean =>
  element?.type === 'Assertion' &&
  element.kind === kind &&
  element.negate &&
  isAnyCharacter(element.alternatives);

/** Strings that hold a match of the path: `[^]* path [^]*` without the side where an anchor stands. */
function matching(path: Path): DFA {
  let body = path;
  const anchoredStart = isAnchor(body[0], 'behind');
  while (isAnchor(body[0], 'behind')) body = body.slice(1);
  const constraints: DFA[] = [];
  // Lookaheads right behind `^` speak of the whole string.
  while (
    anchoredStart &&
    body[0]?.type === 'Assertion' &&
    body[0].kind === 'ahead' &&
    !isAnchor(body[0], 'ahead')
  ) {
    const { alternatives, negate } = body[0];
    const ahead = unionOf(
      alternatives.flatMap(({ elements }) => spread(elements)).map((each) => anchored(each, true)),
    );
    if (negate) ahead.complement();
    constraints.push(ahead);
    body = body.slice(1);
  }
  return constraints.reduce((left, right) => intersect(left, right), anchored(body, anchoredStart));
}

function anchored(path: Path, anchoredStart: boolean): DFA {
  const { DFA, NFA } = refa();
  let body = path;
  while (anchoredStart && isAnchor(body[0], 'behind')) body = body.slice(1);
  const anchoredEnd = isAnchor(body.at(-1), 'ahead');
  while (isAnchor(body.at(-1), 'ahead')) body = body.slice(0, -1);
  const nfa = NFA.fromRegex(
    { type: 'Concatenation', elements: [...body] } as never,
    { maxCharacter },
    { assertions: 'throw', unknowns: 'throw' } as never,
    new NFA.LimitedNodeFactory(maxNodes),
  );
  const whole = anchoredStart ? nfa : NFA.all({ maxCharacter });
  if (!anchoredStart) whole.append(nfa);
  if (!anchoredEnd) whole.append(NFA.all({ maxCharacter }));
  return DFA.fromFA(whole, new DFA.LimitedNodeFactory(maxNodes));
}

function unionOf(languages: readonly DFA[]): DFA {
  const { DFA, NFA } = refa();
  const nfa = NFA.empty({ maxCharacter });
  for (const language of languages) nfa.union(language);
  return DFA.fromFA(nfa, new DFA.LimitedNodeFactory(maxNodes));
}

/** Strings of both. Throws when the product grows too large. */
export function intersect(left: DFA, right: DFA): DFA {
  const { DFA } = refa();
  const both = DFA.fromIntersection(left, right, new DFA.LimitedNodeFactory(maxNodes));
  both.minimize();
  return both;
}

/** Strings not in the language. */
export function complementOf(language: DFA): DFA {
  const other = language.copy();
  other.complement();
  return other;
}

/** Exactly these strings. */
export const wordsOf = (texts: readonly string[]): DFA =>
  refa().DFA.fromWords(
    texts.map((text) => [...text].map((character) => character.codePointAt(0) ?? 0)),
    { maxCharacter },
  );

/** Every string. */
export const everything = (): DFA => refa().DFA.all({ maxCharacter });

/**
 * The shortest string of the language whose length in code points lies in [min, max], made of readable characters where
 * the language allows it; `undefined` when no text matches.
 */
export function shortest(language: DFA, min: number, max: number): string | undefined {
  interface Step {
    readonly node: DFA.ReadonlyNode;
    readonly character: number;
    readonly before: Step | undefined;
  }
  let level = new Map<DFA.ReadonlyNode, Step | undefined>([[language.initial, undefined]]);
  const seen = new Set<string>();
  const names = new Map<DFA.ReadonlyNode, number>();
  const nameOf = (node: DFA.ReadonlyNode): number => {
    const name = names.get(node) ?? names.size;
    names.set(node, name);
    return name;
  };
  for (let length = 0; length <= max && level.size > 0; length++) {
    if (length >= min) {
      for (const [node, step] of level) if (language.finals.has(node as never)) return spell(step);
      // From here on only the set of states matters: once it comes again, nothing new will.
      const key = [...level.keys()]
        .map(nameOf)
        .sort((a, b) => a - b)
        .join(',');
      if (seen.has(key)) return undefined;
      seen.add(key);
    }
    const next = new Map<DFA.ReadonlyNode, Step | undefined>();
    for (const [node, before] of level) {
      for (const [target, characters] of successors(node)) {
        if (!next.has(target)) next.set(target, { node: target, character: readable(characters), before });
      }
    }
    level = next;
  }
  return undefined;

  function spell(last: Step | undefined): string {
    const characters: number[] = [];
    for (let step = last; step !== undefined; step = step.before) characters.push(step.character);
    return String.fromCodePoint(...characters.reverse());
  }
}

function successors(node: DFA.ReadonlyNode): Map<DFA.ReadonlyNode, CharRange[]> {
  const targets = new Map<DFA.ReadonlyNode, CharRange[]>();
  node.out.forEach((target, range) => {
    const ranges = targets.get(target) ?? [];
    ranges.push(range);
    targets.set(target, ranges);
  });
  return targets;
}

interface CharRange {
  readonly min: number;
  readonly max: number;
}

/** Characters a person can read, best first; surrogates never. */
const preferred = [...'axbA0_-. ~'].map((character) => character.codePointAt(0) ?? 97);

function readable(ranges: readonly CharRange[]): number {
  const within = (character: number): boolean =>
    ranges.some(({ min, max }) => min <= character && character <= max);
  const liked = preferred.find(within);
  if (liked !== undefined) return liked;
  for (let character = 0x21; character < 0x7f; character++) if (within(character)) return character;
  const safe = ranges.find(({ max }) => max < 0xd800 || max > 0xdfff) ?? ranges[0];
  const { min, max } = safe ?? { min: 97, max: 97 };
  return min >= 0xd800 && min <= 0xdfff ? Math.min(max, 0xe000) : min;
}
