import type { Contract, Operation } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';

/** Where tokens come from. */
const urls = ['authorizationUrl', 'tokenUrl', 'deviceAuthorizationUrl', 'refreshUrl'] as const;

interface Flow {
  readonly name: string;
  readonly pointer: Pointer;
  readonly members: JsonObject;
}

/** Reports where clients that got their tokens by a flow of OAuth 2 no longer get them at the same addresses. */
export function compareFlows(comparison: Comparison, place: Place): void {
  const [before, after] = [flowsOf(comparison.base, place.base), flowsOf(comparison.head, place.head)];
  if (after.length === 0) return;
  const common = {
    operation: place.name,
    axis: 'wire',
    polarity: polarityOf(place, 'request'),
  } as const;
  for (const was of before) {
    const same = after.filter(({ name }) => name === was.name);
    const [is] = same;
    if (is === undefined) {
      comparison.report({
        ...common,
        base: was.pointer,
        code: 'security-flow-removed',
        verdict: 'breaking',
        severity: 'error',
        message: `the OAuth flow ${was.name} is gone: clients that use it get no tokens`,
        witness: { where: place.name, value: `a token by ${was.name}`, from: 'base' },
        hint: 'Keep the flow beside the new one.',
      });
      continue;
    }
    for (const key of urls) {
      const [old, now] = [was.members[key], is.members[key]];
      if (old === now || old === undefined || same.some(({ members }) => members[key] === old)) continue;
      // A client without a refresh URL can still get a new token.
      const breaking = key !== 'refreshUrl' || now !== undefined;
      comparison.report({
        ...common,
        base: child(was.pointer, key),
        head: now === undefined ? is.pointer : child(is.pointer, key),
        code: 'security-flow-moved',
        verdict: breaking ? 'breaking' : 'non-breaking',
        severity: 'warning',
        message: `${key} of the OAuth flow ${was.name} is ${now === undefined ? 'gone' : `${String(now)} now`}, was ${String(old)}`,
        ...(breaking
          ? {
              witness: { where: place.name, value: `${key} ${String(old)}`, from: 'base' as const },
              hint: 'Keep the old address while it works.',
            }
          : {}),
      });
    }
  }
  for (const is of after) {
    if (before.length === 0 || before.some(({ name }) => name === is.name)) continue;
    comparison.report({
      ...common,
      head: is.pointer,
      code: 'security-flow-added',
      verdict: 'non-breaking',
      severity: 'info',
      message: `tokens can be got by the OAuth flow ${is.name} now`,
    });
  }
}

/** The flows of every OAuth scheme that the operation names. */
function flowsOf(contract: Contract, operation: Operation): readonly Flow[] {
  const names = new Set(operation.security.flatMap((requirement) => [...requirement.keys()]));
  return [...names].flatMap((scheme) => {
    const pointer = contract.securitySchemes.get(scheme)?.pointer;
    if (pointer === undefined) return [];
    const flows = valueAt(contract.document, child(pointer, 'flows'));
    return Object.entries(isObject(flows) ? flows : {}).flatMap(([name, members]) =>
      isObject(members) ? [{ name, members, pointer: child(pointer, 'flows', name) }] : [],
    );
  });
}
