import { type MutationSite, mutateAt, mutationSites } from '../../conformance/arbitraries/index.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { escapeToken } from '../../generator/json/pointer.ts';
import { createJudge, type Judge } from '../../generator/judge/judge.ts';

/** How much of an answer a contract holds on to: 0 nothing, 1 all; `null` where the answer is no JSON. */
export interface Strength {
  readonly bare: number | null;
  readonly overlaid: number | null;
}

/**
 * For each operation: of the places of that answer, the share that no server can get wrong unnoticed.
 * A place is held when every answer that is wrong there by one edit (left out, null, of another type, beyond a limit, no
 * value of an enumeration) is refused. What is wrong the overlaid contract says; both are judged by Ajv.
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

/** The place that an edit gets wrong: a member left out is that member, not the object that lacks it. */
function placeOf({ pointer, keyword, kind }: MutationSite): string {
  const [, name] = /^required: (.*)$/s.exec(kind) ?? [];
  return keyword === 'required' && name !== undefined ? `${pointer}/${escapeToken(name)}` : pointer;
}

/** A schema that the judge cannot read holds nothing. */
function accepts(judge: Judge, pointer: string, value: unknown): boolean {
  try {
    return judge.accepts(pointer, value);
  } catch {
    return true;
  }
}
