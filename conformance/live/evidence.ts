import type { Contract, EvidenceClass } from '../../generator/contract/model.ts';
import { jsonPath } from '../../generator/json/json-path.ts';
import { child, isObject, tokensOf, valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject, Pointer } from '../../generator/json/types.ts';
import type { Exchange, Finding } from '../model.ts';
import type { Observation } from '../observe/observe.ts';
import { undocumentedValue } from './undocumented.ts';

/** Who is responsible for a disagreement between a contract and a server. */
export type Cause =
  /** The server breaks what the document itself says. */
  | 'server'
  /** The document does not describe what the server does. */
  | 'document'
  /** Only one of our overlays or rules contradicts the server. */
  | 'ours'
  | 'undecided';

/** One disagreement, without user data: no body, no header, no id. */
export interface Disagreement {
  readonly cause: Cause;
  /** A check, or the kind of an observation. */
  readonly kind: string;
  readonly operations: readonly string[];
  /** The place in the document. */
  readonly pointer: Pointer;
  /** The evidence class of the overlay that states it, if any. */
  readonly evidence?: EvidenceClass;
  /** The place in a response, with `-` for every index: `/data/-/status`. */
  readonly place?: string;
  /** The member, status or media type; a value only where the document lists the allowed ones. */
  readonly name?: string;
  /** The observed type. */
  readonly seen?: string;
  readonly times?: { readonly count: number; readonly of: number };
  /** The overlay actions that would resolve it, where they are known. */
  readonly actions?: readonly JsonObject[];
}

/** Sorts what a run found and what its responses show; each place is reported once. */
export function disagreements(
  contract: Contract,
  findings: readonly Finding[],
  observations: readonly { readonly observation: Observation; readonly action: JsonObject | undefined }[],
  exchanges: readonly Exchange[],
): readonly Disagreement[] {
  const observed = new Set(observations.map(({ observation: { pointer } }) => pointer));
  const all = findings.map((finding) => ofFinding(contract, finding, exchanges));
  const at = ({ operations, place }: Disagreement): string => `${operations.join(' ')} ${place ?? ''}`;
  const settled = new Set(all.filter(({ actions }) => actions !== undefined).map(at));
  const found = all.filter(
    (each) =>
      each.actions !== undefined ||
      // A consequence of another disagreement at the same place, or of an observation with an action, is reported once.
      (!settled.has(at(each)) && !observed.has(each.pointer)),
  );
  const reported = new Set(found.map(({ pointer, name }) => `${parentOf(pointer)} ${name ?? ''}`));
  const seen = observations
    // A finding of the same place and name has more detail.
    .filter(({ observation: { pointer, name } }) => !reported.has(`${pointer} ${name}`))
    .map(({ observation, action }): Disagreement => {
      const { kind, operations, pointer, count, of, example } = observation;
      return {
        cause: 'document',
        kind,
        operations,
        pointer,
        name: observation.name,
        ...(kind === 'undocumented-field' ? { seen: typeName(example) } : {}),
        times: { count, of },
        ...(action === undefined ? {} : { actions: [action] }),
      };
    });
  return [...found, ...seen];
}

const parentOf = (pointer: Pointer): Pointer => pointer.slice(0, pointer.lastIndexOf('/'));

function ofFinding(contract: Contract, finding: Finding, exchanges: readonly Exchange[]): Disagreement {
  const { check, operationId, keywordLocation = '#', instanceLocation, discriminatorValue } = finding;
  const overlay = keywordLocation.startsWith('#/') ? contract.origin(keywordLocation).overlay : undefined;
  const isRule = keywordLocation.startsWith('#rule/');
  const cause: Cause =
    check === 'served-but-undocumented' || check === 'status-code-conformance'
      ? 'document'
      : overlay !== undefined || isRule
        ? 'ours'
        : finding.severity === 'error'
          ? 'server'
          : 'undecided';
  if (check === 'served-but-undocumented' && discriminatorValue !== undefined)
    return {
      cause,
      kind: check,
      operations: [operationId],
      pointer: keywordLocation,
      name: discriminatorValue,
      ...undocumentedValue(contract, operationId, discriminatorValue, exchanges),
    };
  const instance = instanceOf(finding);
  const settled = settling(contract, keywordLocation, finding.message, instance);
  return {
    cause,
    kind: check,
    operations: [operationId],
    pointer: keywordLocation,
    ...(overlay?.evidence === undefined ? {} : { evidence: overlay.evidence }),
    ...(instanceLocation === undefined ? {} : { place: instanceLocation.replaceAll(/\/\d+(?=\/|$)/g, '/-') }),
    ...(settled?.name === undefined ? {} : { name: settled.name }),
    ...(instance === undefined ? {} : { seen: typeName(instance.value) }),
    ...(settled === undefined ? {} : { actions: [settled.action] }),
  };
}

/** The value at the place of a response that a finding is about. */
function instanceOf({ exchange, instanceLocation }: Finding): { readonly value: unknown } | undefined {
  if (instanceLocation === undefined) return undefined;
  try {
    const body = JSON.parse(new TextDecoder().decode(exchange.response.body));
    const value = valueAt(body, `#${instanceLocation}`);
    return value === undefined ? undefined : { value };
  } catch {
    return undefined;
  }
}

/** The overlay action that makes this value valid, by the violated keyword. */
function settling(
  contract: Contract,
  keywordLocation: Pointer,
  message: string,
  instance: { readonly value: unknown } | undefined,
): { readonly name?: string; readonly action: JsonObject } | undefined {
  const tokens = tokensOf(keywordLocation);
  const keyword = tokens.at(-1);
  const { document } = contract;
  const schemaPath = jsonPath(document, child('#', ...tokens.slice(0, -1)));
  const declared = keywordLocation.startsWith('#/') ? valueAt(document, keywordLocation) : undefined;
  if (declared === undefined || keyword === undefined) return undefined;
  switch (keyword) {
    case 'type': {
      if (instance === undefined) return undefined;
      const types = [
        ...new Set([...(Array.isArray(declared) ? declared : [declared]), typeName(instance.value)]),
      ];
      return { action: { target: schemaPath, update: { type: types } } };
    }
    case 'enum':
      return instance === undefined || typeof instance.value === 'object'
        ? undefined
        : {
            name: JSON.stringify(instance.value),
            action: { target: schemaPath, update: { enum: [instance.value as string] } },
          };
    case 'required': {
      const name = (Array.isArray(declared) ? declared : []).find(
        (each) =>
          typeof each === 'string' &&
          (isObject(instance?.value) ? !Object.hasOwn(instance.value, each) : message.includes(each)),
      );
      return typeof name === 'string'
        ? { name, action: { target: `${schemaPath}.required[?@ == ${JSON.stringify(name)}]`, remove: true } }
        : undefined;
    }
    case 'content':
    case 'responses':
      return undefined;
    default:
      return isObject(declared)
        ? undefined
        : { action: { target: jsonPath(document, keywordLocation), remove: true } };
  }
}

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
};
