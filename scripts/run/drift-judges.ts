import type { Contract, View } from '../../generator/contract/model.ts';
import { child, tokensOf, valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject, Pointer } from '../../generator/json/types.ts';
import { createJudge, type Judge } from '../../generator/judge/judge.ts';

/** Most schema objects that are compiled; more would take longer than the whole comparison. */
const quicklyCompiled = 4_000;

/**
 * The document with nothing but a schema and all that it refers to, each at its place: an engine reads every schema of the
 * document that it is given. `undefined` where too many objects are reached; the whole document where one is reached by a name.
 */
function partReached({ document }: Contract, pointer: Pointer): JsonObject | undefined {
  const seen = new Set<Pointer>([pointer]);
  const pending: unknown[] = [valueAt(document, pointer)];
  for (let count = 0; pending.length > 0; count++) {
    if (count > quicklyCompiled) return undefined;
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === 'object') pending.push(member);
      else if (/^\$(ref|dynamicRef)$/.test(key) && typeof member === 'string' && !seen.has(member)) {
        seen.add(member);
        pending.push(valueAt(document, member));
      }
    }
  }
  return [...seen].every((each) => each.startsWith('#/')) ? onlyAt(document, [...seen]) : document;
}

/** A document that has these places of another and no others. */
function onlyAt(document: JsonObject, places: readonly Pointer[]): JsonObject {
  const part = emptyObject();
  const placed = new Set<Pointer>();
  for (const tokens of places.map(tokensOf).sort((left, right) => left.length - right.length)) {
    const [name = '', ...path] = tokens.toReversed();
    const place = child('#', ...tokens);
    // What stands in a place that is there already came with it.
    if (tokens.some((_, index) => placed.has(child('#', ...tokens.slice(0, index))))) continue;
    let holder = part;
    for (const token of path.reverse()) {
      const inner = (holder[token] ?? emptyObject()) as Record<string, unknown>;
      holder[token] = inner;
      holder = inner;
    }
    holder[name] = valueAt(document, place);
    placed.add(place);
  }
  return part;
}

/** An object that may have a member of any name, `__proto__` too. */
const emptyObject = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/**
 * Plain Ajv on the raw schemas of both documents, set up when a witness is to be confirmed. No verdict where the
 * engine cannot compile a schema, or would take long: the comparison has checked its witness itself.
 */
export function judgesOf(
  base: Contract,
  head: Contract,
): (side: 'base' | 'head', pointer: string, value: unknown, view: View) => boolean | undefined {
  const judges = new Map<string, Judge | undefined>();
  const judgeFor = (side: 'base' | 'head', pointer: Pointer, view: View): Judge | undefined => {
    const key = `${side} ${view} ${pointer}`;
    if (judges.has(key)) return judges.get(key);
    const contract = side === 'base' ? base : head;
    const part = partReached(contract, pointer);
    const judge = part && createJudge(part, contract.dialect, view);
    judges.set(key, judge);
    return judge;
  };
  return (side, pointer, value, view) => {
    try {
      return judgeFor(side, pointer, view)?.accepts(pointer, value);
    } catch {
      return undefined;
    }
  };
}
