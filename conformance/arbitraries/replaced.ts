import { setMember } from '../../generator/values/least.ts';

/** The part of a value that the tokens lead to; `undefined` when it does not exist. */
export function partAt(value: unknown, tokens: readonly string[]): unknown {
  let part = value;
  for (const token of tokens) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, token)) return undefined;
    part = (part as Record<string, unknown>)[token];
  }
  return part;
}

/** A copy with one place replaced; what stands beside it is shared. */
export function replaced(value: unknown, tokens: readonly string[], after: unknown): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return after;
  if (Array.isArray(value)) {
    const copy = [...value];
    copy[Number(token)] = replaced(value[Number(token)], rest, after);
    return copy;
  }
  const copy = { ...(value as Record<string, unknown>) };
  setMember(copy, token, replaced((value as Record<string, unknown>)[token], rest, after));
  return copy;
}
