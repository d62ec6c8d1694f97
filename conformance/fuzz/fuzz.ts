import fc from 'fast-check';
import type { Pointer } from '../../generator/json/types.ts';
import { type Engine, type FuzzTarget, verdictOf, vote } from './engine.ts';
import { type FuzzValue, fuzzValues, type ValueSources } from './values.ts';

/** A value on which the engine under test and the majority differ, or which it changed. */
export interface Disagreement {
  readonly target: FuzzTarget;
  readonly engine: string;
  readonly law: 'verdict' | 'no-verdict' | 'unchanged' | 'round-trip' | 'key-order';
  /** Shrunk. */
  readonly value: unknown;
  /** Engine name to verdict, the engine under test among them. */
  readonly votes: ReadonlyMap<string, boolean | undefined>;
  /** Replays the run. */
  readonly seed: number;
  readonly path: string;
}

export interface FuzzReport {
  /** Values judged. */
  readonly values: number;
  /** Values on which the independent engines did not agree in two, so that nothing was decided. */
  readonly undecided: number;
  /** Values that the majority accepted. */
  readonly accepted: number;
  readonly disagreements: readonly Disagreement[];
}

export interface FuzzOptions {
  /** Values for each schema. */
  readonly runs: number;
  readonly seed: number;
  /** Replays one run: the path of a disagreement, with its seed. */
  readonly path?: string;
  /** What is tested. */
  readonly subjects: readonly Engine[];
  /** Who decides: two that agree. */
  readonly judges: readonly Engine[];
  readonly sources: (target: FuzzTarget) => ValueSources;
  readonly progress?: (target: FuzzTarget, done: number, total: number) => void;
}

/**
 * Differential fuzzing of validators: every value of every schema is judged by independent engines, and the engines
 * under test must say what two of them say, must leave the value as it was, and must not care for the order of keys.
 * Stops a schema at its first disagreement, which is shrunk. Deterministic in the seed.
 */
export function fuzz(targets: readonly FuzzTarget[], options: FuzzOptions): FuzzReport {
  const { runs, seed, path, progress } = options;
  let values = 0;
  let undecided = 0;
  let accepted = 0;
  const disagreements: Disagreement[] = [];
  for (const [index, target] of targets.entries()) {
    progress?.(target, index, targets.length);
    const sources = options.sources(target);
    let isShrinking = false;
    const property = fc.property(fuzzValues(sources), ({ value }) => {
      const found = judge(target, value, options);
      if (!isShrinking) {
        values++;
        if (found.majority === undefined) undecided++;
        if (found.majority === true) accepted++;
      }
      isShrinking ||= found.broken !== undefined;
      return found.broken === undefined;
    });
    // Boundary values are tried whatever is sampled, as many as `runs` allows; a replay counts them too.
    const every = Math.max(1, Math.ceil(sources.boundary.length / Math.max(runs, 100)));
    const examples = sources.boundary
      .filter((_, place) => place % every === 0)
      .map((value): [FuzzValue] => [{ kind: 'boundary', value }]);
    const result = fc.check(property, {
      seed,
      numRuns: Math.max(runs, examples.length),
      examples,
      ...(path === undefined ? {} : { path }),
    });
    const [shrunk] = result.counterexample ?? [];
    if (!result.failed || shrunk === undefined) {
      if (result.errorInstance instanceof Error) throw result.errorInstance;
      continue;
    }
    const found = judge(target, shrunk.value, options);
    disagreements.push({
      target,
      engine: found.broken?.engine ?? '',
      law: found.broken?.law ?? 'verdict',
      value: shrunk.value,
      votes: found.votes,
      seed: result.seed,
      path: result.counterexamplePath ?? '',
    });
  }
  return { values, undecided, accepted, disagreements };
}

interface Judged {
  readonly majority: boolean | undefined;
  readonly votes: ReadonlyMap<string, boolean | undefined>;
  readonly broken: { readonly engine: string; readonly law: Disagreement['law'] } | undefined;
}

function judge(target: FuzzTarget, value: unknown, { subjects, judges }: FuzzOptions): Judged {
  const { pointer } = target;
  const { given, majority } = vote(judges, pointer, value);
  const votes = new Map(given);
  let broken: Judged['broken'];
  for (const engine of subjects) {
    // Each engine gets a value of its own: one that alters it must not mislead the others.
    const own = structuredClone(value);
    const before = JSON.stringify(value);
    const verdict = verdictOf(engine, pointer, own);
    votes.set(engine.name, verdict);
    if (JSON.stringify(own) !== before) broken ??= { engine: engine.name, law: 'unchanged' };
    if (majority === undefined) continue;
    if (verdict === undefined) broken ??= { engine: engine.name, law: 'no-verdict' };
    if (verdict !== majority) broken ??= { engine: engine.name, law: 'verdict' };
    if (verdictOf(engine, pointer, JSON.parse(before)) !== verdict)
      broken ??= { engine: engine.name, law: 'round-trip' };
    if (verdictOf(engine, pointer, reordered(value)) !== verdict)
      broken ??= { engine: engine.name, law: 'key-order' };
  }
  return { majority, votes, broken };
}

/** The same value with every object's keys in the opposite order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]): [string, unknown] => [name, reordered(member)])
      .reverse(),
  );
}

/** A disagreement for people: where, what, who said what, and how to see it again. */
export function formatDisagreement({ target, engine, law, value, votes, seed, path }: Disagreement): string {
  const said = [...votes].map(
    ([name, verdict]) => `${name}: ${verdict === undefined ? 'no verdict' : verdict ? 'valid' : 'invalid'}`,
  );
  const what = {
    verdict: 'decides otherwise than the majority',
    'no-verdict': 'throws an error instead of deciding',
    unchanged: 'changed the value',
    'round-trip': 'decides otherwise after a JSON round trip',
    'key-order': 'cares for the order of keys',
  }[law];
  return [
    `${target.name} (${target.pointer}): ${engine} ${what}`,
    `  value  ${JSON.stringify(value)}`,
    `  votes  ${said.join(', ')}`,
    `  again  --seed ${seed} --path ${path} --only ${JSON.stringify(target.pointer)}`,
  ].join('\n');
}

/** Every schema of a document that something can be sent or answered with. */
export const targetsOf = (
  schemas: readonly { readonly typeName: string; readonly use: { readonly pointer: Pointer } }[],
  bodies: readonly Pointer[],
): readonly FuzzTarget[] => {
  const targets = new Map<Pointer, FuzzTarget>();
  for (const { typeName, use } of schemas) targets.set(use.pointer, { pointer: use.pointer, name: typeName });
  for (const pointer of bodies)
    if (!targets.has(pointer)) targets.set(pointer, { pointer, name: pointer.slice(2) });
  return [...targets.values()];
};
