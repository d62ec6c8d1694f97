import type { Discriminator, ObjectType, TypeExpression, UnionType } from '../contract/model.ts';

type Schema = Readonly<Record<string, unknown>>;

/** The names in `type`, as a list; `undefined` when the schema names none. */
export function typesOf(raw: Schema): readonly string[] | undefined {
  const type = raw['type'];
  if (typeof type === 'string') return [type];
  return Array.isArray(type) && type.length > 0
    ? type.filter((name): name is string => typeof name === 'string')
    : undefined;
}

type Scalar = string | number | boolean | null;

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The values of `const` or `enum` that `type` allows; `undefined` when they are not all scalars. */
export function enumerated(raw: Schema): TypeExpression | undefined {
  const values = Object.hasOwn(raw, 'const') ? [raw['const']] : raw['enum'];
  if (!Array.isArray(values) || values.length === 0 || !values.every(isScalar)) return undefined;
  const types = typesOf(raw);
  const allowed =
    types === undefined ? values : values.filter((value) => types.some((type) => isOf(value, type)));
  return { kind: 'enum', values: [...new Set(allowed.length === 0 ? values : allowed)] };
}

const isOf = (value: Scalar, type: string): boolean => {
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
};

/** Any of the types: unions flattened, doubles dropped; anything or unknown is unknown. */
export function unionOf(
  types: readonly TypeExpression[],
  applicator: UnionType['applicator'],
  discriminator?: Discriminator,
): TypeExpression {
  const flat = types.flatMap((type) =>
    type.kind === 'union' && type.discriminator === undefined ? type.members : [type],
  );
  const distinct = new Map(
    flat.filter(({ kind }) => kind !== 'never').map((type) => [JSON.stringify(type), type]),
  );
  const members = [...distinct.values()];
  if (members.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' };
  const [only] = members;
  if (only === undefined) return { kind: 'never' };
  if (members.length === 1) return only;
  return { kind: 'union', members, applicator, ...(discriminator === undefined ? {} : { discriminator }) };
}

/** All of the types: unknown left out, inline objects that share no member put together. */
export function intersectionOf(types: readonly TypeExpression[]): TypeExpression {
  const flat = types.flatMap((type) => (type.kind === 'intersection' ? type.members : [type]));
  const distinct = new Map(
    flat.filter(({ kind }) => kind !== 'unknown').map((type) => [JSON.stringify(type), type]),
  );
  const members: TypeExpression[] = [];
  for (const type of distinct.values()) {
    const index = members.findIndex((member) => joined(member, type) !== undefined);
    const whole = index < 0 ? undefined : joined(members[index], type);
    if (whole === undefined) members.push(type);
    else members[index] = whole;
  }
  const [only] = members;
  if (only === undefined) return { kind: 'unknown' };
  return members.length === 1 ? only : { kind: 'intersection', members };
}

function joined(left: TypeExpression | undefined, right: TypeExpression): ObjectType | undefined {
  if (left?.kind !== 'object' || right.kind !== 'object') return undefined;
  const names = new Set(left.properties.map(({ name }) => name));
  if (right.properties.some(({ name }) => names.has(name))) return undefined;
  if (left.additional !== undefined && right.additional !== undefined) return undefined;
  const additional = left.additional ?? right.additional;
  return {
    kind: 'object',
    properties: [...left.properties, ...right.properties],
    closed: left.closed || right.closed,
    ...(additional === undefined ? {} : { additional }),
  };
}
