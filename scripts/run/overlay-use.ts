import { equalJson } from '../../generator/json/equal-json.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { applyOverlays } from '../../generator/load/overlay.ts';
import { overlayAt } from '../../generator/load/overlay-file.ts';

/** An overlay action that a document does not need. */
export interface UnusedAction {
  readonly file: string;
  /** 0-based, among the actions of its file. */
  readonly action: number;
  readonly target: string;
  /** `no-match`: its target is not there any more; `no-change`: the document is the same without it. */
  readonly why: 'no-match' | 'no-change';
}

/** Which actions of overlays do nothing for a document, each tried by leaving it out. */
export async function unusedActions(
  document: JsonObject,
  files: readonly string[],
): Promise<readonly UnusedAction[]> {
  const overlays = await Promise.all(files.map(overlayAt));
  const apply = (left?: readonly [overlay: number, action: number]) => {
    const missed: string[] = [];
    const kept = overlays.map((overlay, index) => ({
      ...overlay,
      actions: overlay.actions.filter((_, action) => !(left?.[0] === index && left[1] === action)),
    }));
    const applied = applyOverlays(document, kept, ({ pointer = '', file = '' }) =>
      missed.push(`${file} ${pointer}`),
    );
    return { document: applied.document, missed: missed.length };
  };
  const whole = apply();
  return overlays.flatMap(({ source, actions }, overlay) =>
    actions.flatMap(({ target }, action): readonly UnusedAction[] => {
      const without = apply([overlay, action]);
      if (!equalJson(without.document, whole.document)) return [];
      const why = without.missed < whole.missed ? 'no-match' : 'no-change';
      return [{ file: source.file, action, target, why }];
    }),
  );
}
