import type { Contract, Dialect, View } from '../../generator/contract/model.ts';
import { valueAt } from '../../generator/json/pointer.ts';
import { createJudge, type Judge } from '../../generator/judge/judge.ts';

/** Most schema objects that are compiled; more would take longer than the whole comparison. */
const quicklyCompiled = 4_000;

/** Whether few enough objects can be reached from a schema. */
function isSmall({ document }: Contract, pointer: string): boolean {
  const seen = new Set<string>([pointer]);
  const pending: unknown[] = [valueAt(document, pointer)];
  for (let count = 0; pending.length > 0; count++) {
    if (count > quicklyCompiled) return false;
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === 'object') pending.push(member);
      else if (key === '$ref' && typeof member === 'string' && !seen.has(member)) {
        seen.add(member);
        pending.push(valueAt(document, member));
      }
    }
  }
  return true;
}

/**
 * Plain Ajv on the raw schemas of both documents, set up when a witness is to be confirmed. No verdict where the
 * engine cannot compile a schema, or would take long: the comparison has checked its witness itself.
 */
export function judgesOf(
  base: Contract,
  head: Contract,
): (side: 'base' | 'head', pointer: string, value: unknown, view: View) => boolean | undefined {
  const judges = new Map<string, Judge>();
  const judgeFor = (side: 'base' | 'head', view: View): Judge => {
    const key = `${side} ${view}`;
    const known = judges.get(key);
    if (known !== undefined) return known;
    const { document, dialect }: { document: Contract['document']; dialect: Dialect } =
      side === 'base' ? base : head;
    const judge = createJudge(document, dialect, view);
    judges.set(key, judge);
    return judge;
  };
  return (side, pointer, value, view) => {
    if (!isSmall(side === 'base' ? base : head, pointer)) return undefined;
    try {
      return judgeFor(side, view).accepts(pointer, value);
    } catch {
      return undefined;
    }
  };
}
