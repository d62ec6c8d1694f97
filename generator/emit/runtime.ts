import type { RuntimeParts } from '../print/parts.ts';
import { partsOf } from '../print/parts.ts';
import { type Emitter, hasPart } from './emitter.ts';

/** Modules of `templates/runtime/`, and the part of a contract that calls for them. */
const modules: readonly (readonly [name: string, need: keyof RuntimeParts | 'always'])[] = [
  ['auth', 'always'],
  ['config', 'always'],
  ['credentials', 'always'],
  ['errors', 'always'],
  ['failure', 'always'],
  ['fold', 'folding'],
  ['form-fields', 'forms'],
  ['forms', 'forms'],
  ['lines', 'lines'],
  ['node', 'forms'],
  ['operation', 'always'],
  ['pagination', 'pages'],
  ['promise', 'always'],
  ['redirect', 'always'],
  ['retry', 'always'],
  ['secrets', 'always'],
  ['send', 'always'],
  ['stream', 'streams'],
  ['styles', 'styles'],
  ['types', 'always'],
  ['unlisted', 'unlisted'],
  ['url', 'always'],
  ['validation', 'always'],
];

/** `src/runtime/*.ts`: the static part, the same for every API; what this one does not need is left out. */
export const runtime: Emitter = {
  name: 'runtime',
  parts: ['types', 'client', 'validators', 'testing'],
  emit: (contract, options) => {
    const parts = partsOf(contract);
    // Models take a few helper types from it.
    const wanted = hasPart(options, 'client') ? modules : modules.filter(([name]) => name === 'types');
    return wanted
      .filter(([, need]) => need === 'always' || parts[need])
      .map(([name]) => ({
        kind: 'template',
        path: `src/runtime/${name}.ts`,
        template: `runtime/${name}.ts`,
        view: {},
      }));
  },
};
