import type { Operation, OperationRole, ResourceOverride } from '../../contract/model.ts';
import type { Draft, RoleEntry } from './draft.ts';

/** Overrides of an overlay replace what was inferred. */
export function applyOverrides(
  drafts: readonly Draft[],
  loose: RoleEntry[],
  operations: readonly Operation[],
): void {
  for (const operation of operations) {
    const override: ResourceOverride | undefined = operation.extensions.resourceOverride;
    if (override === undefined) continue;
    let role: OperationRole = 'action';
    for (const draft of drafts) {
      const at = draft.entries.findIndex(([, known]) => known === operation);
      if (at < 0) continue;
      role = draft.entries[at]?.[0] ?? role;
      if (override === false || override.path !== undefined || override.role !== undefined)
        draft.entries.splice(at, 1);
      if (override !== false && override.path === undefined && override.role !== undefined)
        draft.entries.push([override.role, operation, 'x-plumbline-resource says so']);
    }
    const free = loose.findIndex((entry) => entry.operation === operation);
    if (override === false) {
      if (free < 0) loose.push({ role: 'action', operation, reason: 'x-plumbline-resource says so' });
      continue;
    }
    const home = drafts.find(({ path }) => path === override.path);
    if (home === undefined) continue;
    if (free >= 0) loose.splice(free, 1);
    home.entries.push([override.role ?? role, operation, 'x-plumbline-resource says so']);
  }
}
