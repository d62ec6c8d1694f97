import type { Contract, Operation, SecurityRequirement } from '../contract/model.ts';
import { equalJson } from '../json/equal-json.ts';
import { child, valueAt } from '../json/pointer.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';
import { compareFlows } from './oauth-flows.ts';

/**
 * The credentials that one alternative requires, each with its scopes. A scheme is identified by its content, not by
 * its name.
 */
type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * Whether clients with a sufficient credential still have one, and whether the credentials of the API still suffice.
 */
export function compareSecurity(comparison: Comparison, place: Place): void {
  const [before, after] = [
    needsOf(comparison.base, place.base, place.inverted),
    needsOf(comparison.head, place.head, place.inverted),
  ];
  // A caller sends the credentials that the sender's contract requires; the receiver's contract determines which
  // suffice.
  const [sent, required] = place.inverted ? [after, before] : [before, after];
  const lost = sent.filter((credentials) => !required.some((needs) => suffices(credentials, needs)));
  const gained = required.filter((needs) => !sent.some((credentials) => suffices(needs, credentials)));
  const places = {
    base: pointerOf(comparison.base, place.base),
    head: pointerOf(comparison.head, place.head),
    operation: place.name,
    axis: 'wire' as const,
    polarity: polarityOf(place, 'request'),
  };
  if (lost.length > 0) {
    const news = after.length === 0 ? 'nothing' : spellAll(after);
    comparison.report({
      ...places,
      code: place.inverted ? 'security-loosened' : 'security-tightened',
      verdict: 'breaking',
      severity: 'error',
      message: place.inverted
        ? `the API sends ${news} now, which is not enough for those who expect ${spellAll(before)}`
        : lost.some(isEmpty)
          ? `calls without a credential are refused now; ${news} is required`
          : `${spellAll(lost)} is not enough any more; ${news} is required`,
      witness: {
        where: place.name,
        value: lost.some(isEmpty) ? 'a call without a credential' : `a call with ${spellAll(lost)}`,
        from: place.inverted ? 'head' : 'base',
      },
      hint: 'Keep the old credential as one alternative.',
    });
  } else if (gained.length > 0 || before.length !== after.length) {
    comparison.report({
      ...places,
      code: place.inverted ? 'security-tightened' : 'security-loosened',
      verdict: 'non-breaking',
      severity: 'info',
      message: place.inverted
        ? `the API sends ${spellAll(after)} now`
        : gained.some(isEmpty)
          ? 'calls without a credential are accepted now'
          : `${spellAll(after)} suffices now`,
    });
  }
  if (!place.inverted && lost.length === 0) compareFlows(comparison, place);
}

const isEmpty = (needs: Needs): boolean => needs.size === 0;

const suffices = (credentials: Needs, needs: Needs): boolean =>
  [...needs].every(([scheme, scopes]) => {
    const held = credentials.get(scheme);
    return held !== undefined && scopes.every((scope) => held.includes(scope));
  });

/** The security requirements of the document do not apply to webhooks and callbacks, which the API itself sends. */
function needsOf(contract: Contract, operation: Operation, inverted: boolean): readonly Needs[] {
  const own =
    !inverted || valueAt(contract.document, child(operation.pointer, 'security')) !== undefined
      ? operation.security
      : [];
  const needs = own.map((requirement) => needOf(contract, requirement));
  const open: readonly Needs[] = needs.length === 0 ? [new Map<string, readonly string[]>()] : needs;
  return open.filter((each, index) => open.findIndex((other) => equalJson([...other], [...each])) === index);
}

function needOf(contract: Contract, requirement: SecurityRequirement): Needs {
  return new Map(
    [...requirement].map(([name, scopes]) => {
      const scheme = contract.securitySchemes.get(name);
      if (scheme === undefined) return [name, scopes];
      const { type, scheme: kind, in: location, parameterName } = scheme;
      const raw = valueAt(contract.document, scheme.pointer) as
        | { readonly openIdConnectUrl?: unknown }
        | undefined;
      const parts = [
        type,
        kind,
        location,
        location === 'header' ? parameterName?.toLowerCase() : parameterName,
        raw?.openIdConnectUrl,
      ];
      return [parts.filter((part) => part !== undefined).join(' '), scopes];
    }),
  );
}

const spellAll = (list: readonly Needs[]): string => list.map(spell).join(' or ');

const spell = (needs: Needs): string =>
  needs.size === 0
    ? 'no credential'
    : [...needs]
        .map(([scheme, scopes]) => (scopes.length === 0 ? scheme : `${scheme} (${scopes.join(', ')})`))
        .join(' with ');

const pointerOf = (contract: Contract, operation: Operation): string => {
  const own = child(operation.pointer, 'security');
  return valueAt(contract.document, own) !== undefined
    ? own
    : valueAt(contract.document, '#/security') !== undefined
      ? '#/security'
      : operation.pointer;
};
