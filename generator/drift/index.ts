/** What changed between two contracts, whom it breaks, and the message that shows it. */
export type { Change } from './change.ts';
export { compareContracts } from './compare.ts';
export { formatChangelog } from './formats/changelog.ts';
export { formatGithub } from './formats/github.ts';
export { formatHtml } from './formats/html.ts';
export { formatJson } from './formats/json.ts';
export { formatJunit } from './formats/junit.ts';
export { formatMarkdown } from './formats/markdown.ts';
export { formatText } from './formats/text.ts';
export { applyIgnores, readPolicyFile } from './ignore.ts';
export { applyPolicy, type DriftPolicy } from './policy.ts';
export { type DriftReport, makeReport, spelledPlace } from './report.ts';
export { compareSources } from './source.ts';
export { checkStructure, refuseStrangers } from './structure.ts';
