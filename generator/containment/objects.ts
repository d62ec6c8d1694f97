import { accepts } from './accepts.ts';
import type { Atom, Literal, Members, SomeMember, Violation } from './atoms.ts';
import { everythingIdentity } from './canonical.ts';
import { matches } from './patterns.ts';
import { giveUp, oneOf, type Path, type Search, type Solution, spend } from './search.ts';
import type { State } from './state.ts';

/** What must hold of the member of that name; `undefined` when there can be none. */
export function objectLiterals(search: Search, state: State, name: string): readonly Literal[] | undefined {
  if (state.absent.has(name) || (search.lens === 'wire' && isHidden(state, name))) return undefined;
  if (!state.names.every(({ node, holds }) => accepts(node, name) === holds)) return undefined;
  return [
    ...state.members.flatMap((members) => memberLiterals(members, name)),
    ...(state.present.get(name) ?? []),
  ];
}

function memberLiterals({ named, patterns, additional }: Members, name: string): readonly Literal[] {
  const own = named.get(name);
  const matched = patterns.filter(([pattern]) => matches(pattern, name)).map(([, literal]) => literal);
  if (own === undefined && matched.length === 0) return additional === undefined ? [] : [additional];
  return own === undefined ? matched : [own, ...matched];
}

/**
 * A name that the receiver gives a meaning and the sender never heard of: its owner may introduce it, and no sender that
 * keeps to its own contract uses it. A map (a schema for further members) speaks of every name. The same goes for a name of
 * another branch of the sender's union: who sends one branch does not use the names of the others.
 */
function isHidden(state: State, name: string): boolean {
  if (state.declared.has(name)) return false;
  let known = state.present.get(name)?.some(({ sender, sibling }) => !sender || sibling === true) === true;
  for (const members of state.members) {
    const declares =
      members.named.has(name) ||
      (members.sender && members.patterns.some(([pattern]) => matches(pattern, name))) ||
      (members.sender && members.additional !== undefined && speaks(members.additional));
    if (declares && members.sender) return false;
    known ||= declares;
  }
  return known;
}

const speaks = ({ node, holds }: Literal): boolean =>
  !holds || node.space.identity(node) !== everythingIdentity;

/** Names that are declared anywhere, in the order of the schemas. */
function declaredNames(state: State): readonly string[] {
  return [...new Set([...state.present.keys(), ...state.members.flatMap(({ named }) => [...named.keys()])])];
}

/** Objects that satisfy everything known of them, with no member that is not needed. */
export function* objectValues(search: Search, state: State, path: Path): Generator<Solution> {
  const { min, max } = state.lengths.object;
  if (min > max) return;
  for (const { chosen, rejectedMember } of choices(search, state, path, state.someMembers)) {
    const wanted = new Map<string, readonly Literal[]>();
    const names = [...new Set([...state.present.keys(), ...chosen.keys()])];
    let possible = true;
    for (const name of names) {
      const literals = objectLiterals(search, state, name);
      if (literals === undefined) possible = false;
      else wanted.set(name, [...literals, ...(chosen.get(name) ?? [])]);
    }
    if (!possible || wanted.size > max) continue;
    if (wanted.size < min && !extend(search, state, path, wanted, min)) continue;
    yield* fill(search, state, path, wanted, rejectedMember);
  }
}

function* fill(
  search: Search,
  state: State,
  path: Path,
  wanted: ReadonlyMap<string, readonly Literal[]>,
  rejectedMember: string | undefined,
): Generator<Solution> {
  // The member that is refused is searched through; one solution does for the others.
  const goal = [...wanted].find(([, literals]) => literals.some((literal) => literal.goal));
  const members: [string, unknown][] = [];
  const others: Violation[] = [];
  for (const [name, literals] of wanted) {
    if (name === goal?.[0]) continue;
    const found = literals.length === 0 ? { value: 'abc', violations: [] } : oneOf(search, literals, path);
    if (found === undefined) return;
    members.push([name, found.value]);
    others.push(...found.violations);
  }
  const own = [...state.violations, ...others].map((violation) =>
    rejectedMember !== undefined && violation.keyword === 'additionalProperties'
      ? { ...violation, member: rejectedMember }
      : violation,
  );
  if (goal === undefined) {
    yield { value: inOrder(members, wanted), violations: own };
    return;
  }
  for (const { value, violations } of search.solve(goal[1], path)) {
    yield { value: inOrder([...members, [goal[0], value]], wanted), violations: [...own, ...violations] };
  }
}

/** `__proto__` is a name like any other. */
const inOrder = (
  members: readonly (readonly [string, unknown])[],
  wanted: ReadonlyMap<string, unknown>,
): unknown =>
  Object.fromEntries([...wanted.keys()].flatMap((name) => members.filter(([key]) => key === name)));

interface Choice {
  readonly chosen: ReadonlyMap<string, readonly Literal[]>;
  readonly rejectedMember: string | undefined;
}

/** Every way to name the members that must exist. A member that no name allows ends the matter at once. */
function* choices(search: Search, state: State, path: Path, some: readonly SomeMember[]): Generator<Choice> {
  const possible = (each: SomeMember, name: string): boolean => {
    const literals = fits(each, name) ? objectLiterals(search, state, name) : undefined;
    if (literals === undefined) return false;
    const all = each.value === undefined ? literals : [...literals, each.value];
    return all.length === 0 || search.first(all, path).kind !== 'none';
  };
  const declared = declaredNames(state);
  const own: (readonly string[])[] = [];
  for (const each of some) {
    const names = [...declared, ...freshNames(search, state, path, each, declared)].filter((name) =>
      possible(each, name),
    );
    if (names.length === 0) return;
    own.push(names);
  }
  // One member may satisfy several requirements.
  const fresh = new Set(own.flat().filter((name) => !declared.includes(name)));
  const options = some.map((each, index) => {
    const names = own[index] ?? [];
    return [...names, ...[...fresh].filter((name) => !names.includes(name) && possible(each, name))];
  });
  yield* product(search, some, options, declared, 0);
}

function* product(
  search: Search,
  some: readonly SomeMember[],
  options: readonly (readonly string[])[],
  declared: readonly string[],
  index: number,
): Generator<Choice> {
  const each = some[index];
  if (each === undefined) {
    yield { chosen: new Map(), rejectedMember: undefined };
    return;
  }
  for (const rest of product(search, some, options, declared, index + 1)) {
    for (const name of options[index] ?? []) {
      if (!spend(search)) return;
      const literals = each.value === undefined ? [] : [each.value];
      yield {
        chosen: new Map(rest.chosen).set(name, [...(rest.chosen.get(name) ?? []), ...literals]),
        rejectedMember: declared.includes(name) ? name : rest.rejectedMember,
      };
    }
  }
}

const fits = (some: SomeMember, name: string): boolean =>
  !some.notNamed.includes(name) &&
  (some.matching === undefined || matches(some.matching, name)) &&
  !some.notMatching.some((pattern) => matches(pattern, name)) &&
  (some.name === undefined || accepts(some.name.node, name) === some.name.holds);

/** An undeclared name: one outside every pattern, and one inside each. */
function* freshNames(
  search: Search,
  state: State,
  path: Path,
  some: SomeMember,
  taken: readonly string[],
): Generator<string> {
  const known = [...new Set(state.members.flatMap(({ patterns }) => patterns.map(([pattern]) => pattern)))];
  const literals = [...state.names, ...(some.name === undefined ? [] : [some.name])];
  const matching = (pattern: string, does: boolean): Atom => ({ kind: 'pattern', pattern, matches: does });
  const base: readonly Atom[] = [
    { kind: 'kinds', kinds: new Set(['string']) },
    { kind: 'noneOfValues', values: [...new Set([...taken, ...some.notNamed, ...state.absent])] },
    ...(some.matching === undefined ? [] : [matching(some.matching, true)]),
    ...some.notMatching.map((pattern) => matching(pattern, false)),
  ];
  const free = known.filter((pattern) => pattern !== some.matching && !some.notMatching.includes(pattern));
  const classes = [undefined, ...free];
  for (const inside of classes) {
    const atoms = [...base, ...free.map((pattern) => matching(pattern, pattern === inside))];
    const found = search.first(literals, path, atoms);
    if (found.kind === 'value' && typeof found.value === 'string') yield found.value;
  }
  if (free.length > 1) {
    const found = search.first(literals, path, [...base, ...free.map((pattern) => matching(pattern, true))]);
    if (found.kind === 'value' && typeof found.value === 'string') yield found.value;
  }
}

/** Adds members until there are enough; false when that cannot be, or is not known to be. */
function extend(
  search: Search,
  state: State,
  path: Path,
  wanted: Map<string, readonly Literal[]>,
  min: number,
): boolean {
  if (min > 2_000) {
    giveUp(search, `objects of ${min} members`);
    return false;
  }
  const add = (name: string): void => {
    if (wanted.size >= min || wanted.has(name)) return;
    const literals = objectLiterals(search, state, name);
    if (literals === undefined) return;
    if (literals.length === 0 || search.first(literals, path).kind === 'value') wanted.set(name, literals);
  };
  for (const name of declaredNames(state)) add(name);
  const nothing: SomeMember = { notNamed: [], notMatching: [] };
  for (let before = -1; wanted.size < min && before !== wanted.size; ) {
    before = wanted.size;
    const taken = [...new Set([...declaredNames(state), ...wanted.keys()])];
    for (const name of freshNames(search, state, path, nothing, taken)) add(name);
  }
  // Patterns that overlap may leave a name untried.
  if (wanted.size < min && state.members.some(({ patterns }) => patterns.length > 1))
    giveUp(search, 'minProperties with several patterns');
  return wanted.size >= min;
}
