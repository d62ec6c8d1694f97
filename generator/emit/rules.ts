import { banner } from './banner.ts';
import type { Emitter } from './emitter.ts';
import { shippedText } from './hand-written.ts';

/**
 * `src/rules/`: what the configuration knows of requests beyond their schemas, one file a rule, as it is written
 * there.
 */
export const rules: Emitter = {
  name: 'rules',
  parts: ['client'],
  emit: (contract, { rules: sources = [] }) => {
    if (sources.length === 0) return [];
    const names = sources.map(({ name }) => name);
    return [
      { kind: 'template', path: 'src/rules/rule.ts', template: 'rules/rule.ts', view: {} },
      ...sources.map((source) => ({
        kind: 'text' as const,
        path: `src/rules/${source.file}.ts`,
        text: `${banner(contract)}\n${shippedText(source.text, { 'openapi-plumbline': './rule.js' })}`,
      })),
      {
        kind: 'text',
        path: 'src/rules/index.ts',
        text: [
          banner(contract),
          "import type { Inspector } from '../runtime/config.js';",
          "import type { ValidationMode } from '../runtime/validation.js';",
          "import { inspectWith, type Rule } from './rule.js';",
          ...sources.map(({ file, name }) => `import { ${name} } from './${file}.js';`),
          "export type { Rule } from './rule.js';",
          '',
          '/** Requirements on requests that no schema of this API expresses. */',
          'export const rules: readonly Rule[] = [',
          ...names.map((name) => `  ${name},`),
          '];',
          '',
          '/** For the option `validate`: the rules of requests, after what else is to be checked. */',
          'export function withRules(mode: ValidationMode, validate?: Inspector): Inspector {',
          '  return inspectWith(rules, mode, validate);',
          '}',
          '',
        ].join('\n'),
      },
    ];
  },
};
