/** The nouns of conformance; this file is their entry. */

export type * from './model/behaviour.ts';
export type * from './model/case-plan.ts';
export * from './model/check.ts';
export type * from './model/given-value.ts';
export type * from './model/hooks.ts';
export type * from './model/live-feature.ts';
export type * from './model/mutant.ts';
export type * from './model/rule.ts';
export type * from './model/scenario.ts';
export type * from './model/suite-event.ts';
export type * from './model/test-case.ts';
export type * from './model/transport.ts';
export type * from './model/users.ts';
