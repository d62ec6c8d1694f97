import type { AST } from '@eslint-community/regexpp';
import { compilePattern } from '../json/pattern.ts';

const known = new WeakMap<object, readonly string[]>();
const lastScanned = 0x1_ffff;
const enough = 64;

/** Characters that classes are sampled from, plain ones first; anything else is found by a scan. */
const common: readonly string[] = [
  ...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-. ',
  ...'!"#$%&\'()*+,/:;<=>?@[\\]^`{|}~',
  ...'éßñøαωЖя中文日本한ا😀',
  '\t',
  '\n',
];

/** Some characters that the class or set matches, plain ones first; empty when it matches none. */
export function charactersOf(node: AST.CharacterClass | AST.CharacterSet): readonly string[] {
  const cached = known.get(node);
  if (cached !== undefined) return cached;
  const characters = sample(node);
  known.set(node, characters);
  return characters;
}

function sample(node: AST.CharacterClass | AST.CharacterSet): readonly string[] {
  const matches = matcher(node.raw);
  const found = new Set<string>();
  for (const character of common) if (matches(character)) found.add(character);
  // The ends of ranges, where off-by-one lives.
  if (node.type === 'CharacterClass' && !node.negate) {
    for (const element of node.elements) {
      const points =
        element.type === 'CharacterClassRange'
          ? [element.min.value, element.max.value]
          : element.type === 'Character'
            ? [element.value]
            : [];
      for (const point of points) {
        const character = String.fromCodePoint(point);
        if (isScalar(point) && matches(character)) found.add(character);
      }
    }
  }
  if (found.size === 0) {
    for (let point = 0; point <= lastScanned && found.size < enough; point++) {
      if (!isScalar(point)) continue;
      const character = String.fromCodePoint(point);
      if (matches(character)) found.add(character);
    }
  }
  return [...found];
}

/** Lone surrogates cannot be written as UTF-8. */
const isScalar = (point: number): boolean => point < 0xd800 || point > 0xdfff;

function matcher(raw: string): (character: string) => boolean {
  const compiled = compilePattern(`^(?:${raw})$`);
  return compiled === undefined ? () => false : (character) => compiled.test(character);
}
