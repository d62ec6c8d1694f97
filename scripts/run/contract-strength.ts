import { type MutationSite, mutateAt, mutationSites } from '../../conformance/arbitraries/index.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { escapeToken } from '../../generator/json/pointer.ts';
import { createJudge, type Judge } from '../../generator/judge/judge.ts';

/** The share of a response that a contract constrains: 0 nothing, 1 all; `null` where the response is not JSON. */
export interface Strength {
  readonly bare: number | null;
  readonly overlaid: number | null;
}

/**
 * For each operation: the share of places in that response where a wrong value is noticed.
 * A place is constrained when every response with one wrong edit there (left out, null, of another type, beyond a limit, not
 * in an enumeration) is invalid. Edits are made against the overlaid contract; Ajv judges both.
 */
export function contractStrength(bare: Contract, overlaid: Contract): ReadonlyMap<string, Strength> {
  const judges = [bare, overlaid].map(({ document, dialect }) => createJudge(document, dialect, 'response'));
  const found = new Map<string, Strength>();
  for (const operation of overlaid.operations) {
    const [weak = null, strong = null] = judges.map((judge) => held(overlaid, operation, judge));
    found.set(operation.operationId, { bare: weak, overlaid: strong });
  }
  return found;
}

function held({ document, dialect }: Contract, operation: Operation, judge: Judge): number | null {
  const content = findResponse(operation, successStatus(operation))?.content ?? [];
  const schema = content.find(({ contentType }) => isJson(contentType))?.schema;
  if (schema === undefined) return null;
  const { raw, pointer } = schema;
  const places = new Map<string, boolean>();
  for (const site of mutationSites(raw, { document, dialect, pointer, view: 'response' })) {
    const mutant = mutateAt(site);
    if (mutant === undefined) continue;
    const place = placeOf(site);
    const before = places.get(place) ?? true;
    places.set(place, before && !accepts(judge, pointer, mutant.value));
  }
  const all = [...places.values()];
  return all.length === 0 ? null : all.filter((each) => each).length / all.length;
}

/** The place that an edit makes invalid: of a missing member the member, not its object. */
function placeOf({ pointer, keyword, kind }: MutationSite): string {
  const [, name] = /^required: (.*)$/s.exec(kind) ?? [];
  return keyword === 'required' && name !== undefined ? `${pointer}/${escapeToken(name)}` : pointer;
}

/** A schema that the judge cannot compile constrains nothing. */
function accepts(judge: Judge, pointer: string, value: unknown): boolean {
  try {
    return judge.accepts(pointer, value);
  } catch {
    return true;
  }
}
