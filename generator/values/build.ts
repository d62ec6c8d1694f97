import { equalJson } from '../json/equal-json.ts';
import { child } from '../json/pointer.ts';
import { type TypeName, typeNames, typeOf } from '../json/type-of.ts';
import type { JsonObject, JsonSchema } from '../json/types.ts';
import { isValid } from '../schema/interpret.ts';
import { keywordsOf } from '../schema/keywords.ts';
import type { Placed } from '../schema/placed.ts';
import type { Reader } from '../schema/reader.ts';
import { alternativesOf } from './alternatives.ts';
import { atomsOf } from './atoms.ts';
import { buildArray } from './build-array.ts';
import { buildNumber } from './build-number.ts';
import { buildObject } from './build-object.ts';
import { buildString } from './build-string.ts';
import { type Ingredients, later, type PlanMode } from './ingredients.ts';
import { negationsOf } from './negate.ts';
import { type Collision, type KeywordPlace, type Later, objectOf, type Plan } from './plan.ts';

const plans = new WeakMap<Reader, Map<string, Plan>>();
const mostCombinations = 256;
const mostNegations = 32;
let lastId = 0;

/** The plan of the conjunction of schemas; the same plan for the same conjunction. */
export function planOf(
  reader: Reader,
  conjunction: readonly Placed[],
  checks: readonly Placed[] = [],
  mode: PlanMode = { lax: false },
): Plan {
  const atoms = atomsOf(reader, conjunction);
  const all = new Map([...atoms.checks, ...checks].map((check) => [check.schema, check]));
  const known = plans.get(reader) ?? new Map<string, Plan>();
  plans.set(reader, known);
  const ids = (list: readonly Placed[]): string =>
    list
      .map(({ schema }) => reader.idOf(schema as object))
      .sort((a, b) => a - b)
      .join();
  const key = `${mode.lax ? 'lax' : ''} ${ids(atoms.locals)} ${ids(atoms.choices)} ${ids([...all.values()])} ${atoms.never === undefined}`;
  let plan = known.get(key);
  if (plan === undefined) {
    plan = build(reader, atoms.locals, atoms.choices, [...all.values()], atoms.never, mode);
    known.set(key, plan);
  }
  return plan;
}

function build(
  reader: Reader,
  locals: readonly Placed[],
  choices: readonly Placed[],
  checks: readonly Placed[],
  collision: Collision | undefined,
  mode: PlanMode,
): Plan {
  const conditions = [...locals, ...choices, ...checks];
  const id = ++lastId;
  const ingredients: Ingredients = {
    reader,
    locals,
    checks,
    plan: (conjunction) => planOf(reader, conjunction, [], mode),
    never: (found) => ({ kind: 'never', collision: found, reader, conditions, checks, locals, id }),
    common: (more = []) => ({ reader, conditions, checks: [...checks, ...more], locals, id }),
  };
  if (collision !== undefined) return ingredients.never(collision);
  const ruledOut = [...choices, ...checks].find((condition) => isRuledOut(reader, condition, locals));
  if (ruledOut !== undefined) {
    const keywords = [{ keyword: 'not', at: child(ruledOut.at, 'not') }];
    return ingredients.never({ message: 'everything that is required is excluded by `not`', keywords });
  }
  // Each `not` multiplies the combinations; where there are many, most of them are checked on the samples instead.
  const surplus = surplusNots(reader, choices);
  if (surplus.length > 0) {
    const kept = choices.filter((choice) => !surplus.includes(choice));
    return planOf(reader, [...locals, ...kept], [...checks, ...surplus], mode);
  }
  const [first, ...rest] = choices;
  if (first === undefined) return leaf(ingredients, mode);
  // What the locals alone refuse, no choice can save.
  const early = locals.length === 0 ? undefined : planOf(reader, locals, checks, mode);
  if (early?.kind === 'never') return ingredients.never(early.collision);
  const offered = alternativesOf(reader, first, mode);
  const count = rest.reduce(
    (product, choice) => product * Math.max(1, branchCount(choice)),
    offered.alternatives.length,
  );
  const kept =
    count > mostCombinations && rest.length > 0
      ? offered.alternatives.slice(0, Math.max(3, Math.floor(mostCombinations ** (1 / choices.length))))
      : offered.alternatives;
  const alternatives = kept.map(({ add, checks: more }) =>
    later(() => planOf(reader, [...locals, ...rest, ...add], [...checks, ...more], mode)),
  );
  if (alternatives.length === 0) {
    return ingredients.never({
      message: `no branch of ${offered.source.keyword} is left`,
      keywords: [offered.source],
    });
  }
  return { ...ingredients.common(), checks: [], kind: 'choice', source: offered.source, alternatives };
}

/** True for a `not` whose every keyword stands among the locals as well. */
function isRuledOut(reader: Reader, { schema, at }: Placed, locals: readonly Placed[]): boolean {
  const { not } = schema as JsonObject;
  if (not === undefined || Object.keys(schema as object).length > 1) return false;
  const atoms = atomsOf(reader, [{ schema: not as JsonSchema, at: child(at, 'not') }]);
  if (atoms.never !== undefined || atoms.choices.length > 0 || atoms.checks.length > 0) return false;
  const said = (keyword: string, value: unknown): boolean =>
    locals.some((local) => {
      const own = objectOf(local);
      return own !== undefined && Object.hasOwn(own, keyword) && equalJson(own[keyword], value);
    });
  return atoms.locals.every((local) =>
    Object.entries(local.schema).every(([keyword, value]) => samples.has(keyword) || said(keyword, value)),
  );
}

const samples = new Set(['default', 'example', 'examples', 'title']);

/** The `not`s whose ways would multiply to too many; those with one way cost nothing and are all kept. */
function surplusNots(reader: Reader, choices: readonly Placed[]): readonly Placed[] {
  let product = 1;
  return choices.filter(({ schema, at }) => {
    const { not } = schema as JsonObject;
    if (not === undefined) return false;
    const ways = negationsOf(reader, { schema: not as JsonSchema, at: child(at, 'not') }).length;
    if (product * ways > mostNegations) return true;
    product *= Math.max(1, ways);
    return false;
  });
}

function branchCount({ schema }: Placed): number {
  const { oneOf, anyOf } = schema as JsonObject;
  if (Array.isArray(oneOf)) return oneOf.length;
  return Array.isArray(anyOf) ? anyOf.length : 2;
}

function leaf(ingredients: Ingredients, mode: PlanMode): Plan {
  const { reader, locals, checks } = ingredients;
  const listed = values(ingredients);
  if (listed !== undefined) return listed;
  const said = typesSaid(ingredients);
  if ('message' in said) return ingredients.never(said);
  const [only] = said.types;
  if (said.types.length === 1 && only !== undefined) return shape(ingredients, only, said.integer);
  const typed = (name: TypeName): Later =>
    later(() => planOf(reader, [...locals, typeSchema(reader, name, said)], checks, mode));
  const source = said.source ?? { keyword: 'type', at: locals[0]?.at ?? '#' };
  const choice = (names: readonly TypeName[]): Plan => ({
    ...ingredients.common(),
    checks: [],
    kind: 'choice',
    source,
    alternatives: names.map(typed),
  });
  const implied = said.free ? impliedTypes(locals) : [];
  const expected = said.types.filter((name) => implied.includes(name));
  // Types that the keywords do not speak of are valid as well, but are sampled only where the others are excluded.
  const possible = expected.filter((name) => typed(name)().kind !== 'never');
  const [single] = possible;
  if (possible.length === 1 && single !== undefined) return typed(single)();
  const others = said.types.filter((name) => !expected.includes(name));
  const [refused] = expected;
  if (possible.length === 0 && others.length === 0 && refused !== undefined) return typed(refused)();
  return choice(possible.length > 0 ? possible : others);
}

function shape(ingredients: Ingredients, name: TypeName, integer: boolean): Plan {
  switch (name) {
    case 'null':
      return { ...ingredients.common(), kind: 'null' };
    case 'boolean':
      return { ...ingredients.common(), kind: 'boolean' };
    case 'number':
      return buildNumber(ingredients, integer);
    case 'string':
      return buildString(ingredients);
    case 'array':
      return buildArray(ingredients);
    case 'object':
      return buildObject(ingredients);
  }
}

function values(ingredients: Ingredients): Plan | undefined {
  const { reader, locals, checks } = ingredients;
  // The last that lists: a pinned value stands before what the document itself says.
  const listing = locals.findLast((local) => {
    const schema = objectOf(local);
    return schema !== undefined && (Object.hasOwn(schema, 'const') || Array.isArray(schema['enum']));
  });
  if (listing === undefined) return undefined;
  const schema = listing.schema as JsonObject;
  const keyword = Object.hasOwn(schema, 'const') ? 'const' : 'enum';
  const source: KeywordPlace = { keyword, at: child(listing.at, keyword) };
  const all = keyword === 'const' ? [schema['const']] : (schema['enum'] as readonly unknown[]);
  const judges = [...locals, ...checks];
  const kept = all.filter((value) => judges.every((judge) => isValid(reader, judge, value)));
  if (kept.length > 0) return { ...ingredients.common(), checks: [], kind: 'values', values: kept, source };
  const refusing = judges.find((judge) => all.every((value) => !isValid(reader, judge, value)));
  const other = refusing ?? judges.find((judge) => judge !== listing);
  const message = `no value of ${keyword} is accepted by everything else said here`;
  const place = other === undefined ? [] : [{ keyword: mainKeyword(other), at: other.at }];
  return ingredients.never({ message, keywords: [source, ...place] });
}

const mainKeyword = ({ schema }: Placed): string =>
  Object.keys(schema as object).find((key) => key !== 'enum') ?? 'enum';

interface TypesSaid {
  readonly types: readonly TypeName[];
  readonly integer: boolean;
  /** True when no `type` is said. */
  readonly free: boolean;
  readonly source?: KeywordPlace;
}

function typesSaid({ locals }: Ingredients): TypesSaid | Collision {
  let types: readonly TypeName[] = typeNames;
  let integer = false;
  let source: KeywordPlace | undefined;
  for (const local of locals) {
    const type = objectOf(local)?.['type'];
    if (type === undefined) continue;
    const place = { keyword: 'type', at: child(local.at, 'type') };
    const names = new Set<unknown>([type].flat());
    if (names.has('integer') && !names.has('number')) integer = true;
    const kept = types.filter((name) => names.has(name) || (name === 'number' && names.has('integer')));
    if (kept.length === 0) {
      return {
        message: `no value is both ${types.join(' or ')} and ${[...names].join(' or ')}`,
        keywords: source === undefined ? [place] : [source, place],
      };
    }
    types = kept;
    source ??= place;
  }
  return { types, integer, free: source === undefined, ...(source === undefined ? {} : { source }) };
}

const numberFormats = /^(int32|int64|float|double)$/;

/** Types that the keywords speak of: a schema with `properties` and no `type` is read as one of objects. */
function impliedTypes(locals: readonly Placed[]): readonly TypeName[] {
  return typeNames.filter((name) =>
    locals.some((local) => {
      const schema = objectOf(local);
      if (schema === undefined) return false;
      if (keywordsOf[name].some((keyword) => keyword !== 'format' && schema[keyword] !== undefined))
        return true;
      const { format } = schema;
      if (typeof format !== 'string') return false;
      return numberFormats.test(format) ? name === 'number' : name === 'string';
    }),
  );
}

const typeSchemas = new WeakMap<Reader, Map<string, JsonObject>>();

function typeSchema(reader: Reader, name: TypeName, said: TypesSaid): Placed {
  const type = name === 'number' && said.integer ? 'integer' : name;
  const known = typeSchemas.get(reader) ?? new Map<string, JsonObject>();
  typeSchemas.set(reader, known);
  const schema = known.get(type) ?? reader.make({ type });
  known.set(type, schema);
  return { schema, at: said.source?.at.replace(/\/type$/, '') ?? '#' };
}

/** A sample that the schema itself shows: `default`, `example`, `examples`; those that satisfy every condition. */
export function samplesOf(plan: Plan): readonly unknown[] {
  const found: unknown[] = [];
  for (const local of plan.locals) {
    const schema = objectOf(local);
    if (schema === undefined) continue;
    const { examples } = schema;
    if (Object.hasOwn(schema, 'default')) found.push(schema['default']);
    if (Object.hasOwn(schema, 'example')) found.push(schema['example']);
    if (Array.isArray(examples)) found.push(...examples);
  }
  return found.filter(
    (value) =>
      typeOf(value) === plan.kind &&
      plan.conditions.every((condition) => isValid(plan.reader, condition, value)),
  );
}
