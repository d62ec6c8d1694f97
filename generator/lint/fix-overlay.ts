import { stringify } from 'yaml';
import type { Finding } from './finding.ts';

/**
 * An overlay that puts right what can be put right. Each action is optional: one may have taken out what another is about,
 * and a document that was put right meanwhile needs neither.
 */
export function fixOverlay(findings: readonly Finding[]): string {
  const said = new Set<string>();
  const actions = findings.flatMap(({ fix = [], message }) =>
    [fix].flat().flatMap(({ target, update, remove }) => {
      const what = remove === true ? { remove } : { update };
      const key = JSON.stringify([target, what]);
      if (said.has(key)) return [];
      said.add(key);
      return [{ target, description: message, ...what, 'x-optional': true }];
    }),
  );
  return stringify({ overlay: '1.0.0', info: { title: 'What lint puts right', version: '1.0.0' }, actions });
}
