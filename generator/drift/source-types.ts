import type { ObjectType, TypeExpression } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';

/** How code written against a type uses it: `input` builds values of it, `output` reads them. */
export type Use = 'input' | 'output';

/** Looks a reference up among the types of one contract. */
export type Definition = (pointer: Pointer) => TypeExpression | undefined;

/** A type as TypeScript compares it: what kinds of value, which literals, which shapes. */
interface Shape {
  readonly kinds: ReadonlySet<string>;
  readonly literals: ReadonlySet<string>;
  readonly objects: readonly ObjectType[];
  readonly items: readonly TypeExpression[];
}

/** Pairs of named types that were compared before, and those that need not be: what is shared is looked at once. */
export interface SeenPairs {
  readonly seen: { readonly [use in Use]: Set<string> };
  /** The same of objects, which stand behind several names of a union. */
  readonly objects: { readonly [use in Use]: WeakMap<ObjectType, Set<ObjectType>> };
  readonly shapes: { readonly [side in 'base' | 'head']: WeakMap<TypeExpression, Shape> };
  same(base: Pointer, head: Pointer): boolean;
}

/** None seen yet. */
export const createSeenPairs = (same: SeenPairs['same'] = () => false): SeenPairs => ({
  seen: { input: new Set(), output: new Set() },
  objects: { input: new WeakMap(), output: new WeakMap() },
  shapes: { base: new WeakMap(), head: new WeakMap() },
  same,
});

interface Side {
  readonly type: TypeExpression;
  readonly definition: Definition;
}

/**
 * Why code that compiles against the old type does not against the new one, each with the member concerned; empty when it
 * does. Read off the same expressions that the generated models are printed from.
 */
export function sourceBreaks(
  base: Side,
  head: Side,
  use: Use,
  place: string,
  pairs: SeenPairs = createSeenPairs(),
): readonly string[] {
  const found: string[] = [];
  const seen = pairs.seen[use];
  walk(base.type, head.type, place, 0);
  return [...new Set(found)];

  function walk(before: TypeExpression, after: TypeExpression, outer: string, depth: number): void {
    let at = outer;
    if (depth > 24) return;
    if (before.kind === 'reference' && after.kind === 'reference') {
      const key = `${before.pointer} ${after.pointer}`;
      if (seen.has(key)) return;
      seen.add(key);
      if (pairs.same(before.pointer, after.pointer)) return;
      at = before.typeName;
    }
    const [old, now] = [shape('base', before), shape('head', after)];
    // `unknown` can be given anything, and must be narrowed before it is read.
    if (now.kinds.has('unknown')) {
      if (use === 'output' && !old.kinds.has('unknown')) found.push(`\`${at}\` is unknown now`);
      return;
    }
    if (old.kinds.has('unknown')) {
      if (use === 'input') found.push(`\`${at}\` takes not everything any more`);
      return;
    }
    const [narrow, wide] = use === 'input' ? [old, now] : [now, old];
    const missing = [...narrow.kinds].filter((kind) => !wide.kinds.has(kind));
    for (const kind of missing)
      found.push(`\`${at}\` ${use === 'input' ? 'cannot be' : 'may be'} ${kind} now`);
    if (!wide.kinds.has('string') || use === 'output') literals(old, now, at);
    if (old.objects.length > 0 && now.objects.length > 0) objects(old, now, at, depth);
    const [item, other] = [old.items[0], now.items[0]];
    if (item !== undefined && other !== undefined) walk(item, other, `${at}[]`, depth + 1);
  }

  function shape(side: 'base' | 'head', type: TypeExpression): Shape {
    const known = pairs.shapes[side].get(type);
    if (known !== undefined) return known;
    const made = shapeOf(type, (side === 'base' ? base : head).definition);
    pairs.shapes[side].set(type, made);
    return made;
  }

  function isNew(was: ObjectType, is: ObjectType): boolean {
    const others = pairs.objects[use].get(was) ?? new Set();
    pairs.objects[use].set(was, others);
    if (others.has(is)) return false;
    others.add(is);
    return true;
  }

  function literals(old: Shape, now: Shape, at: string): void {
    const lost = [...old.literals].filter((each) => !now.literals.has(each) && !covered(each, now));
    const gained = [...now.literals].filter((each) => !old.literals.has(each) && !covered(each, old));
    // Code that compares with a lost literal does not compile, in either direction.
    for (const each of lost) found.push(`\`${at}\` is never ${each} any more`);
    if (use === 'output') for (const each of gained) found.push(`\`${at}\` may be ${each} now`);
  }

  function objects(old: Shape, now: Shape, at: string, depth: number): void {
    for (const was of old.objects) {
      const is = closest(was, now.objects);
      if (is === undefined || !isNew(was, is)) continue;
      for (const property of was.properties) {
        const other = is.properties.find(({ name }) => name === property.name);
        const name = `${at}.${property.name}`;
        if (other === undefined) {
          if (is.additional === undefined) found.push(`\`${name}\` is gone`);
          continue;
        }
        if (use === 'input' && other.required && !property.required)
          found.push(`\`${name}\` is required now`);
        if (use === 'output' && property.required && !other.required)
          found.push(`\`${name}\` may be undefined now`);
        walk(property.type, other.type, name, depth + 1);
      }
      if (use === 'input') {
        for (const { name, required } of is.properties) {
          if (required && !was.properties.some((property) => property.name === name))
            found.push(`\`${at}.${name}\` is required now`);
        }
      }
      if (was.additional !== undefined && is.additional !== undefined)
        walk(was.additional, is.additional, `${at}[name]`, depth + 1);
      else if (was.additional !== undefined && is.additional === undefined)
        found.push(`\`${at}\` has no further members now`);
    }
  }
}

const covered = (literal: string, shape: Shape): boolean =>
  shape.kinds.has(
    literal.startsWith('"') ? 'string' : literal === 'true' || literal === 'false' ? 'boolean' : 'number',
  );

function closest(was: ObjectType, candidates: readonly ObjectType[]): ObjectType | undefined {
  const tag = (object: ObjectType): string =>
    JSON.stringify(
      object.properties
        .filter(({ type }) => type.kind === 'enum')
        .map(({ name, type }) => [name, type.kind === 'enum' ? type.values : []]),
    );
  const score = (candidate: ObjectType): number =>
    (tag(candidate) === tag(was) ? 100 : 0) +
    candidate.properties.filter(({ name }) => was.properties.some((property) => property.name === name))
      .length;
  return [...candidates].sort((a, b) => score(b) - score(a))[0];
}

function shapeOf(type: TypeExpression, definition: Definition): Shape {
  const kinds = new Set<string>();
  const literals = new Set<string>();
  const [objects, items]: [ObjectType[], TypeExpression[]] = [[], []];
  const visit = (each: TypeExpression, depth: number): void => {
    switch (each.kind) {
      case 'reference': {
        const target = depth > 20 ? undefined : definition(each.pointer);
        if (target === undefined) kinds.add('unknown');
        else visit(target, depth + 1);
        return;
      }
      case 'enum':
        for (const value of each.values) if (value === null) kinds.add('null');
        for (const value of each.values) if (value !== null) literals.add(JSON.stringify(value));
        return;
      case 'integer':
        kinds.add('number');
        return;
      case 'string':
        kinds.add(each.format === 'binary' ? 'a file' : 'string');
        return;
      case 'array':
      case 'tuple':
        kinds.add('an array');
        items.push(...(each.kind === 'array' ? [each.items] : each.items));
        return;
      case 'object':
        kinds.add('an object');
        objects.push(each);
        return;
      case 'union':
        for (const member of each.members) visit(member, depth + 1);
        return;
      case 'intersection':
        merge(each.members, depth);
        return;
      case 'never':
        return;
      default:
        kinds.add(each.kind);
    }
  };
  /** Objects side by side are one object with the members of all. */
  const merge = (members: readonly TypeExpression[], depth: number): void => {
    const shapes = members.map((member) => shapeOf(member, depth > 20 ? () => undefined : definition));
    const alone = shapes.flatMap((shape) => (shape.objects.length === 1 ? shape.objects : []));
    if (alone.length === shapes.length) {
      const additional = alone.find((object) => object.additional !== undefined)?.additional;
      kinds.add('an object');
      objects.push({
        kind: 'object',
        properties: alone.flatMap(({ properties }) => properties),
        closed: alone.some(({ closed }) => closed),
        ...(additional === undefined ? {} : { additional }),
      });
      return;
    }
    for (const shape of shapes) {
      for (const kind of shape.kinds) kinds.add(kind);
      for (const literal of shape.literals) literals.add(literal);
      objects.push(...shape.objects);
      items.push(...shape.items);
    }
  };
  visit(type, 0);
  return { kinds, literals, objects, items };
}
