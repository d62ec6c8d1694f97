import type { Dialect, View } from '../contract/model.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { type Placed, below as placedBelow } from '../schema/placed.ts';
import { createReader, type Reader } from '../schema/reader.ts';
import { canonicalKeyword, everythingIdentity } from './canonical.ts';

/** A schema of one document, read on demand; 2020-12 whatever the document's dialect. */
export interface SchemaNode {
  readonly pointer: Pointer;
  readonly schema: JsonSchema;
  readonly space: SchemaSpace;
}

/** For each branch of a `oneOf`, the names that only other branches declare. */
export type ForeignNames = readonly (readonly string[])[];

/** The schemas of one document as one side of a comparison sees them. */
export interface SchemaSpace {
  readonly side: 'base' | 'head';
  readonly document: JsonObject;
  readonly reader: Reader;
  /** The node at a pointer; an unreadable one is `true`, which says nothing. */
  at(pointer: Pointer): SchemaNode;
  /** A schema below a node. */
  below(node: SchemaNode, ...tokens: readonly (string | number)[]): SchemaNode;
  /** The target of a `$ref` at a place of the document; `undefined` when it leads nowhere. */
  target(ref: string, from?: Pointer): SchemaNode | undefined;
  /** The same for a `$dynamicRef`. */
  dynamicTarget(ref: string, from: Pointer): SchemaNode | undefined;
  /**
   * Equal identities mean equal verdicts on every value, in this document and across the two. (Not the other way round.)
   */
  identity(node: SchemaNode): string;
  /** Names that each branch of a `oneOf` leaves to the others, where it means "any of these"; see overlap.ts. */
  overlap(node: SchemaNode): ForeignNames | undefined;
  /** The node of a schema that the reader of this space gave. */
  nodeOf(placed: Placed): SchemaNode;
  /** A node that is not written in the document. */
  made(schema: JsonSchema, pointer: Pointer): SchemaNode;
}

/** What equal verdicts follow from; see {@link SchemaSpace.identity}. */
export const identityOf = (node: SchemaNode): string => node.space.identity(node);

/** Who reads a schema: the sender of its values, or their receiver. */
export type Party = 'sender' | 'receiver';

export interface SpaceOptions {
  readonly side: 'base' | 'head';
  readonly document: JsonObject;
  readonly dialect: Dialect;
  readonly view?: View;
  readonly party?: Party;
  /** True when everything reachable from this pointer is the same in both documents. */
  sameInBoth?(pointer: Pointer): boolean;
  overlap?: SchemaSpace['overlap'];
}

/** Identities of both documents come from one table, so that equal schemas are known by equal short names. */
export type IdentityTable = Map<string, string>;

const closedLate = new WeakMap<JsonObject, boolean>();

/** Whether some schema of a document closes what others leave open, by `unevaluated*`. */
function isClosedLate(document: JsonObject): boolean {
  const known = closedLate.get(document) ?? hasUnevaluated(document);
  closedLate.set(document, known);
  return known;
}

function hasUnevaluated(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnevaluated);
  if (!isObject(value)) return false;
  return Object.keys(value).some(
    (key) => key.startsWith('unevaluated') || (typeof value[key] === 'object' && hasUnevaluated(value[key])),
  );
}

/** Opens a document for comparison. */
export function createSpace(options: SpaceOptions, table: IdentityTable): SchemaSpace {
  const { side, document, dialect, view, party } = options;
  const nodes = new Map<Pointer, SchemaNode>();
  const identities = new Map<SchemaNode, string>();
  const open = new Set<SchemaNode>();
  /** Made nodes and what is below them: their pointers lead elsewhere, or nowhere. */
  const apart = new WeakSet<SchemaNode>();
  const children = new Map<SchemaNode, Map<string, SchemaNode>>();
  const reader = createReader(document, {
    dialect,
    ...(view === undefined ? {} : { view }),
    ...(party === undefined ? {} : { party }),
  });
  /** Nodes by what they read; what does not stand in the document as it is read has a node apart. */
  const bySchema = new WeakMap<object, SchemaNode>();
  const nodeOf = ({ schema, at }: Placed): SchemaNode => {
    if (typeof schema === 'boolean' || valueAt(document, at) === schema) return space.at(at);
    const known = bySchema.get(schema) ?? space.made(schema, at);
    bySchema.set(schema, known);
    return known;
  };
  const found = (target: Placed | undefined): SchemaNode | undefined => target && nodeOf(target);
  const space: SchemaSpace = {
    side,
    document,
    reader,
    at(pointer) {
      const known = nodes.get(pointer);
      if (known !== undefined) return known;
      const node = make(pointer, valueAt(document, pointer));
      nodes.set(pointer, node);
      return node;
    },
    below(node, ...tokens) {
      const known = children.get(node)?.get(tokens.join('/'));
      if (known !== undefined) return known;
      const found = locate(node, tokens);
      const named = children.get(node) ?? new Map<string, SchemaNode>();
      children.set(node, named.set(tokens.join('/'), found));
      return found;
    },
    target: (ref, from = '#') => found(reader.resolve(ref, from)),
    dynamicTarget: (ref, from) => found(reader.resolveDynamic(ref, from)),
    identity(node) {
      const known = identities.get(node);
      if (known !== undefined) return known;
      if (open.has(node)) {
        // What was made, or copied for its scope, shares its pointer with others.
        if (apart.has(node)) return `${side}${node.pointer} ${reader.idOf(node.schema as object)}`;
        return options.sameInBoth?.(node.pointer) === true ? `=${node.pointer}` : `${side}${node.pointer}`;
      }
      open.add(node);
      const text = typeof node.schema === 'boolean' ? String(node.schema) : canonical(node, node.schema);
      open.delete(node);
      const name = text.startsWith('@')
        ? text.slice(1)
        : text === 'true'
          ? everythingIdentity
          : (table.get(text) ?? `${table.size}`);
      if (!text.startsWith('@') && text !== 'true') table.set(text, name);
      identities.set(node, name);
      return name;
    },
    overlap: (node) => options.overlap?.(node),
    nodeOf,
    made(schema, pointer) {
      const node = make(pointer, schema);
      apart.add(node);
      return node;
    },
  };
  return space;

  function locate(node: SchemaNode, tokens: readonly (string | number)[]): SchemaNode {
    let value: unknown = node.schema;
    for (const token of tokens) value = (value as Record<string | number, unknown> | undefined)?.[token];
    const { at: pointer } = placedBelow(node.pointer, value, ...tokens);
    // What a translation made stands where its schema does.
    const isApart = apart.has(node) || pointer === node.pointer;
    const known = isApart ? undefined : nodes.get(pointer);
    if (known !== undefined) return known;
    const part = make(pointer, value);
    if (isApart) apart.add(part);
    else nodes.set(pointer, part);
    return part;
  }

  function make(pointer: Pointer, value: unknown): SchemaNode {
    if (!isObject(value)) return { pointer, schema: typeof value === 'boolean' ? value : true, space };
    const node = { pointer, schema: reader.read(value), space };
    bySchema.set(node.schema, node);
    return node;
  }

  /** The schema's meaning as text: annotations, order and no-ops left out, subschemas by identity. `@id` is another's. */
  function canonical(node: SchemaNode, schema: JsonObject): string {
    const parts: string[] = [];
    for (const keyword of Object.keys(schema).sort()) {
      const part = canonicalKeyword(
        keyword,
        schema,
        (...tokens) => space.identity(space.below(node, ...tokens)),
        (ref, isDynamic) => reference(node, ref, isDynamic),
        () => dialect !== '3.0' && isClosedLate(document),
      );
      if (part !== undefined) parts.push(part);
    }
    const only = parts.length === 1 ? parts[0] : undefined;
    // A schema that only refers to another is that other.
    if (only?.startsWith('$ref:') && !only.startsWith('$ref:?')) return `@${only.slice(5)}`;
    if (parts.length === 0) return 'true';
    return parts.sort().join('|');
  }

  function reference({ pointer }: SchemaNode, ref: string, isDynamic: boolean): string {
    const target = isDynamic ? space.dynamicTarget(ref, pointer) : space.target(ref, pointer);
    return target === undefined ? `?${ref}` : space.identity(target);
  }
}
