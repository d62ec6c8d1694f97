import { accepts } from '../containment/accepts.ts';
import { containment } from '../containment/contain.ts';
import { dereferenced } from '../containment/dereferenced.ts';
import type { SchemaNode } from '../containment/node.ts';
import { isObject } from '../json/pointer.ts';
import { type Keyword, speaksOf } from '../schema/keywords.ts';
import { flatten, listedValues } from './flat.ts';

/** Which parts of a value are written as text. */
export interface TextOptions {
  /** Depth of objects whose members are text: 0 for a single text, 1 for a form. */
  readonly depth: number;
  /** Whether a list with one item is written like the item alone. */
  readonly lists: boolean;
}

/** Keywords whose subschemas may accept more without the whole accepting less. */
const widened: ReadonlySet<string> = new Set<Keyword>([
  ...(['allOf', 'anyOf', 'items', 'prefixItems'] as const),
  ...(['properties', 'patternProperties', 'additionalProperties'] as const),
]);

/**
 * The schema as a receiver of text reads it: the text `5` on the wire is a valid number and a valid string. Only widens the
 * schema; keywords that reject a value keep their pointers.
 */
export function asText(receiver: SchemaNode, { depth, lists }: TextOptions): SchemaNode {
  const made = new Map<SchemaNode, Map<number, SchemaNode>>();
  return wrap(receiver, depth);

  function wrap(referring: SchemaNode, left: number): SchemaNode {
    const node = dereferenced(referring);
    if (left < 0 || typeof node.schema === 'boolean') return node;
    const known = made.get(node) ?? new Map<number, SchemaNode>();
    const before = known.get(left);
    if (before !== undefined) return before;
    const { space } = node;
    const own: SchemaNode[] = [];
    const identity = (each: SchemaNode): string =>
      own.includes(each)
        ? `text ${left} ${lists} ${each === own[0] ? '' : 'inner '}${space.identity(node)}`
        : space.identity(each);
    const inner: SchemaNode = {
      ...node,
      space: {
        ...space,
        identity,
        below: (each, ...tokens) =>
          each === inner ? below(node, left, tokens) : space.below(each, ...tokens),
        target(ref) {
          const target = space.target(ref);
          return target === undefined ? undefined : wrap(target, left);
        },
      },
    };
    const extra = extras(node, left);
    const outer: SchemaNode =
      extra.length === 0
        ? inner
        : {
            pointer: node.pointer,
            schema: { anyOf: [node.schema, ...extra.map(({ schema }) => schema)] },
            space: {
              ...space,
              identity,
              below: (each, ...tokens) =>
                each === outer
                  ? ([inner, ...extra][Number(tokens[1])] ?? inner)
                  : space.below(each, ...tokens),
            },
          };
    own.push(outer, inner);
    made.set(node, known.set(left, outer));
    return outer;
  }

  function below(node: SchemaNode, left: number, tokens: readonly (string | number)[]): SchemaNode {
    const found = node.space.below(node, ...tokens);
    const keyword = String(tokens[0]);
    if (!widened.has(keyword)) return found;
    return wrap(found, speaksOf(keyword).includes('object') ? left - 1 : left);
  }

  /** Schemas of further values whose text is also the text of a valid value. */
  function extras(node: SchemaNode, left: number): readonly SchemaNode[] {
    const { space, pointer } = node;
    const value = (schema: object, name: string): SchemaNode =>
      space.made({ ...schema }, `${pointer}#${name}`);
    const found: SchemaNode[] = [];
    if (takesEvery(node, 'string')) found.push(value({ type: ['number', 'boolean'] }, 'scalar'));
    else {
      const equivalent = (listedValues([node]) ?? [true, false, 'true', 'false'])
        .filter((each) => accepts(node, each))
        .flatMap(sameText)
        .filter((each) => !accepts(node, each));
      if (equivalent.length > 0) found.push(value({ enum: equivalent }, 'equivalent'));
    }
    const flat = flatten([node]);
    const [item] = flat.items;
    const few = flat.parts.every(({ schema }) => !isObject(schema) || !(Number(schema['minItems']) > 1));
    if (lists && few && item !== undefined && isObject(item.schema)) found.push(wrap(item, left));
    return found;
  }
}

const takesEvery = (node: SchemaNode, type: string): boolean =>
  containment(node.space.made({ type }, `${node.pointer}#${type}`), node, { lens: 'strict', maxSteps: 2_000 })
    .kind === 'contained';

/** Other values with the same text. */
function sameText(value: unknown): readonly unknown[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (typeof value !== 'string') return [];
  if (value === 'true' || value === 'false') return [value === 'true'];
  const number = Number(value);
  return value.trim() !== '' && String(number) === value && Number.isFinite(number) ? [number] : [];
}

/** Whether a schema accepts neither arrays nor objects. */
export function isSingle(node: SchemaNode): boolean {
  const single = node.space.made({ type: ['string', 'number', 'boolean', 'null'] }, '#');
  return containment(node, single, { lens: 'strict' }).kind === 'contained';
}
