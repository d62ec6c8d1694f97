import type { JsonObject, Pointer } from '../../contract/model.ts';
import { child, isObject } from '../../contract/pointer.ts';
import { typesOf } from './canonical.ts';
import { closingsOf } from './closing.ts';
import type { SchemaNode } from './node.ts';

/** The kinds of JSON values; numbers are split so that `integer` is a kind of its own. */
export type Kind = 'null' | 'boolean' | 'integer' | 'fraction' | 'string' | 'array' | 'object';

/** Every kind, in the order in which a witness is tried: simple first. */
export const kinds: readonly Kind[] = ['string', 'integer', 'boolean', 'object', 'array', 'null', 'fraction'];

/** A schema that must hold, or must not, of the value in question. */
export interface Literal {
  readonly node: SchemaNode;
  readonly holds: boolean;
  /** Whether it stems from the receiver's refusal, which is what is looked for. */
  readonly goal: boolean;
  /** Whether it stems from the sender's schema. */
  readonly sender: boolean;
}

/** The keyword of the receiver that refuses. */
export interface Blame {
  readonly pointer: Pointer;
  readonly keyword: string;
  /** The member concerned: a name of `required`, a property. */
  readonly member?: string;
}

/** A list of atoms that hold together. */
export interface Alternative {
  readonly atoms: readonly Atom[];
  readonly blame?: Blame;
}

/** What can be known of one value. Numeric, string, array and object atoms speak only of values of their kind. */
export type Atom =
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'kinds'; readonly kinds: ReadonlySet<Kind> }
  | { readonly kind: 'oneOfValues'; readonly values: readonly unknown[] }
  | { readonly kind: 'noneOfValues'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'number';
      readonly rule: 'min' | 'above' | 'max' | 'below' | 'multiple' | 'notMultiple';
      readonly value: number;
    }
  | {
      readonly kind: 'length';
      readonly of: 'string' | 'array' | 'object';
      readonly rule: 'min' | 'max';
      readonly value: number;
    }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly matches: boolean }
  | { readonly kind: 'format'; readonly format: string }
  | { readonly kind: 'unique'; readonly unique: boolean }
  | { readonly kind: 'items'; readonly prefix: readonly Literal[]; readonly rest: Literal | undefined }
  | { readonly kind: 'item'; readonly index: number; readonly literal: Literal }
  | { readonly kind: 'someItem'; readonly from: number; readonly literal: Literal }
  | { readonly kind: 'contains'; readonly literal: Literal; readonly min: number; readonly max: number }
  | { readonly kind: 'members'; readonly members: Members }
  | {
      readonly kind: 'present';
      readonly name: string;
      readonly literal: Literal | undefined;
      readonly declared?: boolean;
    }
  | { readonly kind: 'absent'; readonly name: string }
  | { readonly kind: 'names'; readonly literal: Literal }
  | { readonly kind: 'someMember'; readonly some: SomeMember }
  | {
      readonly kind: 'or';
      readonly alternatives: readonly Alternative[];
      readonly goal: boolean;
      readonly sender: boolean;
    }
  | { readonly kind: 'beyond'; readonly reason: string };

/** What `properties`, `patternProperties` and `additionalProperties` of one schema object say together. */
export interface Members {
  readonly named: ReadonlyMap<string, Literal>;
  readonly patterns: readonly (readonly [pattern: string, literal: Literal])[];
  readonly additional: Literal | undefined;
  readonly sender: boolean;
}

/** There is a member of some name. */
export interface SomeMember {
  /** Its name matches this pattern. */
  readonly matching?: string;
  /** Its name is none of these, and matches none of these. */
  readonly notNamed: readonly string[];
  readonly notMatching: readonly string[];
  readonly name?: Literal;
  readonly value?: Literal;
}

type Polarised = Omit<Literal, 'node' | 'holds'>;

const number = new Set<Kind>(['integer', 'fraction']);
const only = (kind: Kind): Atom => ({ kind: 'kinds', kinds: new Set([kind]) });
const numbers: Atom = { kind: 'kinds', kinds: number };

/** The kinds that `type` allows. */
function allowedKinds(schema: JsonObject): ReadonlySet<Kind> | undefined {
  const types = typesOf(schema);
  if (types.length === 0) return undefined;
  return new Set(
    types.flatMap((type): readonly Kind[] =>
      type === 'number' ? ['integer', 'fraction'] : kinds.filter((kind) => kind === type),
    ),
  );
}

const complement = (of: ReadonlySet<Kind>): ReadonlySet<Kind> =>
  new Set(kinds.filter((kind) => !of.has(kind)));

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const hasBoth = (node: SchemaNode, keyword: string): readonly SchemaNode[] => {
  const list = isObject(node.schema) ? node.schema[keyword] : undefined;
  return Array.isArray(list) ? list.map((_, index) => node.space.below(node, keyword, index)) : [];
};

/** A constraint a schema makes: what it says, and every way to break it. */
interface Constraint {
  readonly keyword: string;
  readonly holds: readonly Atom[];
  readonly fails: readonly Alternative[];
}

const known = new WeakMap<SchemaNode, Map<string, readonly Atom[]>>();

/** What a literal says of its value, one keyword deep. */
export function atomsOf(literal: Literal): readonly Atom[] {
  const { node, holds, goal, sender } = literal;
  const key = `${holds} ${goal} ${sender}`;
  const before = known.get(node)?.get(key);
  if (before !== undefined) return before;
  const atoms = read(literal);
  const all = known.get(node) ?? new Map<string, readonly Atom[]>();
  known.set(node, all.set(key, atoms));
  return atoms;
}

function read(literal: Literal): readonly Atom[] {
  const { node, holds, goal, sender } = literal;
  if (typeof node.schema === 'boolean') {
    return node.schema === holds ? [] : [{ kind: 'or', alternatives: [], goal, sender }];
  }
  const constraints = constraintsOf(node, node.schema, { goal, sender });
  if (holds) return constraints.flatMap((constraint) => constraint.holds);
  const alternatives = constraints.flatMap(({ keyword, fails }) =>
    fails.map((alternative) => ({
      ...alternative,
      ...(goal && alternative.blame === undefined
        ? { blame: { pointer: child(node.pointer, keyword), keyword } }
        : {}),
    })),
  );
  return [{ kind: 'or', alternatives, goal, sender }];
}

function constraintsOf(node: SchemaNode, schema: JsonObject, polarity: Polarised): readonly Constraint[] {
  const lit = (target: SchemaNode, holds: boolean): Literal => ({ ...polarity, node: target, holds });
  const atom = (target: SchemaNode, holds: boolean): Atom => ({
    kind: 'literal',
    literal: lit(target, holds),
  });
  const or = (alternatives: readonly Alternative[]): Atom => ({ kind: 'or', alternatives, ...polarity });
  const below = (...tokens: (string | number)[]): SchemaNode => node.space.below(node, ...tokens);
  const found: Constraint[] = [];
  const add = (keyword: string, holds: readonly Atom[], fails: readonly (readonly Atom[])[]): void => {
    found.push({ keyword, holds, fails: fails.map((atoms) => ({ atoms })) });
  };

  if (typeof schema['$ref'] === 'string') {
    const target = node.space.target(schema['$ref']);
    if (target === undefined) {
      const beyond: Atom = { kind: 'beyond', reason: `$ref ${schema['$ref']}` };
      add('$ref', [beyond], [[beyond]]);
    } else add('$ref', [atom(target, true)], [[atom(target, false)]]);
  }
  if (schema['$dynamicRef'] !== undefined) {
    const beyond: Atom = { kind: 'beyond', reason: '$dynamicRef' };
    add('$dynamicRef', [beyond], [[beyond]]);
  }
  const allowed = allowedKinds(schema);
  if (allowed !== undefined) {
    add('type', [{ kind: 'kinds', kinds: allowed }], [[{ kind: 'kinds', kinds: complement(allowed) }]]);
  }
  const values = [
    ...(Object.hasOwn(schema, 'const') ? [['const', [schema['const']]] as const] : []),
    ...(Array.isArray(schema['enum']) ? [['enum', schema['enum'] as unknown[]] as const] : []),
  ];
  for (const [keyword, list] of values) {
    add(keyword, [{ kind: 'oneOfValues', values: list }], [[{ kind: 'noneOfValues', values: list }]]);
  }
  const bounds = [
    ['minimum', 'min', 'below'],
    ['exclusiveMinimum', 'above', 'max'],
    ['maximum', 'max', 'above'],
    ['exclusiveMaximum', 'below', 'min'],
    ['multipleOf', 'multiple', 'notMultiple'],
  ] as const;
  for (const [keyword, rule, broken] of bounds) {
    const value = schema[keyword];
    if (!finite(value)) continue;
    add(keyword, [{ kind: 'number', rule, value }], [[numbers, { kind: 'number', rule: broken, value }]]);
  }
  const lengths = [
    ['minLength', 'maxLength', 'string'],
    ['minItems', 'maxItems', 'array'],
    ['minProperties', 'maxProperties', 'object'],
  ] as const;
  for (const [least, most, of] of lengths) {
    const [min, max] = [schema[least], schema[most]];
    if (finite(min) && min > 0) {
      add(
        least,
        [{ kind: 'length', of, rule: 'min', value: min }],
        [[only(of), { kind: 'length', of, rule: 'max', value: min - 1 }]],
      );
    }
    if (finite(max)) {
      add(
        most,
        [{ kind: 'length', of, rule: 'max', value: max }],
        [[only(of), { kind: 'length', of, rule: 'min', value: max + 1 }]],
      );
    }
  }
  const { pattern } = schema;
  if (typeof pattern === 'string') {
    add(
      'pattern',
      [{ kind: 'pattern', pattern, matches: true }],
      [[only('string'), { kind: 'pattern', pattern, matches: false }]],
    );
  }
  // A format decides nothing, but a witness that keeps to it convinces those who check formats as well.
  if (typeof schema['format'] === 'string') add('format', [{ kind: 'format', format: schema['format'] }], []);
  if (schema['uniqueItems'] === true) {
    add(
      'uniqueItems',
      [{ kind: 'unique', unique: true }],
      [[only('array'), { kind: 'unique', unique: false }]],
    );
  }
  items(node, schema, lit, add);
  members(node, schema, lit, polarity.sender, found);

  for (const keyword of ['dependentRequired', 'dependentSchemas'] as const) {
    const map = schema[keyword];
    for (const [name, needs] of Object.entries(isObject(map) ? map : {})) {
      const holds: Atom[] =
        keyword === 'dependentRequired'
          ? strings(needs).map((each) => ({ kind: 'present', name: each, literal: undefined }))
          : [atom(below(keyword, name), true)];
      const fails: Atom[] =
        keyword === 'dependentRequired'
          ? [or(strings(needs).map((each) => ({ atoms: [{ kind: 'absent', name: each }] })))]
          : [atom(below(keyword, name), false)];
      const present: Atom = { kind: 'present', name, literal: undefined };
      const others: Atom = { kind: 'kinds', kinds: complement(new Set(['object'])) };
      add(
        keyword,
        [or([{ atoms: [others] }, { atoms: [{ kind: 'absent', name }] }, { atoms: [present, ...holds] }])],
        [[only('object'), present, ...fails]],
      );
    }
  }

  const all = hasBoth(node, 'allOf');
  if (all.length > 0)
    add(
      'allOf',
      all.map((each) => atom(each, true)),
      all.map((each) => [atom(each, false)]),
    );
  const any = hasBoth(node, 'anyOf');
  if (any.length > 0) {
    add(
      'anyOf',
      [or(any.map((each) => ({ atoms: [atom(each, true)] })))],
      [any.map((each) => atom(each, false))],
    );
  }
  const one = hasBoth(node, 'oneOf');
  if (one.length > 0) {
    const pairs = one.flatMap((left, index) =>
      one.slice(index + 1).map((right) => [atom(left, true), atom(right, true)]),
    );
    add(
      'oneOf',
      [
        or(
          one.map((chosen) => ({
            atoms: [
              atom(chosen, true),
              ...one.filter((each) => each !== chosen).map((each) => atom(each, false)),
            ],
          })),
        ),
      ],
      [one.map((each) => atom(each, false)), ...pairs],
    );
  }
  if (schema['not'] !== undefined) add('not', [atom(below('not'), false)], [[atom(below('not'), true)]]);
  if (schema['if'] !== undefined) {
    const [yes, no] = [atom(below('if'), true), atom(below('if'), false)];
    const then = schema['then'] !== undefined ? below('then') : undefined;
    const otherwise = schema['else'] !== undefined ? below('else') : undefined;
    if (then !== undefined || otherwise !== undefined) {
      add(
        'if',
        [
          or([
            { atoms: [yes, ...(then === undefined ? [] : [atom(then, true)])] },
            { atoms: [no, ...(otherwise === undefined ? [] : [atom(otherwise, true)])] },
          ]),
        ],
        [
          ...(then === undefined ? [] : [[yes, atom(then, false)]]),
          ...(otherwise === undefined ? [] : [[no, atom(otherwise, false)]]),
        ],
      );
    }
  }
  return found;
}

type Add = (keyword: string, holds: readonly Atom[], fails: readonly (readonly Atom[])[]) => void;
type Lit = (node: SchemaNode, holds: boolean) => Literal;

function items(node: SchemaNode, schema: JsonObject, lit: Lit, add: Add): void {
  const prefix = hasBoth(node, 'prefixItems');
  const rest = schema['items'] === undefined ? undefined : node.space.below(node, 'items');
  const array = only('array');
  if (prefix.length > 0 || rest !== undefined) {
    add(
      'items',
      [{ kind: 'items', prefix: prefix.map((each) => lit(each, true)), rest: rest && lit(rest, true) }],
      [
        ...prefix.map((each, index): readonly Atom[] => [
          array,
          { kind: 'item', index, literal: lit(each, false) },
        ]),
        ...(rest === undefined
          ? []
          : [[array, { kind: 'someItem' as const, from: prefix.length, literal: lit(rest, false) }]]),
      ],
    );
  }
  if (schema['contains'] !== undefined) {
    const literal = lit(node.space.below(node, 'contains'), true);
    const min = finite(schema['minContains']) ? schema['minContains'] : 1;
    const max = finite(schema['maxContains']) ? schema['maxContains'] : Number.POSITIVE_INFINITY;
    add(
      'contains',
      [{ kind: 'contains', literal, min, max }],
      [
        ...(min > 0 ? [[array, { kind: 'contains' as const, literal, min: 0, max: min - 1 }]] : []),
        ...(max < Number.POSITIVE_INFINITY
          ? [[array, { kind: 'contains' as const, literal, min: max + 1, max: Number.POSITIVE_INFINITY }]]
          : []),
      ],
    );
  }
  if (schema['unevaluatedItems'] !== undefined && schema['unevaluatedItems'] !== true) {
    const beyond: Atom = { kind: 'beyond', reason: 'unevaluatedItems' };
    add('unevaluatedItems', [beyond], [[array, beyond]]);
  }
}

function members(node: SchemaNode, schema: JsonObject, lit: Lit, sender: boolean, found: Constraint[]): void {
  const below = (...tokens: (string | number)[]): SchemaNode => node.space.below(node, ...tokens);
  const object = only('object');
  const names = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
  const patterns = Object.keys(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
  const additional = schema['additionalProperties'] === undefined ? undefined : below('additionalProperties');
  const at = (keyword: string, member?: string) => ({
    blame: { pointer: child(node.pointer, keyword), keyword, ...(member === undefined ? {} : { member }) },
  });
  if (names.length > 0 || patterns.length > 0 || additional !== undefined) {
    found.push({
      keyword: 'properties',
      holds: [
        {
          kind: 'members',
          members: {
            named: new Map(names.map((name) => [name, lit(below('properties', name), true)])),
            patterns: patterns.map((pattern) => [pattern, lit(below('patternProperties', pattern), true)]),
            additional: additional && lit(additional, true),
            sender,
          },
        },
      ],
      fails: [
        ...names.map((name) => ({
          atoms: [object, { kind: 'present' as const, name, literal: lit(below('properties', name), false) }],
          ...at('properties', name),
        })),
        ...patterns.map((matching) => ({
          atoms: [
            object,
            {
              kind: 'someMember' as const,
              some: {
                matching,
                notNamed: [],
                notMatching: [],
                value: lit(below('patternProperties', matching), false),
              },
            },
          ],
          ...at('patternProperties', matching),
        })),
        ...(additional === undefined
          ? []
          : [
              {
                atoms: [
                  object,
                  {
                    kind: 'someMember' as const,
                    some: {
                      notNamed: names,
                      notMatching: patterns,
                      value: lit(additional, false),
                    },
                  },
                ],
                ...at('additionalProperties'),
              },
            ]),
      ],
    });
  }
  unevaluated(node, lit, sender, found);
  for (const name of new Set(strings(schema['required']))) {
    found.push({
      keyword: 'required',
      holds: [{ kind: 'present', name, literal: undefined, declared: sender }],
      fails: [{ atoms: [object, { kind: 'absent', name }], ...at('required', name) }],
    });
  }
  if (schema['propertyNames'] !== undefined) {
    const target = below('propertyNames');
    found.push({
      keyword: 'propertyNames',
      holds: [{ kind: 'names', literal: lit(target, true) }],
      fails: [
        {
          atoms: [
            object,
            { kind: 'someMember', some: { notNamed: [], notMatching: [], name: lit(target, false) } },
          ],
        },
      ],
    });
  }
}

/** `unevaluatedProperties` closes what `$ref`, `allOf` and the branch in force leave open. */
function unevaluated(node: SchemaNode, lit: Lit, sender: boolean, found: Constraint[]): void {
  const closings = closingsOf(node);
  if (closings === undefined) return;
  const keyword = 'unevaluatedProperties';
  if (closings === 'beyond') {
    const beyond: Atom = { kind: 'beyond', reason: 'unevaluatedProperties beside several unions, or if' };
    found.push({ keyword, holds: [beyond], fails: [{ atoms: [only('object'), beyond] }] });
    return;
  }
  const everything = node.space.made(true, node.pointer);
  const rest = node.space.below(node, keyword);
  const atoms = (literals: readonly (readonly [SchemaNode, boolean])[]): readonly Atom[] =>
    literals.map(([target, holds]) => ({ kind: 'literal', literal: lit(target, holds) }));
  const closed = closings.map(({ literals, names, patterns }): Alternative => {
    const members: Members = {
      named: new Map(names.map((name) => [name, lit(everything, true)])),
      patterns: patterns.map((pattern) => [pattern, lit(everything, true)]),
      additional: lit(rest, true),
      sender,
    };
    return { atoms: [...atoms(literals), { kind: 'members', members }] };
  });
  const [single] = closed;
  found.push({
    keyword,
    holds:
      closed.length === 1 && single !== undefined
        ? single.atoms
        : [{ kind: 'or', alternatives: closed, goal: false, sender }],
    fails: closings.map(({ literals, names, patterns }) => ({
      atoms: [
        only('object'),
        ...atoms(literals),
        { kind: 'someMember', some: { notNamed: names, notMatching: patterns, value: lit(rest, false) } },
      ],
    })),
  });
}
