import type { Dialect, View } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../json/types.ts';
import { from30, isWrappedNullable } from '../schema/dialect.ts';
import { anchor } from './anchors.ts';
import { canonicalKeyword, everythingIdentity } from './canonical.ts';
import { createInheritance } from './inheritance.ts';

/** A schema of one document, read when asked for; 2020-12 whatever the document's dialect. */
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
  /** The node at a pointer; an unreadable one is `true`, which says nothing. */
  at(pointer: Pointer): SchemaNode;
  /** A schema below a node. */
  below(node: SchemaNode, ...tokens: readonly (string | number)[]): SchemaNode;
  /** The target of a `$ref`; `undefined` when it is not a pointer into this document. */
  target(ref: string): SchemaNode | undefined;
  /**
   * Equal identities mean equal verdicts on every value, in this document and across the two. (Not the other way round.)
   */
  identity(node: SchemaNode): string;
  /** Names that each branch of a `oneOf` leaves to the others, where it means "any of these"; see overlap.ts. */
  overlap(node: SchemaNode): ForeignNames | undefined;
  /** A node that is not written in the document. */
  made(schema: JsonSchema, pointer: Pointer): SchemaNode;
}

/** Who reads a schema: the one who sends by it, or the one who takes by it. */
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

/** Opens a document for comparison. */
export function createSpace(options: SpaceOptions, table: IdentityTable): SchemaSpace {
  const { side, document, dialect, view, party } = options;
  const nodes = new Map<Pointer, SchemaNode>();
  const identities = new Map<SchemaNode, string>();
  const open = new Set<SchemaNode>();
  /** Made nodes and what is below them: their pointers lead elsewhere, or nowhere. */
  const apart = new WeakSet<SchemaNode>();
  const children = new Map<SchemaNode, Map<string, SchemaNode>>();
  /** What 3.0 says by `nullable` beside a `$ref` or a combinator: the schema itself, and null. */
  const nullParts = new WeakMap<SchemaNode, readonly [whole: SchemaNode, nothing: SchemaNode]>();
  const inheritance = createInheritance(document);
  let late: boolean | undefined;
  const space: SchemaSpace = {
    side,
    document,
    at(pointer) {
      const known = nodes.get(pointer);
      if (known !== undefined) return known;
      const node = nodeOf(pointer, valueAt(document, pointer));
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
    target(ref) {
      const place = ref === '#' || ref.startsWith('#/') ? ref : anchor(document, ref);
      const value = place === undefined ? undefined : valueAt(document, place);
      return place !== undefined && (isObject(value) || typeof value === 'boolean')
        ? space.at(place)
        : undefined;
    },
    identity(node) {
      const known = identities.get(node);
      if (known !== undefined) return known;
      if (open.has(node)) {
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
    made(schema, pointer) {
      const node = { pointer, schema: read(schema), space };
      apart.add(node);
      return node;
    },
  };
  return space;

  function locate(node: SchemaNode, tokens: readonly (string | number)[]): SchemaNode {
    const part = nullParts.get(node)?.[tokens[0] === 'anyOf' ? Number(tokens[1]) : -1];
    if (part !== undefined) return tokens.length === 2 ? part : space.below(part, ...tokens.slice(2));
    const pointer = child(node.pointer, ...tokens);
    const isApart = apart.has(node);
    const known = isApart ? undefined : nodes.get(pointer);
    if (known !== undefined) return known;
    let value: unknown = node.schema;
    for (const token of tokens) value = (value as Record<string | number, unknown> | undefined)?.[token];
    const below = isApart ? { pointer, schema: read(value), space } : nodeOf(pointer, value);
    if (isApart) apart.add(below);
    else nodes.set(pointer, below);
    return below;
  }

  function nodeOf(pointer: Pointer, value: unknown): SchemaNode {
    const ref = isObject(value) ? value['$ref'] : undefined;
    const extended = typeof ref === 'string' ? inheritance.extended(pointer, ref) : undefined;
    // What is below has its place in the base.
    if (extended !== undefined) return { pointer: String(ref), schema: read(extended), space };
    const node = { pointer, schema: read(value), space };
    if (dialect === '3.0' && isObject(value) && isWrappedNullable(value)) {
      const inner = Object.fromEntries(Object.entries(value).filter(([keyword]) => keyword !== 'nullable'));
      const nothing = { pointer: child(pointer, 'nullable'), schema: { type: 'null' }, space };
      apart.add(nothing);
      nullParts.set(node, [{ pointer, schema: read(inner), space }, nothing]);
    }
    return node;
  }

  function read(value: unknown): JsonSchema {
    if (typeof value === 'boolean') return value;
    if (!isObject(value)) return true;
    const schema = dialect === '3.0' ? from30(value) : value;
    return view === undefined ? schema : inView(schema, view);
  }

  /** In a request nothing read-only is required, in a response nothing write-only; nor is it sent, or looked at. */
  function inView(schema: JsonObject, wanted: View): JsonObject {
    const { required, properties } = schema;
    if (!isObject(properties)) return schema;
    const flag = wanted === 'request' ? 'readOnly' : 'writeOnly';
    const hidden = new Set(Object.keys(properties).filter((name) => flagged(properties[name], flag, 0)));
    if (hidden.size === 0) return schema;
    const entries = Object.entries(properties).map(([name, member]): [string, unknown] => [
      name,
      hidden.has(name) ? party === 'receiver' : member,
    ]);
    return {
      ...schema,
      ...(Array.isArray(required) ? { required: required.filter((name) => !hidden.has(String(name))) } : {}),
      ...(party === undefined ? {} : { properties: Object.fromEntries(entries) }),
    };
  }

  function flagged(schema: unknown, flag: string, depth: number): boolean {
    if (!isObject(schema) || depth > 8) return false;
    if (schema[flag] === true) return true;
    const { $ref } = schema;
    return (
      typeof $ref === 'string' && $ref.startsWith('#/') && flagged(valueAt(document, $ref), flag, depth + 1)
    );
  }

  /** The schema's meaning as text: annotations, order and no-ops left out, subschemas by identity. `@id` is another's. */
  function canonical(node: SchemaNode, schema: JsonObject): string {
    const parts: string[] = [];
    for (const keyword of Object.keys(schema).sort()) {
      const part = canonicalKeyword(
        keyword,
        schema,
        (...tokens) => space.identity(space.below(node, ...tokens)),
        reference,
        closedLate,
      );
      if (part !== undefined) parts.push(part);
    }
    const only = parts.length === 1 ? parts[0] : undefined;
    // A schema that only refers to another is that other.
    if (only?.startsWith('$ref:') && !only.startsWith('$ref:?')) return `@${only.slice(5)}`;
    if (parts.length === 0) return 'true';
    return parts.sort().join('|');
  }

  /** Whether some schema of the document closes what others leave open. */
  function closedLate(): boolean {
    late ??= JSON.stringify(document).includes('"unevaluated');
    return late;
  }

  function reference(ref: string): string {
    const target = space.target(ref);
    return target === undefined ? `?${ref}` : space.identity(target);
  }
}
