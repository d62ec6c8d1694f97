import { wordsOf } from '../naming.ts';

/** A name as its words, lower case: `petId`, `pet_id` and `PetID` are `pet id`. */
export const lowerWords = (name: string): readonly string[] =>
  wordsOf(name).map((word) => word.toLowerCase());

/** A name in lower case and without separators: `petId`, `pet_id` and `PetID` are `petid`. */
export const plainName = (name: string): string => lowerWords(name).join('');

const irregular: { readonly [plural: string]: string } = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  data: 'datum',
  media: 'medium',
  indices: 'index',
  vertices: 'vertex',
  matrices: 'matrix',
  statuses: 'status',
  analyses: 'analysis',
  aliases: 'alias',
  buses: 'bus',
  movies: 'movie',
  cookies: 'cookie',
  series: 'series',
  news: 'news',
};

/** Nouns whose form of one ends in `s`. */
const endsInS = /(?:ss|us|is|news|series|settings|analytics|metrics|status|access|address|process)$/;

/** The singular of an English noun, lower case: `categories` to `category`; a singular is given back. */
export function singular(word: string): string {
  const lower = word.toLowerCase();
  const known = irregular[lower];
  if (known !== undefined) return known;
  if (endsInS.test(lower)) return lower;
  if (/[^aeiou]ies$/.test(lower)) return `${lower.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz)es$/.test(lower)) return lower.slice(0, -2);
  return /[^s]s$/.test(lower) ? lower.slice(0, -1) : lower;
}

/** Whether a name is the plural of a noun: by its last word. */
export const isPlural = (name: string): boolean => {
  const words = lowerWords(name);
  const last = words.at(-1) ?? '';
  // `formData` and `socialMedia` are not collections of a datum each.
  if (words.length > 1 && (last === 'data' || last === 'media')) return false;
  return last.length > 2 && singular(last) !== last;
};

/** A name with its last word in the singular, spelt without separators: `shipping_rates` to `shippingrate`. */
export function singularName(name: string): string {
  const words = lowerWords(name);
  const last = words.at(-1);
  return last === undefined ? '' : [...words.slice(0, -1), singular(last)].join('');
}

const verbs: ReadonlySet<string> = new Set(
  (
    'abort accept acknowledge activate add allow analyze apply approve archive assign attach authenticate authorize block ' +
    'build bulk calculate call cancel capture change check clear clone close commit complete compute confirm connect ' +
    'convert copy deactivate decline decrypt delegate deliver deny deploy detach disable disconnect dismiss dispatch ' +
    'download drain duplicate enable encrypt enqueue estimate evaluate execute expire export extend fail finalize finish ' +
    'flush follow forward generate grant hide import increment insert install invite invoke invalidate join kill leave ' +
    'link lock login logout mark match merge migrate move mute negotiate notify open parse pause pay pin ping poll ' +
    'preview process promote provision publish purge query rank read reboot rebuild recalculate recover redeem reject ' +
    'refresh refund register reindex release reload remove rename render renew reopen reorder replay reply report request ' +
    'rerun reschedule resend reset resize resolve restart restore resume retry revert review revoke rollback rotate run ' +
    'scale schedule send set share sign simulate skip snooze split star start stop submit subscribe suspend swap sync ' +
    'tag terminate test toggle touch transfer translate trigger unarchive unassign unblock undelete undo unfollow uninstall ' +
    'unlink unlock unmute unpin unpublish unshare unstar unsubscribe unsuspend untag upgrade upload upsert validate verify ' +
    'view void watch withdraw'
  ).split(' '),
);

/** Whether a segment of a path says what to do: `cancel`, `rerun-failed-jobs`, `addMembers`. */
export const isVerb = (segment: string): boolean => {
  const words = lowerWords(segment);
  const [first = ''] = words;
  // `tags` and `reports` are things; `tag` and `report` at the end of a path are mostly done to one.
  return verbs.has(first) && !(words.length === 1 && isPlural(segment));
};

/** What segments like `/users/create` and `POST /users/{id}/delete` do to the resource that they stand below. */
const standardVerbs: {
  readonly [verb: string]: 'create' | 'list' | 'retrieve' | 'update' | 'delete';
} = {
  create: 'create',
  new: 'create',
  add: 'create',
  list: 'list',
  all: 'list',
  search: 'list',
  find: 'list',
  query: 'list',
  get: 'retrieve',
  fetch: 'retrieve',
  retrieve: 'retrieve',
  show: 'retrieve',
  update: 'update',
  edit: 'update',
  modify: 'update',
  delete: 'delete',
  destroy: 'delete',
  remove: 'delete',
};

/** The role that a trailing verb spells out; `findByStatus` is a list like `find`. */
export function roleOfVerb(
  segment: string,
): 'create' | 'list' | 'retrieve' | 'update' | 'delete' | undefined {
  const words = lowerWords(segment);
  const [first = ''] = words;
  const role = Object.hasOwn(standardVerbs, first) ? standardVerbs[first] : undefined;
  return words.length === 1 || role === 'list' ? role : undefined;
}
