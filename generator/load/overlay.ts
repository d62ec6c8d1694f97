import { type JSONPathNode, query } from 'json-p3';
import { type Diagnostic, DiagnosticError } from '../contract/diagnostics.ts';
import type { EvidenceClass } from '../contract/model.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { SourceFile } from './source.ts';

/** One action of an OpenAPI Overlay (https://spec.openapis.org/overlay/v1.1.0.html). */
export interface OverlayAction {
  readonly target: string;
  readonly description?: string;
  readonly update?: unknown;
  readonly remove: boolean;
  /** Overlay 1.1: a JSONPath to a single value that is merged in before `update`. */
  readonly copy?: string;
  readonly evidence: EvidenceClass;
  /** `x-optional: true`: no match is not an error. */
  readonly optional: boolean;
  /** Its class of evidence is not wanted; it keeps its place, since actions are known by their index. */
  readonly leftOut?: true;
}

export interface Overlay {
  readonly source: SourceFile;
  readonly actions: readonly OverlayAction[];
}

/** A place that an overlay wrote. */
export interface Written {
  readonly pointer: Pointer;
  readonly overlay: Overlay;
  readonly action: number;
}

const evidenceClasses: readonly string[] = [
  'document',
  'third-party-measured',
  'vendor-code',
  'vendor-later',
  'vendor-docs',
  'reported',
] satisfies EvidenceClass[];

/** Reads a parsed file as an overlay; every defect of its shape is a diagnostic with its place. */
export function readOverlay(source: SourceFile): Overlay {
  const wrong: Diagnostic[] = [];
  const report = (pointer: Pointer, message: string, hint?: string): void => {
    wrong.push({
      severity: 'error',
      code: 'bad-overlay',
      message,
      file: source.file,
      pointer,
      ...source.position(pointer),
      ...(hint === undefined ? {} : { hint }),
    });
  };
  const { overlay, actions } = source.value;
  if (typeof overlay !== 'string' || !/^1\.[01]\.\d+$/.test(overlay)) {
    report('#', 'expected `overlay: 1.0.0` (or 1.1.0)', 'See https://spec.openapis.org/overlay/v1.0.0.html');
  }
  if (!Array.isArray(actions) || actions.length === 0)
    report('#/actions', 'expected a list of at least one action');
  const read = (Array.isArray(actions) ? actions : []).map((action, index) =>
    readAction(action, `#/actions/${index}`, report),
  );
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return { source, actions: read };
}

function readAction(
  action: unknown,
  pointer: Pointer,
  report: (pointer: Pointer, message: string) => void,
): OverlayAction {
  const members = isObject(action) ? action : {};
  const { target, description, update, remove, copy } = members;
  if (typeof target !== 'string') report(pointer, 'an action needs a `target`, a JSONPath');
  if (update === undefined && remove !== true && copy === undefined)
    report(pointer, 'an action needs `update`, `copy` or `remove: true`');
  if (copy !== undefined && typeof copy !== 'string') report(child(pointer, 'copy'), '`copy` is a JSONPath');
  const evidence = members['x-evidence'] ?? 'document';
  if (!evidenceClasses.includes(evidence as string)) {
    report(
      child(pointer, 'x-evidence'),
      `unknown evidence class ${JSON.stringify(evidence)}: expected one of ${evidenceClasses.join(', ')}`,
    );
  }
  return {
    target: String(target),
    remove: remove === true,
    evidence: evidence as EvidenceClass,
    optional: members['x-optional'] === true,
    ...(typeof description === 'string' ? { description } : {}),
    ...(update === undefined ? {} : { update }),
    ...(typeof copy === 'string' ? { copy } : {}),
  };
}

/** The overlay with the actions of other classes left out; whole when `evidence` is absent. */
export function ofClasses(overlay: Overlay, evidence: readonly EvidenceClass[] | undefined): Overlay {
  if (evidence === undefined) return overlay;
  const actions = overlay.actions.map((action) =>
    evidence.includes(action.evidence) ? action : { ...action, leftOut: true as const },
  );
  return { ...overlay, actions };
}

/**
 * Applies overlays in order to a copy of `document`. A target that matches nothing, a syntax error in a path and a
 * merge of incompatible values are diagnostics that point into the overlay; all of them are collected, then thrown.
 * `unmatched`, when given, takes those of targets that match nothing instead.
 */
export function applyOverlays(
  document: Record<string, unknown>,
  overlays: readonly Overlay[],
  unmatched?: (diagnostic: Diagnostic) => void,
): { readonly document: Record<string, unknown>; readonly written: readonly Written[] } {
  if (overlays.length === 0) return { document, written: [] };
  const result = structuredClone(document);
  const written: Written[] = [];
  const wrong: Diagnostic[] = [];
  for (const overlay of overlays) {
    overlay.actions.forEach((action, index) => {
      if (action.leftOut === true) return;
      const at = child('#/actions', index);
      const problem = (message: string, key = 'target'): void => {
        wrong.push({
          severity: 'error',
          code: 'overlay-action',
          message,
          file: overlay.source.file,
          pointer: child(at, key),
          ...overlay.source.position(child(at, key)),
        });
      };
      try {
        if (unmatched !== undefined && select(result, action.target).length === 0) {
          if (!action.optional) {
            const message = `the target ${action.target} matches nothing`;
            unmatched({
              severity: 'warning',
              code: 'overlay-unmatched',
              message,
              file: overlay.source.file,
              pointer: at,
            });
          }
          return;
        }
        applyAction(result, action, (pointer) => written.push({ pointer, overlay, action: index }), problem);
      } catch (cause) {
        problem(`cannot apply the action: ${(cause as Error).message}`);
      }
    });
  }
  if (wrong.length > 0) throw new DiagnosticError(wrong);
  return { document: result, written };
}

function applyAction(
  document: Record<string, unknown>,
  action: OverlayAction,
  wrote: (pointer: Pointer) => void,
  problem: (message: string, key?: string) => void,
): void {
  const nodes = select(document, action.target);
  if (nodes.length === 0) {
    if (!action.optional) problem(`the target ${action.target} matches nothing`);
    return;
  }
  if (action.remove) {
    // From the last to the first, so that indexes of a list stay true while members go.
    for (const node of [...nodes].reverse()) removeAt(document, node.location);
    return;
  }
  const updates: unknown[] = [];
  if (action.copy !== undefined) {
    const copied = select(document, action.copy);
    if (copied.length !== 1) {
      problem(`\`copy\` must match one value, ${action.copy} matches ${copied.length}`, 'copy');
      return;
    }
    updates.push(structuredClone(copied[0]?.value));
  }
  if (action.update !== undefined) updates.push(action.update);
  for (const node of nodes) {
    const pointer = child('#', ...node.location);
    for (const update of updates) {
      const target = valueAt(document, pointer);
      if (!isObject(target) && !Array.isArray(target)) {
        problem(
          `the target ${action.target} is ${describe(target)}: only an object or a list can be updated`,
        );
        return;
      }
      const conflict = merge(target, update, pointer, wrote);
      if (conflict !== undefined) {
        problem(conflict, 'update');
        return;
      }
    }
  }
}

const select = (document: Record<string, unknown>, path: string): readonly JSONPathNode[] =>
  query(path, document as never).nodes;

function removeAt(document: unknown, location: readonly (string | number)[]): void {
  const key = location.at(-1);
  const parent = valueAt(document, child('#', ...location.slice(0, -1)));
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (isObject(parent) && key !== undefined) delete parent[key];
}

/** Merges as Overlay 1.0 section 4.4.3 says; returns a sentence when the two do not fit. */
function merge(
  target: unknown,
  update: unknown,
  pointer: Pointer,
  wrote: (pointer: Pointer) => void,
): string | undefined {
  if (Array.isArray(target)) {
    const items = Array.isArray(update) && tokensOf(pointer).length > 0 ? update : [update];
    for (const item of items) {
      wrote(child(pointer, target.length));
      target.push(structuredClone(item));
    }
    return undefined;
  }
  if (!isObject(target)) return undefined;
  if (!isObject(update)) return `cannot merge ${describe(update)} into the object at ${pointer}`;
  for (const [key, value] of Object.entries(update)) {
    const place = child(pointer, key);
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    if (present === undefined || !(isObject(present) || Array.isArray(present))) {
      if (present !== undefined && (isObject(value) || Array.isArray(value)) && present !== null) {
        return `cannot merge ${describe(value)} into ${describe(present)} at ${place}`;
      }
      wrote(place);
      Object.defineProperty(target, key, {
        value: structuredClone(value),
        enumerable: true,
        writable: true,
        configurable: true,
      });
      continue;
    }
    if (Array.isArray(present) !== Array.isArray(value) || (isObject(present) && !isObject(value))) {
      return `cannot merge ${describe(value)} into ${describe(present)} at ${place}`;
    }
    const conflict = merge(present, value, place, wrote);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

const describe = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
