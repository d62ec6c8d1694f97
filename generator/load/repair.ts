import type { Dialect } from '../contract/model.ts';
import { child } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { Draft } from './draft.ts';
import { repairObject } from './object-repairs.ts';
import { type Violation, violationsOf } from './official-schemas.ts';
import { isTolerated, repairValue } from './value-repairs.ts';

/** Something of a document that is not OpenAPI, and how it is read. */
export interface Repair {
  readonly code: 'read-otherwise' | 'unreadable-keyword' | 'unknown-format';
  readonly pointer: Pointer;
  readonly message: string;
  /** The place that was written; undefined where the document is read as it is. */
  readonly written?: Pointer;
}

/** A document that is what the official schemas say, and what became of the rest. */
export interface Repaired {
  readonly document: Record<string, unknown>;
  readonly repairs: readonly Repair[];
  /** What cannot be read in any sensible way. */
  readonly refused: readonly Violation[];
}

/** Each round puts right what the one before has laid open: a member that is left out may have been required. */
const mostRounds = 60;

/**
 * Reads a document that is not quite OpenAPI in the one sensible way: the common slips have a known meaning, and
 * what cannot be read is left out, the smallest part that can be. A valid document comes back as it is.
 */
export function repair(document: Record<string, unknown>, dialect: Dialect): Repaired {
  const repairs: Repair[] = [];
  const known = new Set<string>();
  const note = (one: Repair): void => {
    const key = `${one.pointer} ${one.message}`;
    if (!known.has(key)) repairs.push(one);
    known.add(key);
  };
  const refused: Violation[] = [];
  let draft: Draft | undefined;
  for (let round = 0; ; round++) {
    const violations = violationsOf(draft?.document ?? document, dialect);
    if (violations.length === 0) break;
    draft ??= new Draft(document);
    const open: Violation[] = [];
    for (const violation of violations) {
      const tolerated = isTolerated(violation, draft);
      if (tolerated === undefined) open.push(violation);
      else if (tolerated !== '')
        note({ code: 'read-otherwise', pointer: violation.pointer, message: tolerated });
    }
    if (open.length === 0) break;
    if (round >= mostRounds) return { document: draft.document, repairs, refused: [...refused, ...open] };
    for (const violation of onePass(draft, open, dialect, note)) {
      refused.push(violation);
      // What comes after continues as if anything were allowed there, and finds what else is wrong.
      draft.set(violation.pointer, {});
    }
  }
  return { document: draft?.document ?? document, repairs, refused };
}

/** Puts right what stands apart; what is above or below of something that was just written waits for the next round. */
function onePass(
  draft: Draft,
  violations: readonly Violation[],
  dialect: Dialect,
  note: (repair: Repair) => void,
): readonly Violation[] {
  const written = new Set<Pointer>();
  const above = new Set<Pointer>();
  const refused: Violation[] = [];
  for (const violation of violations) {
    const { pointer, message } = violation;
    const place = placeOf(violation);
    if (above.has(place) || prefixesOf(place).some((prefix) => written.has(prefix))) continue;
    const done = repairObject(draft, violation, dialect) ?? repairValue(draft, violation, dialect);
    if (done === undefined) {
      refused.push(violation);
      continue;
    }
    written.add(done.at);
    for (const prefix of prefixesOf(done.at)) above.add(prefix);
    note({ code: 'read-otherwise', pointer, message: `${message}: ${done.how}`, written: done.at });
  }
  draft.close();
  return refused;
}

/** The place that a violation is about: the member that is too much or missing, not the whole object. */
function placeOf({ pointer, params }: Violation): Pointer {
  const member = params['additionalProperty'] ?? params['unevaluatedProperty'] ?? params['missingProperty'];
  return typeof member === 'string' ? child(pointer, member) : pointer;
}

/** A pointer and all above it. */
function prefixesOf(pointer: Pointer): readonly Pointer[] {
  const parts = pointer.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
