import type { Contract, Operation, SecurityRequirement } from '../contract/model.ts';
import { child, valueAt } from '../contract/pointer.ts';
import { type Comparison, type Place, polarityOf } from './comparison.ts';
import { stableText } from './containment/canonical.ts';

/** What one alternative asks for: credential to scopes. Schemes are known by what they are, not by their names. */
type Needs = ReadonlyMap<string, readonly string[]>;

/** Whether those who had a credential that sufficed still have one. */
export function compareSecurity(comparison: Comparison, place: Place): void {
  const [before, after] = [needsOf(comparison.base, place.base), needsOf(comparison.head, place.head)];
  const polarity = polarityOf(place, 'request');
  const suffices = (credentials: Needs, needs: Needs): boolean =>
    [...needs].every(([scheme, scopes]) => {
      const held = credentials.get(scheme);
      return held !== undefined && scopes.every((scope) => held.includes(scope));
    });
  const lost = before.filter((credentials) => !after.some((needs) => suffices(credentials, needs)));
  const gained = after.filter((needs) => !before.some((credentials) => suffices(needs, credentials)));
  const places = {
    base: pointerOf(comparison.base, place.base),
    head: pointerOf(comparison.head, place.head),
  };
  const message = (list: readonly Needs[]): string => list.map(spell).join(' or ');
  if (lost.length > 0) {
    comparison.report({
      ...places,
      operation: place.name,
      code: 'security-tightened',
      axis: 'wire',
      verdict: 'breaking',
      polarity,
      severity: 'error',
      message: `${message(lost)} is not enough any more; ${after.length === 0 ? 'nothing' : message(after)} is asked for`,
      witness: { where: place.name, value: `a call with ${message(lost)}`, from: 'base' },
      hint: 'Keep the old credential as one alternative.',
    });
  } else if (gained.length > 0 || before.length !== after.length) {
    comparison.report({
      ...places,
      operation: place.name,
      code: 'security-loosened',
      axis: 'wire',
      verdict: 'non-breaking',
      polarity,
      severity: 'info',
      message: `${message(after)} suffices now`,
    });
  }
}

function needsOf(contract: Contract, operation: Operation): readonly Needs[] {
  const needs = operation.security.map((requirement) => needOf(contract, requirement));
  const open: readonly Needs[] = needs.length === 0 ? [new Map<string, readonly string[]>()] : needs;
  return open.filter(
    (each, index) => open.findIndex((other) => stableText([...other]) === stableText([...each])) === index,
  );
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
