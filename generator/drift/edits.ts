import { escapeToken, tokensOf } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { assertionKeywords, type Keyword } from '../schema/keywords.ts';
import type { Change, Edit } from './change.ts';
import type { Difference } from './differences.ts';

/** Finds the edit that a change follows from; `undefined` where several do, or one that rewrote a whole part. */
export type EditOf = (change: Pick<Change, 'base' | 'head' | 'member'>) => Edit | undefined;

/** Keywords that together determine which kinds of value are valid. */
const shapes: ReadonlySet<string> = new Set<Keyword>([
  'type',
  'nullable',
  'anyOf',
  'oneOf',
  'allOf',
  '$ref',
  'const',
]);

/** Reads the edits off the places where two documents differ. */
export function readEdits(differences: readonly Difference[]): EditOf {
  const semantic = differences.filter(({ kind }) => kind === 'meaning');
  const edits = semantic.map(editOf);
  const places: { readonly [side in 'base' | 'head']: Map<Pointer, Edit | undefined> } = {
    base: new Map(),
    head: new Map(),
  };
  for (const [index, { base, head }] of semantic.entries()) {
    if (base !== undefined) places.base.set(base, edits[index]);
    if (head !== undefined) places.head.set(head, edits[index]);
  }
  const sorted = [...new Set([...places.base.keys(), ...places.head.keys()])].sort();
  const sole = new Set(edits.map((edit) => edit?.key)).size === 1 ? edits[0] : undefined;
  return ({ base, head, member }) => {
    const found = nearest(head) ?? nearest(base) ?? below(head ?? base) ?? sole;
    if (found === undefined || member === undefined) return found;
    const list = [found.head, found.base].find((place) => place?.endsWith('/required'));
    if (list === undefined) return found;
    const holder = list.slice(0, -'/required'.length);
    // A member that is new and required is one thing.
    const own = at(`${holder}/properties/${escapeToken(member)}`);
    return own ?? { ...found, key: `${found.key} ${member}` };
  };

  function at(pointer: Pointer): Edit | undefined {
    return places.head.get(pointer) ?? places.base.get(pointer);
  }

  function nearest(pointer: Pointer | undefined): Edit | undefined {
    for (let place = pointer; place !== undefined && place !== ''; place = parentOf(place)) {
      const found = at(place);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function below(pointer: Pointer | undefined): Edit | undefined {
    if (pointer === undefined) return undefined;
    const found = new Map<string, Edit>();
    for (let index = firstFrom(sorted, `${pointer}/`); index < sorted.length; index++) {
      const place = sorted[index] ?? '';
      if (!place.startsWith(`${pointer}/`)) break;
      const edit = at(place);
      if (edit === undefined || found.size > 1) return undefined;
      found.set(edit.key, edit);
    }
    return found.size === 1 ? [...found.values()][0] : undefined;
  }
}

function editOf({ base, head }: Difference): Edit | undefined {
  const place = head ?? base ?? '#';
  const tokens = tokensOf(place);
  const [last = '', parent = ''] = [tokens.at(-1), tokens.at(-2)];
  const places = { ...(base === undefined ? {} : { base }), ...(head === undefined ? {} : { head }) };
  const oneSided = (base === undefined) !== (head === undefined);
  const way = head === undefined ? 'removed' : 'added';
  if (parent === 'properties' && oneSided) return { key: place, kind: `member-${way}`, ...places };
  if ((parent === 'oneOf' || parent === 'anyOf') && oneSided)
    return { key: place, kind: `branch-${way}`, ...places };
  if (/(?<!\/properties)\/discriminator\//.test(place)) return { key: place, kind: 'keyword', ...places };
  if (last === 'enum') return { key: place, kind: 'values', ...places };
  if (shapes.has(last) && parent !== 'properties')
    return { key: `${parentOf(place)} shape`, kind: 'shape', ...places };
  return leaves.has(last) && parent !== 'properties' ? { key: place, kind: 'keyword', ...places } : undefined;
}

/** Groups of keywords that form one assertion. */
const leaves = new Set([
  ...assertionKeywords,
  ...['default', 'deprecated', 'readOnly', 'writeOnly', 'discriminator'],
  ...['additionalProperties', 'unevaluatedProperties', 'propertyNames'],
]);

const parentOf = (pointer: Pointer): Pointer => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));

/** The first index of a sorted list whose text is not before `text`. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
