import type { Dialect } from '../contract/model.ts';
import { valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { type Defect, fixAt, memberPlace, type OverlayFix } from './defects.ts';
import { documentErrors } from './document-errors.ts';
import { Draft } from './draft.ts';
import { danglingReferences } from './references.ts';
import { type Repair, repair } from './repair.ts';
import { withoutRepeated } from './repeated.ts';
import { withoutUnreadable } from './unreadable.ts';

/** A document that can be read from here on, and what was wrong with it. */
export interface Checked {
  readonly document: Record<string, unknown>;
  readonly defects: readonly Defect[];
}

/** Checks a document in one piece by the official schemas, and reads what they do not allow in the one sensible way. */
export function checkDocument(
  given: Record<string, unknown>,
  dialect: Dialect,
  isConverted: boolean,
): Checked {
  const lost = isConverted ? withoutLost(given) : { document: given, repairs: [] };
  const repaired = repair(lost.document, dialect);
  const single = withoutRepeated(repaired.document);
  const readable = withoutUnreadable(single.document, dialect);
  const { document } = readable;
  const repairs = [...lost.repairs, ...repaired.repairs, ...single.repairs, ...readable.repairs];
  const places = new Set(
    repairs.flatMap(({ written }) => (written === undefined ? [] : [memberPlace(given, written)])),
  );
  // What is put in with the whole of something above needs no action of its own.
  const fixOf = (written: Pointer): readonly OverlayFix[] => {
    const parts = memberPlace(given, written).split('/');
    const isWithin = parts.some((_, index) => index > 0 && places.has(parts.slice(0, index).join('/')));
    return isWithin ? [] : fixAt(given, document, written);
  };
  const warnings = repairs.map(
    ({ code, pointer, message, written }): Defect => ({
      code,
      severity: 'warning',
      pointer,
      message,
      ...(written === undefined ? {} : { fix: fixOf(written) }),
    }),
  );
  const refused = repaired.refused.map(({ pointer, message }): Defect => {
    const value = JSON.stringify(valueAt(given, pointer)) ?? 'nothing';
    return {
      code: 'invalid-document',
      severity: 'error',
      pointer,
      message: `not valid OpenAPI: ${message}, is ${value.length > 80 ? `${value.slice(0, 80)}...` : value}`,
      hint: 'Put the file right, or leave it as it is and put it right by an overlay (--overlay).',
      fix: fixAt(given, document, pointer),
    };
  });
  return { document, defects: [...refused, ...warnings, ...documentErrors(document)] };
}

/** Tools for Swagger 2.0 pass over references that lead nowhere, and many of its documents have some. */
function withoutLost(document: Record<string, unknown>): {
  readonly document: Record<string, unknown>;
  readonly repairs: readonly Repair[];
} {
  const lost = danglingReferences(document).filter(({ place }) => place === 'schema');
  if (lost.length === 0) return { document, repairs: [] };
  const draft = new Draft(document);
  const repairs = lost.map(({ pointer, ref }): Repair => {
    draft.set(pointer, {});
    const message = `$ref ${JSON.stringify(ref)} points at nothing: read as a schema of any value`;
    return { code: 'read-otherwise', pointer, message, written: pointer };
  });
  return { document: draft.document, repairs };
}
