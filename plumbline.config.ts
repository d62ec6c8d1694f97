import { defineConfig } from 'openapi-plumbline';
import { behaviours } from './spec/behaviours/index.ts';
import { live } from './spec/live/index.ts';
import { mutants } from './spec/mutants/index.ts';
import { rules } from './spec/rules/index.ts';
import { mfjs } from './spec/rules/mfjs.ts';

export default defineConfig({
  document: 'spec/openapi.json',
  overlays: ['spec/overlays/00-structure.yaml'],
  strengthOverlays: [
    'spec/overlays/10-prose.yaml',
    'spec/overlays/20-vendor-later.yaml',
    'spec/overlays/30-docs.yaml',
    'spec/overlays/31-message-roles.yaml',
    'spec/overlays/40-observed.yaml',
  ],
  output: 'generated',
  contractTests: 'spec/contract',
  package: { name: 'moonshot-plumbline' },
  notes: [
    "Third-party measurements of August and September 2026: of the document's 14 model ids perhaps only kimi-k2.6 is still served.",
  ],
  live,
  behaviours,
  rules,
  helpers: 'spec/sdk',
  sdkRules: [
    'spec/rules/stop-bytes.ts',
    'spec/rules/partial-last.ts',
    'spec/rules/tool-names.ts',
    'spec/rules/tool-turns.ts',
    'spec/rules/media-urls.ts',
    'spec/rules/limits-agree.ts',
    'spec/rules/tool-choice-needs-tools.ts',
  ],
  mutants,
  dialects: [mfjs],
});
