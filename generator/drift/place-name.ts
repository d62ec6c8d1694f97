import { isObject, tokensOf, valueAt } from '../json/pointer.ts';
import { shorten } from '../json/shorten.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { listKeywords, mapKeywords } from '../schema/keywords.ts';
import type { Witness } from './change.ts';

/**
 * A place of a document as people name it: `Pet.tags[].name` in backticks, `the query parameter`, `the response 200`.
 * `member` names a member of what stands there.
 * @example placeName(document, '#/components/schemas/Pet/properties/tags/items') // '`Pet.tags[]`'
 */
export function placeName(document: JsonObject, pointer: Pointer, member?: string): string {
  const tokens = tokensOf(pointer);
  const { owner, rest } =
    tokens[0] === 'components'
      ? ownerOfComponent(tokens)
      : tokens[0] === 'paths' || tokens[0] === 'webhooks'
        ? ownerInOperation(document, tokens)
        : { owner: 'the value', rest: tokens };
  const path = `${pathOf(rest)}${member === undefined ? '' : `.${member}`}`;
  if (path === '') return owner;
  if (owner.startsWith('`')) return `${owner.slice(0, -1)}${path}\``;
  return `\`${path.replace(/^\./, '')}\` of ${owner}`;
}

interface Owner {
  readonly owner: string;
  /** The tokens below it. */
  readonly rest: readonly string[];
}

function ownerOfComponent(tokens: readonly string[]): Owner {
  const [, section = '', name = ''] = tokens;
  const nouns: { readonly [section: string]: string } = {
    parameters: 'the parameter',
    responses: 'the response',
    requestBodies: 'the request body',
    headers: 'the header',
  };
  const noun = nouns[section];
  return noun === undefined
    ? { owner: `\`${name}\``, rest: tokens.slice(3) }
    : { owner: `${noun} \`${name}\``.replace(/`$/, '` (shared)'), rest: afterSchema(tokens.slice(3)) };
}

function ownerInOperation(document: JsonObject, tokens: readonly string[]): Owner {
  const parameters = tokens.indexOf('parameters');
  if (parameters === 2 || parameters === 3) {
    const pointer = tokens.slice(0, parameters + 2);
    const parameter = pointer.reduce<unknown>(
      (value, token) => (isObject(value) || Array.isArray(value) ? (value as JsonObject)[token] : undefined),
      document,
    );
    const rest = afterSchema(tokens.slice(parameters + 2));
    if (!isObject(parameter)) return { owner: 'the parameter', rest };
    return { owner: `the ${String(parameter['in'])} parameter \`${String(parameter['name'])}\``, rest };
  }
  if (tokens[3] === 'requestBody') return { owner: 'the request body', rest: afterSchema(tokens.slice(4)) };
  if (tokens[3] === 'responses') {
    const owner = `the response ${tokens[4] ?? ''}`.trim();
    if (tokens[5] === 'headers')
      return { owner: `the header \`${tokens[6] ?? ''}\` of ${owner}`, rest: afterSchema(tokens.slice(7)) };
    return { owner, rest: afterSchema(tokens.slice(5)) };
  }
  if (tokens[3] === 'callbacks')
    return { owner: `the callback \`${tokens[4] ?? ''}\``, rest: afterSchema(tokens.slice(7)) };
  return { owner: 'the operation', rest: [] };
}

/** The tokens below `schema`, wherever it stands. */
function afterSchema(tokens: readonly string[]): readonly string[] {
  const index = tokens.findIndex((token) => token === 'schema' || token === 'itemSchema');
  return index === -1 ? [] : tokens.slice(index + 1);
}

function pathOf(tokens: readonly string[]): string {
  let text = '';
  for (let index = 0; index < tokens.length; index++) {
    const [token = '', next] = [tokens[index], tokens[index + 1]];
    if (mapKeywords.includes(token) && next !== undefined) {
      text += `.${next}`;
      index++;
    } else if (token === 'items' || token === 'contains') text += '[]';
    else if (token === 'prefixItems') {
      text += `[${next ?? ''}]`;
      index++;
    } else if (token === 'additionalProperties' && (next !== undefined || index === tokens.length - 1))
      text += '.*';
    else if (listKeywords.includes(token) && next !== undefined && /^\d+$/.test(next)) index++;
  }
  return text;
}

/** What a branch of a union is known by: its component, its title, its discriminator value, or its members. */
export function branchName(document: JsonObject, pointer: Pointer): string {
  const schema = valueAt(document, pointer);
  if (!isObject(schema)) return 'a branch';
  const { $ref, title, properties, type } = schema;
  if (typeof $ref === 'string') return `\`${$ref.slice($ref.lastIndexOf('/') + 1)}\``;
  if (typeof title === 'string') return `\`${title}\``;
  if (type === 'null') return 'null';
  if (Object.hasOwn(schema, 'const')) return shown(schema['const']);
  if (isObject(properties)) {
    const names = Object.keys(properties);
    const tag = names.flatMap((name) => {
      const member = properties[name];
      const value = isObject(member) ? (member['const'] ?? onlyOf(member['enum'])) : undefined;
      return value === undefined ? [] : [`\`${name}\` ${shown(value)}`];
    })[0];
    return tag === undefined
      ? `an object with ${names
          .slice(0, 3)
          .map((name) => `\`${name}\``)
          .join(', ')}`
      : `an object with ${tag}`;
  }
  return type === undefined
    ? 'a branch'
    : `${type === 'integer' || type === 'object' || type === 'array' ? 'an' : 'a'} ${[type].flat().join(' or ')}`;
}

const onlyOf = (list: unknown): unknown => (Array.isArray(list) && list.length === 1 ? list[0] : undefined);

/** A value short enough for a sentence. */
export const shown = (value: unknown, limit = 80): string =>
  shorten(JSON.stringify(value) ?? 'nothing', limit);

/** A witness as people read it: large ones are cut, `--format json` has them whole. */
export const shownWitness = ({ value }: Pick<Witness, 'value'>, indent = 0): string =>
  shorten(JSON.stringify(value, null, indent) ?? '', indent === 0 ? 1_000 : 4_000);
