import type { Contract } from '../contract/model.ts';
import { equalJson } from '../json/equal-json.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Edit } from './change.ts';
import { byWeight, type Change, type Polarity, type Severity, type Verdict } from './change.ts';
import { branchName, placeName, shown } from './place-name.ts';

/** A finding, and the lighter ones that follow from the same edit. */
export interface OneLine {
  readonly change: Change;
  readonly also: readonly Change[];
}

/** The changes of one edit: the one that is reported as the finding, and the others. */
export type Group = readonly [best: Change, ...also: Change[]];

/**
 * The edit that each change follows from. Where a whole schema was written anew, a member that came or went by it is an edit
 * of its own: what is said of its type and of `required` follows from that.
 */
function editsOf(changes: readonly Change[]): (change: Change) => Edit | undefined {
  const came = new Set(
    changes.flatMap(({ code, head }) => (code.endsWith('-member-added') ? (head ?? []) : [])),
  );
  const went = new Set(
    changes.flatMap(({ code, base }) => (/-member-(removed|ignored)$/.test(code) ? (base ?? []) : [])),
  );
  const memberAt = (pointer: Pointer | undefined, name: string | undefined, known: ReadonlySet<Pointer>) => {
    if (pointer === undefined) return undefined;
    const own = name === undefined ? undefined : child(parentOf(pointer), 'properties', name);
    if (own !== undefined && known.has(own)) return own;
    for (let place = pointer; place.includes('/'); place = parentOf(place))
      if (known.has(place)) return place;
    return undefined;
  };
  return ({ axis, edit, head, base, member }) => {
    if (axis === 'source' || axis === 'docs') return undefined;
    if (edit !== undefined && edit.kind !== 'shape') return edit;
    const [added, removed] = [memberAt(head, member, came), memberAt(base, member, went)];
    if (added !== undefined) return { key: added, kind: 'member-added', head: added };
    return removed === undefined ? edit : { key: removed, kind: 'member-removed', base: removed };
  };
}

const parentOf = (pointer: Pointer): Pointer => pointer.slice(0, pointer.lastIndexOf('/'));

/** Puts together what follows from one edit. */
export function groupsOf(changes: readonly Change[], editOf = editsOf(changes)): readonly Group[] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const edit = editOf(change);
    const key = edit === undefined ? undefined : `edit ${edit.key}`;
    const own = key === undefined ? undefined : groups.get(key);
    if (own !== undefined) own.push(change);
    else groups.set(key ?? `alone ${groups.size}`, [change]);
  }
  return [...groups.values()].map((group) => {
    const sorted = [...group].sort((a, b) => byWeight(a, b) || wordiness(a) - wordiness(b));
    const [first = group[0]] = sorted;
    const best = group
      .filter(({ verdict }) => verdict === first.verdict)
      .reduce((left, right) => (wordiness(right) < wordiness(left) ? right : left), first);
    return [best, ...sorted.filter((each) => each !== best)];
  });
}

/**
 * One finding for each edit: the heaviest, in words that name what was edited, with every operation that it reaches.
 */
export function oneLineEach(base: Contract, head: Contract, changes: readonly Change[]): readonly OneLine[] {
  const editOf = editsOf(changes);
  const lines = groupsOf(changes, editOf).map((group) => merged(base, head, group, editOf(group[0])));
  // A finding that only repeats that a member below is declared now is covered by the finding of that member.
  const isVague = ({ change }: OneLine): boolean =>
    change.code.includes('-open-name-') &&
    lines.some(
      (other) =>
        !other.change.code.includes('-open-name-') &&
        other.change.axis !== 'docs' &&
        other.change.operations.some((operation) => change.operations.includes(operation)),
    );
  return lines.filter((line) => !isVague(line)).sort((a, b) => byWeight(a.change, b.change));
}

function merged(base: Contract, head: Contract, group: Group, edit: Edit | undefined): OneLine {
  const [best, ...also] = group;
  if (also.length === 0 && edit === undefined) return { change: best, also };
  const operations = [...new Set(group.flatMap((change) => change.operations))];
  // A schema that requests and responses share may break for one of the two alone.
  const alike = group.filter(({ verdict }) => verdict === best.verdict);
  const reached = (way: Polarity): readonly string[] => [
    ...new Set(alike.flatMap((change) => (change.polarity === way ? change.operations : []))),
  ];
  const isOfBoth = new Set(group.map(({ polarity }) => polarity)).size > 1;
  const witness = best.witness ?? alike.find((change) => change.witness)?.witness;
  const message = edit === undefined ? undefined : messageOf(base, head, edit, best, group);
  const change: Change = {
    ...best,
    ...(edit?.kind === 'shape' && message !== undefined ? placesOf(edit) : {}),
    operations,
    ...(isOfBoth ? { directions: { request: reached('request'), response: reached('response') } } : {}),
    severity: heaviest(alike),
    ...(witness === undefined ? {} : { witness }),
    message: message ?? best.message,
  };
  return { change, also };
}

/** Where an edit stands: what it makes null may be written elsewhere. */
const placesOf = ({ base, head }: Edit): Pick<Change, 'pointer' | 'base' | 'head'> => ({
  pointer: head ?? base ?? '#',
  ...(base === undefined ? {} : { base }),
  ...(head === undefined ? {} : { head }),
});

const order: readonly Severity[] = ['error', 'warning', 'info', 'none'];
const heaviest = (group: readonly Change[]): Severity =>
  order.find((severity) => group.some((change) => change.severity === severity)) ?? 'none';

/** How unspecific the message of a finding is: the name of a member is more specific than a differing type. */
function wordiness({ code }: Change): number {
  if (/member-(added|removed|ignored)/.test(code)) return 0;
  if (/-(required|enum)-/.test(code)) return 1;
  if (/-(union|schema)-/.test(code)) return 4;
  if (code.includes('-open-name-')) return 5;
  return code.includes('-type-') ? 3 : 2;
}

/** Whether the schema that declares a member requires it. */
function wasRequired({ document }: Contract, member: Pointer): boolean {
  const required = valueAt(document, child(parentOf(parentOf(member)), 'required'));
  return Array.isArray(required) && required.includes(tokensOf(member).at(-1));
}

/** The message for a simple edit; `undefined` where the finding's own message is more specific. */
function messageOf(
  base: Contract,
  head: Contract,
  edit: Edit,
  change: Change,
  group: readonly Change[],
): string | undefined {
  const { verdict, polarity } = change;
  const breaks = verdict === 'breaking';
  const isResponse = group.some((each) => each.polarity === 'response' && each.verdict === verdict);
  switch (edit.kind) {
    case 'member-added': {
      if (edit.head === undefined) return undefined;
      const name = placeName(head.document, edit.head);
      if (!breaks) return `${name} is new`;
      return `${name} is new: ${effects(group, verdict, {
        request: /-required-/.test(change.code) ? 'requests without it are rejected' : change.message,
        response: 'readers that allow no other members reject it',
      })}`;
    }
    case 'member-removed': {
      if (edit.base === undefined) return undefined;
      const name = placeName(base.document, edit.base);
      if (breaks)
        return `${name} is removed: ${effects(group, verdict, {
          request: 'requests that carry it are rejected',
          response: 'readers that need it find nothing',
        })}`;
      const ways = new Set(group.map((each) => each.polarity));
      return `${name} is removed${wasRequired(base, edit.base) ? '' : '; it was optional'}${[
        ...(ways.has('request') ? [': requests that carry it are still accepted, but it is not read'] : []),
        ...(ways.has('response')
          ? [`${ways.has('request') ? ', and' : ':'} responses no longer have it`]
          : []),
      ].join('')}`;
    }
    case 'branch-added': {
      if (edit.head === undefined) return undefined;
      const branch = branchName(head.document, edit.head);
      const name = placeName(head.document, holderOf(edit.head));
      if (!breaks)
        return `${name} ${isResponse ? 'may be' : 'accepts'} ${branch}${isResponse ? ' now' : ' too'}`;
      return polarity === 'request'
        ? `${name}: the new branch ${branch} overlaps the others, so that what was one of them is rejected`
        : `${name} may be ${branch} now, which readers do not know`;
    }
    case 'branch-removed': {
      if (edit.base === undefined) return undefined;
      const branch = branchName(base.document, edit.base);
      const name = placeName(base.document, holderOf(edit.base));
      return polarity === 'request'
        ? breaks
          ? `${name} no longer accepts ${branch}`
          : `${name} no longer lists ${branch}; requests that carry its members are still accepted, but they are not read`
        : `${name} is never ${branch} now`;
    }
    case 'values': {
      const [was, is] = [valuesAt(base, edit.base), valuesAt(head, edit.head)];
      if (was === undefined || is === undefined) return undefined;
      const [lost, gained] = [without(was, is), without(is, was)];
      const place = edit.head ?? edit.base ?? '#';
      const name = placeName((edit.head === undefined ? base : head).document, holderOf(place, 1));
      const parts = [
        ...(gained.length === 0
          ? []
          : [`${isResponse ? 'may be' : 'accepts'} ${listed(gained)}${isResponse ? ' now' : ' too'}`]),
        ...(lost.length === 0
          ? []
          : [
              `${isResponse && polarity !== 'request' ? `is never ${listed(lost)} now` : `no longer accepts ${listed(lost)}`}`,
            ]),
      ];
      return parts.length === 0 ? undefined : `${name} ${parts.join(' and ')}`;
    }
    case 'shape':
      return nullMessage(base, head, edit, isResponse, breaks);
    case 'keyword':
      return undefined;
    default:
      return edit.kind satisfies never;
  }
}

/** What an edit does to those whom it reaches with this verdict. */
function effects(
  group: readonly Change[],
  verdict: Verdict,
  words: { readonly request: string; readonly response: string },
): string {
  const reaches = (way: Polarity): boolean =>
    group.some((each) => each.polarity === way && each.verdict === verdict);
  return [
    ...(reaches('request') ? [words.request] : []),
    ...(reaches('response') ? [words.response] : []),
  ].join(', and ');
}

/** How an edit changes whether null is valid, where it changes nothing else. */
function nullMessage(
  base: Contract,
  head: Contract,
  edit: Edit,
  isResponse: boolean,
  breaks: boolean,
): string | undefined {
  const holder = edit.key.replace(/ shape$/, '');
  const [was, is] = [allowsNull(valueAt(base.document, holder)), allowsNull(valueAt(head.document, holder))];
  if (was === is) return undefined;
  const name = placeName(head.document, holder);
  if (is) return `${name} ${isResponse ? 'may be null now' : 'accepts null too'}`;
  return `${name} ${breaks || !isResponse ? 'no longer accepts null' : 'is never null now'}`;
}

/** Whether a schema names null itself, in either dialect. */
function allowsNull(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const { type, nullable, oneOf, anyOf } = schema;
  const branches = [oneOf, anyOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return (
    nullable === true ||
    [type].flat().includes('null') ||
    branches.some((branch) => isObject(branch) && branch['type'] === 'null')
  );
}

/** The schema that a list keyword below it belongs to: `#/a` for `#/a/oneOf/1`. */
const holderOf = (pointer: string, levels = 2): string => pointer.split('/').slice(0, -levels).join('/');

function valuesAt({ document }: Contract, pointer: string | undefined): readonly unknown[] | undefined {
  const value = pointer === undefined ? undefined : valueAt(document, pointer);
  return Array.isArray(value) ? value : undefined;
}

const without = (values: readonly unknown[], others: readonly unknown[]): readonly unknown[] =>
  values.filter((value) => !others.some((other) => equalJson(value, other)));

const listed = (values: readonly unknown[]): string =>
  values
    .slice(0, 12)
    .map((value) => shown(value, 40))
    .join(', ') + (values.length > 12 ? ` and ${values.length - 12} more` : '');
