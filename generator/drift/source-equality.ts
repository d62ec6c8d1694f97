import type { TypeExpression } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';

/** The named types of one contract. */
export interface NamedTypes {
  readonly pointers: readonly Pointer[];
  readonly definition: (pointer: Pointer) => TypeExpression | undefined;
}

/**
 * Whether two types are the same, words, order and names of types aside: equal colours after colour refinement
 * (https://en.wikipedia.org/wiki/Colour_refinement_algorithm) over the named types of both contracts, so that recursion costs
 * rounds and no stack. `same` spares the work for types that were not edited.
 */
export function createTypeEquality(
  base: NamedTypes,
  head: NamedTypes,
  same: (pointer: Pointer) => boolean = () => false,
): (was: TypeExpression, is: TypeExpression) => boolean {
  const sides = [coloursOf(base, same), coloursOf(head, same)] as const;
  for (let classes = 0, before = -1; classes !== before; ) {
    before = classes;
    const table = new Map<string, number>();
    const next = sides.map((side) => round(side, table));
    classes = table.size;
    for (const [index, { colours }] of sides.entries())
      for (const [pointer, colour] of next[index] ?? []) colours.set(pointer, `${colour}`);
  }
  const [left, right] = sides.map(({ colours }) => {
    const texts = new WeakMap<TypeExpression, string>();
    return (type: TypeExpression): string => {
      const known = texts.get(type) ?? textOf(type, (pointer) => colours.get(pointer) ?? `?${pointer}`);
      texts.set(type, known);
      return known;
    };
  });
  return (was, is) => left?.(was) === right?.(is);
}

interface Coloured {
  /** `=pointer` for a type that was not edited; else the number of its class. */
  readonly colours: Map<Pointer, string>;
  readonly open: readonly (readonly [Pointer, TypeExpression])[];
}

function coloursOf({ pointers, definition }: NamedTypes, same: (pointer: Pointer) => boolean): Coloured {
  const edited = pointers.filter((pointer) => !same(pointer));
  const open = edited.flatMap((pointer) => {
    const type = definition(pointer);
    return type === undefined ? [] : [[pointer, type] as const];
  });
  const unedited = pointers.filter(same).map((pointer) => [pointer, `=${pointer}`] as const);
  return { colours: new Map([...unedited, ...open.map(([pointer]) => [pointer, '0'] as const)]), open };
}

/** The next colour of each type. The colour of before is part of it, so that classes only ever split. */
function round(
  { colours, open }: Coloured,
  table: Map<string, number>,
): readonly (readonly [Pointer, number])[] {
  return open.map(([pointer, type]) => {
    const key = `${colours.get(pointer)} ${textOf(type, (target) => colours.get(target) ?? `?${target}`)}`;
    const colour = table.get(key) ?? table.size + 1;
    table.set(key, colour);
    return [pointer, colour];
  });
}

/** A type as text, named types by colour; what no TypeScript says (limits, words) is left out. */
function textOf(type: TypeExpression, colourOf: (pointer: Pointer) => string): string {
  const text = (each: TypeExpression): string => textOf(each, colourOf);
  switch (type.kind) {
    case 'reference':
      return `@${colourOf(type.pointer)}`;
    case 'enum':
      return `enum ${type.values
        .map((value) => JSON.stringify(value))
        .sort()
        .join('|')}`;
    case 'string':
      return type.format === 'binary' ? 'file' : 'string';
    case 'integer':
      return 'number';
    case 'array':
      return `[${text(type.items)}]`;
    case 'tuple':
      return `(${type.items.map(text).join(',')};${type.required};${type.rest === undefined ? '' : text(type.rest)})`;
    case 'object': {
      const members = type.properties
        .map((each) => `${JSON.stringify(each.name)}${each.required ? '' : '?'}:${text(each.type)}`)
        .sort();
      return `{${members.join(',')};${type.additional === undefined ? '' : text(type.additional)};${type.closed}}`;
    }
    case 'union':
    case 'intersection':
      return `${type.kind}(${[...new Set(type.members.map(text))].sort().join(',')})`;
    default:
      return type.kind;
  }
}
