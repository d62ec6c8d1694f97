import type { ObjectType, PropertyType, TypeExpression, UnionType, View } from '../contract/model.ts';
import type { Pointer } from '../json/types.ts';
import { docComment, docText } from './doc.ts';
import { propertyKey, stringLiteral } from './text.ts';

/** What printing depends on beside the type. */
export interface TypeContext {
  /** Requests leave out `readOnly`, responses `writeOnly`. */
  readonly view: View;
  /** The name to write for a reference. */
  nameOf(pointer: Pointer, typeName: string): string;
  /** The names of all members that a branch may have; `undefined` when they are not known. */
  keysOf(type: TypeExpression): ReadonlySet<string> | undefined;
  /** Whether a branch says itself which values its discriminator may have. */
  isTagged(type: TypeExpression, propertyName: string): boolean;
}

/** Lines are broken where they would get longer. */
const maxWidth = 110;
/** Longer tuples are printed as arrays, which are easier to read. */
const longestTuple = 8;
const mostSiblingKeys = 40;

/** The members of an object that a view shows. */
export const visibleProperties = (type: ObjectType, view: View): readonly PropertyType[] =>
  type.properties.filter(({ readOnly, writeOnly }) => !(view === 'request' ? readOnly : writeOnly));

/** Prints a type; `column` is where the first line begins, `indent` what the lines after it begin with. */
export function printType(type: TypeExpression, context: TypeContext, indent = '', column = 0): string {
  const flat = printFlat(type, context);
  if (flat !== undefined && !flat.includes('\n') && column + flat.length <= maxWidth) return flat;
  return printBroken(type, context, indent, column) ?? flat ?? 'unknown';
}

/** One line, or `undefined` when there are doc comments within. */
function printFlat(type: TypeExpression, context: TypeContext): string | undefined {
  switch (type.kind) {
    case 'object':
      return flatObject(type, context);
    case 'array':
      return flatArray(type, context);
    case 'tuple': {
      const items = type.items.map((item) => printFlat(item, context));
      const rest = type.rest === undefined ? undefined : printFlat(type.rest, context);
      if (items.includes(undefined) || (type.rest !== undefined && rest === undefined)) return undefined;
      const list = items.map((item, index) =>
        index < type.required ? item : `${parenthesised(item ?? '')}?`,
      );
      return `[${[...list, ...(rest === undefined ? [] : [`...${parenthesised(rest)}[]`])].join(', ')}]`;
    }
    case 'union': {
      const members = unionMembers(type, context).map((print) => print(''));
      return members.some((member) => member.includes('\n')) ? undefined : members.join(' | ');
    }
    case 'intersection': {
      const members = type.members.map((member) => printFlat(member, context));
      return members.includes(undefined)
        ? undefined
        : members.map((member) => (member?.includes(' | ') ? `(${member})` : member)).join(' & ');
    }
    default:
      return printAtom(type, context);
  }
}

type Atom = Exclude<TypeExpression, { kind: 'object' | 'array' | 'tuple' | 'union' | 'intersection' }>;

function printAtom(type: Atom, context: TypeContext): string {
  switch (type.kind) {
    case 'reference':
      return context.nameOf(type.pointer, type.typeName);
    case 'enum':
      return type.values.map(printScalar).join(' | ');
    case 'string':
      return type.format === 'binary' ? (context.view === 'request' ? 'Uploadable' : 'Blob') : 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
    case 'null':
    case 'unknown':
    case 'never':
      return type.kind;
    default:
      return type satisfies never;
  }
}

function printScalar(value: string | number | boolean | null): string {
  if (typeof value === 'string') return stringLiteral(value);
  return typeof value === 'number' && !Number.isFinite(value) ? 'number' : String(value);
}

/** Several lines, or `undefined` when there is nothing to break. */
function printBroken(
  type: TypeExpression,
  context: TypeContext,
  indent: string,
  column: number,
): string | undefined {
  switch (type.kind) {
    case 'object':
      return brokenObject(type, context, indent);
    case 'array': {
      const items = printType(type.items, context, indent, maxWidth);
      if (isBoundedTuple(type)) return `AtMost<${items}, ${type.maxItems}>`;
      if (type.items.kind === 'object' && items.startsWith('{')) return `${items}[]`;
      return `Array<${items}${items.startsWith('\n') ? `\n${indent}` : ''}>`;
    }
    case 'tuple': {
      const inner = `${indent}  `;
      const items = type.items.map((item, index) => {
        const text = printType(item, context, inner, inner.length);
        return index < type.required ? text : `${parenthesised(text)}?`;
      });
      const rest = type.rest === undefined ? [] : [`...Array<${printType(type.rest, context, inner)}>`];
      return `[\n${[...items, ...rest].map((item) => `${inner}${item},\n`).join('')}${indent}]`;
    }
    case 'union': {
      const inner = `${indent}  `;
      return unionMembers(oneByOne(type), context)
        .map((print) => `\n${inner}| ${print(`${inner}  `)}`)
        .join('');
    }
    case 'enum':
      return type.values.map((value) => `\n${indent}  | ${printScalar(value)}`).join('');
    case 'intersection': {
      let before = column;
      const members = type.members.map((member) => {
        const text = printType(member, context, indent, before);
        before += text.length + 3;
        return member.kind === 'union' || member.kind === 'enum' ? `(${text})` : text;
      });
      return members.join(' & ');
    }
    default:
      return undefined;
  }
}

/** A union whose enums stand as single values, each on a line of its own. */
const oneByOne = (type: UnionType): UnionType => ({
  ...type,
  members: type.members.flatMap((member): readonly TypeExpression[] =>
    member.kind === 'enum' ? member.values.map((value) => ({ kind: 'enum', values: [value] })) : [member],
  ),
});

function unionMembers(type: UnionType, context: TypeContext): readonly ((indent: string) => string)[] {
  const siblings = type.discriminator === undefined ? undefined : siblingKeys(type, context);
  return type.members.map((member, index) => (indent) => {
    const text = printType(member, context, indent, indent.length);
    const tag = tagOf(type, member, context);
    const absent = siblings?.[index] ?? [];
    const parts = [
      ...(tag === undefined ? [] : [tag]),
      ...(absent.length === 0 ? [] : [without(absent.map(stringLiteral), indent, text.length)]),
    ];
    if (parts.length > 0) return `(${[text, ...parts].join(' & ')})`;
    if (text.startsWith('\n')) return `(${text}\n${indent.slice(2)})`;
    return member.kind === 'intersection' ? `(${text})` : text;
  });
}

/** `Without<'a' | 'b'>`, its names on lines of their own where one line would be long. */
function without(names: readonly string[], indent: string, column: number): string {
  const flat = `Without<${names.join(' | ')}>`;
  if (indent.length + column + flat.length <= maxWidth) return flat;
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    const longer = `${last} | ${name}`;
    if (last !== undefined && indent.length + longer.length < maxWidth) lines[lines.length - 1] = longer;
    else lines.push(`${indent}  | ${name}`);
  }
  return `Without<\n${lines.join('\n')}\n${indent}>`;
}

/**
 * For each branch the members that only other branches have, so that it takes none of them, through a variable
 * either.
 */
function siblingKeys(type: UnionType, context: TypeContext): readonly (readonly string[])[] | undefined {
  const keys = type.members.map((member) => context.keysOf(member));
  const all = new Set(keys.flatMap((names) => [...(names ?? [])]));
  if (keys.includes(undefined) || all.size > mostSiblingKeys) return undefined;
  return keys.map((names) => [...all].filter((name) => names?.has(name) !== true));
}

/** `{ kind: 'cat' }` for a branch whose own schema leaves its discriminator a plain string. */
function tagOf(type: UnionType, member: TypeExpression, context: TypeContext): string | undefined {
  const { discriminator } = type;
  if (discriminator === undefined || member.kind !== 'reference') return undefined;
  if (context.isTagged(member, discriminator.propertyName)) return undefined;
  const values = [...discriminator.mapping].filter(([, pointer]) => pointer === member.pointer);
  if (values.length === 0) return undefined;
  return `{ ${propertyKey(discriminator.propertyName)}: ${values.map(([value]) => stringLiteral(value)).join(' | ')} }`;
}

const isBoundedTuple = (type: { readonly maxItems: number }): boolean => type.maxItems <= longestTuple;

function flatArray(
  type: Extract<TypeExpression, { kind: 'array' }>,
  context: TypeContext,
): string | undefined {
  const items = printFlat(type.items, context);
  if (items === undefined) return undefined;
  return isBoundedTuple(type) ? `AtMost<${items}, ${type.maxItems}>` : `${parenthesised(items)}[]`;
}

const parenthesised = (text: string): string => (/ [|&] /.test(text) ? `(${text})` : text);

function flatObject(type: ObjectType, context: TypeContext): string | undefined {
  const properties = visibleProperties(type, context.view);
  if (properties.length === 0) return emptyObject(type, context);
  const members = properties.map((property) => {
    const text = docText(property.documentation) === '' ? printFlat(property.type, context) : undefined;
    return text === undefined ? undefined : `${memberHead(property)}: ${text}`;
  });
  const index = indexSignature(type, context, '');
  if (members.includes(undefined) || index?.includes('\n')) return undefined;
  return `{ ${[...members, ...(index === undefined ? [] : [index])].join('; ')} }`;
}

/** An object of which nothing is named. */
function emptyObject(type: ObjectType, context: TypeContext): string | undefined {
  if (type.closed) return '{ [key: string]: never }';
  const values = type.additional === undefined ? 'unknown' : printFlat(type.additional, context);
  return values === undefined ? undefined : `{ [key: string]: ${values} }`;
}

function brokenObject(type: ObjectType, context: TypeContext, indent: string): string {
  const inner = `${indent}  `;
  const members = visibleProperties(type, context.view).map((property) => {
    const head = `${inner}${memberHead(property)}: `;
    return `${docComment(docText(property.documentation), inner)}${head}${printType(property.type, context, inner, head.length)};\n`;
  });
  const index = indexSignature(type, context, inner);
  return `{\n${members.join('')}${index === undefined ? '' : `${inner}${index};\n`}${indent}}`;
}

const memberHead = ({ name, required }: PropertyType): string => `${propertyKey(name)}${required ? '' : '?'}`;

/**
 * `[key: string]: ...` for members that are not named. Beside named members it takes their types in too, since
 * TypeScript wants every member to be one of its values.
 */
export function indexSignature(type: ObjectType, context: TypeContext, indent: string): string | undefined {
  if (type.additional === undefined) return undefined;
  const properties = visibleProperties(type, context.view);
  if (properties.length === 0)
    return `[key: string]: ${printType(type.additional, context, indent, indent.length + 15)}`;
  if (type.additional.kind === 'unknown') return '[key: string]: unknown';
  const texts = [type.additional, ...properties.map((property) => property.type)].map((member) =>
    printType(member, context, indent, indent.length + 15),
  );
  const optional = properties.some(({ required }) => !required) ? ['undefined'] : [];
  const members = [...texts, ...optional].map((text) =>
    text.startsWith('\n') ? `(${text}\n${indent})` : text,
  );
  return `[key: string]: ${[...new Set(members)].join(' | ')}`;
}
