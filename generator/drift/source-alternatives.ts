import type { ObjectType, PropertyType, TypeExpression } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';

/** One of the types that a union chooses among, references followed. */
export type Alternative =
  | {
      readonly kind: 'literal';
      /** As code writes it: `"a"`, `1`, `true`. */
      readonly value: string;
      readonly of: 'string' | 'number' | 'boolean';
    }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'file' | 'unknown' }
  | {
      readonly kind: 'array';
      readonly items: readonly TypeExpression[];
      readonly rest: TypeExpression | undefined;
    }
  | { readonly kind: 'object'; readonly type: ObjectType; readonly name: string | undefined };

/** The types of one contract, laid out for a comparison. */
export interface TypeReader {
  /** What references lead to; a reference to nothing stays. Equal places give the same object. */
  resolve(type: TypeExpression): TypeExpression;
  /**
   * What a type chooses among; intersections are multiplied out. A type that is made of itself adds nothing to
   * itself.
   */
  alternatives(type: TypeExpression): readonly Alternative[];
  /** Whether a type is too entangled to be laid out: nothing can be said of it. */
  isBeyond(type: TypeExpression): boolean;
}

/** An intersection of unions has at most as many cases, a type as many parts, and all types of a contract together. */
const mostCases = 256;
const mostParts = 2_000;
const mostPartsOfAll = 100_000;

/** Reads the types of one contract. */
export function createTypeReader(definition: (pointer: Pointer) => TypeExpression | undefined): TypeReader {
  const known = new WeakMap<TypeExpression, readonly Alternative[]>();
  const beyond = new WeakSet<TypeExpression>();
  let parts = 0;
  let all = 0;
  return {
    resolve,
    alternatives,
    isBeyond(type) {
      alternatives(type);
      return beyond.has(resolve(type));
    },
  };

  function resolve(type: TypeExpression): TypeExpression {
    const seen = new Set<Pointer>();
    let current = type;
    while (current.kind === 'reference' && !seen.has(current.pointer)) {
      seen.add(current.pointer);
      current = definition(current.pointer) ?? current;
    }
    return current;
  }

  function alternatives(type: TypeExpression): readonly Alternative[] {
    const target = resolve(type);
    const before = known.get(target);
    if (before !== undefined) return before;
    parts = all > mostPartsOfAll ? mostParts : 0;
    const found = layOut(type, [], false).alternatives;
    if (parts > mostParts) beyond.add(target);
    all += parts;
    known.set(target, found);
    return found;
  }

  /** `neutral`: consists only of itself, so that it adds nothing to an intersection. */
  function layOut(
    type: TypeExpression,
    open: readonly Pointer[],
    isPart: boolean,
  ): { readonly alternatives: readonly Alternative[]; readonly neutral: boolean } {
    const plain = (...list: readonly Alternative[]) => ({ alternatives: list, neutral: false });
    if (++parts > mostParts) return plain({ kind: 'unknown' });
    switch (type.kind) {
      case 'reference': {
        if (open.includes(type.pointer)) return { alternatives: [], neutral: true };
        const target = definition(type.pointer);
        if (target === undefined) return plain({ kind: 'unknown' });
        const inner = layOut(target, [...open, type.pointer], isPart);
        return {
          ...inner,
          alternatives: inner.alternatives.map((each) =>
            each.kind === 'object' && (each.name === undefined || inner.alternatives.length === 1)
              ? { ...each, name: type.typeName }
              : each,
          ),
        };
      }
      case 'enum':
        return plain(...type.values.map(literal));
      case 'integer':
        return plain({ kind: 'number' });
      case 'string':
        return plain({ kind: type.format === 'binary' ? 'file' : 'string' });
      case 'array':
        return plain({ kind: 'array', items: [], rest: type.items });
      case 'tuple':
        return plain({ kind: 'array', items: type.items, rest: type.rest });
      case 'object':
        return plain({ kind: 'object', type, name: undefined });
      case 'union': {
        const parts = type.members.map((member) => layOut(member, open, isPart));
        return {
          alternatives: parts.flatMap((part) => part.alternatives),
          // A base that lists the very subtype which extends it says nothing more of that subtype.
          neutral: isPart ? parts.some(({ neutral }) => neutral) : parts.every(({ neutral }) => neutral),
        };
      }
      case 'intersection': {
        const members = type.members
          .map((member) => layOut(member, open, true))
          .filter(({ neutral }) => !neutral);
        const cases = members.reduce((count, part) => count * part.alternatives.length, 1);
        if (members.length === 0) return { alternatives: [], neutral: true };
        // Each case is an object of its own.
        parts += cases > mostCases ? mostParts : cases;
        if (parts > mostParts) return plain({ kind: 'unknown' });
        return plain(...members.map((part) => part.alternatives).reduce(product));
      }
      case 'never':
        return plain();
      default:
        return plain({ kind: type.kind });
    }
  }
}

function literal(value: string | number | boolean | null): Alternative {
  if (value === null) return { kind: 'null' };
  const of = typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'boolean';
  return { kind: 'literal', value: JSON.stringify(value), of };
}

const product = (left: readonly Alternative[], right: readonly Alternative[]): readonly Alternative[] =>
  left.flatMap((one) => right.flatMap((other) => both(one, other)));

/** What is of both types: nothing where the kinds differ. */
function both(left: Alternative, right: Alternative): readonly Alternative[] {
  if (left.kind === 'unknown') return [right];
  if (right.kind === 'unknown') return [left];
  if (left.kind === 'object' && right.kind === 'object')
    return [{ kind: 'object', type: merged(left.type, right.type), name: nameOfBoth(left.name, right.name) }];
  if (left.kind === 'literal' && right.kind === 'literal') return left.value === right.value ? [left] : [];
  if (left.kind === 'literal') return left.of === right.kind ? [left] : [];
  if (right.kind === 'literal') return right.of === left.kind ? [right] : [];
  return left.kind === right.kind ? [left] : [];
}

const nameOfBoth = (left: string | undefined, right: string | undefined): string | undefined =>
  left === undefined ? right : right === undefined ? left : undefined;

/** Objects side by side are one object with the members of both; a member of both is of both types. */
function merged(left: ObjectType, right: ObjectType): ObjectType {
  const properties = new Map<string, PropertyType>(left.properties.map((each) => [each.name, each]));
  for (const property of right.properties) {
    const other = properties.get(property.name);
    properties.set(property.name, other === undefined ? property : sharedMember(other, property));
  }
  const additional = left.additional ?? right.additional;
  return {
    kind: 'object',
    properties: [...properties.values()],
    closed: left.closed || right.closed,
    ...(additional === undefined ? {} : { additional }),
  };
}

function sharedMember(left: PropertyType, right: PropertyType): PropertyType {
  const type =
    left.type === right.type || right.type.kind === 'unknown'
      ? left.type
      : left.type.kind === 'unknown'
        ? right.type
        : ({ kind: 'intersection', members: [left.type, right.type] } as const);
  return { ...left, type, required: left.required || right.required };
}
