import { type ExampleRequest, Refusal } from './server.ts';

/** The constraint of a member: returns what is wrong, if anything. */
export type MemberRule = (value: unknown) => string | undefined;

/** A text with a number of characters (code points, as in JSON Schema) and a pattern. */
export const text =
  (least: number, most: number, pattern = /^/u): MemberRule =>
  (value) => {
    if (typeof value !== 'string') return 'must be a text';
    const { length } = [...value];
    if (length < least || length > most) return `must have ${least} to ${most} characters`;
    return pattern.test(value) ? undefined : `must match ${pattern.source}`;
  };

/** An integer within bounds. */
export const integer =
  (least: number, most: number): MemberRule =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? undefined
      : `must be an integer from ${least} to ${most}`;

/** One of some texts. */
export const oneOf =
  (...values: readonly string[]): MemberRule =>
  (value) =>
    values.some((each) => each === value) ? undefined : `must be one of ${values.join(', ')}`;

/** true or false. */
export const boolean: MemberRule = (value) =>
  typeof value === 'boolean' ? undefined : 'must be true or false';

/** null, or a value that satisfies a rule. */
export const orNull =
  (rule: MemberRule): MemberRule =>
  (value) =>
    value === null ? undefined : rule(value);

/** The JSON object of a request, each member checked; members without a rule are dropped. */
export function objectIn(
  { headers, bytes }: ExampleRequest,
  rules: { readonly [name: string]: MemberRule },
  required: readonly string[],
  leastMembers = 0,
  mediaType = 'application/json',
): { readonly [name: string]: unknown } {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== mediaType) throw new Refusal(415, `send ${mediaType}`);
  const value = parsed(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(400, 'body: must be an object');
  if (Object.keys(value).length < leastMembers)
    throw new Refusal(400, `body: must have at least ${leastMembers} members`);
  for (const name of required)
    if (!Object.hasOwn(value, name)) throw new Refusal(400, `body/${name}: is required`);
  const members = Object.entries(value).filter(([name]) => Object.hasOwn(rules, name));
  for (const [name, member] of members) {
    const problem = rules[name]?.(member);
    if (problem !== undefined) throw new Refusal(400, `body/${name}: ${problem}`);
  }
  return Object.fromEntries(members);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, 'body: is not JSON in UTF-8');
  }
}

/** An integer of the query; `undefined` when it was not sent. */
export function integerIn(
  query: URLSearchParams,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const raw = query.get(name);
  if (raw === null) return undefined;
  const problem = /^-?\d+$/.test(raw) ? integer(least, most)(Number(raw)) : 'must be an integer';
  if (problem !== undefined) throw new Refusal(400, `query/${name}: ${problem}`);
  return Number(raw);
}
