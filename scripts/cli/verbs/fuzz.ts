import { arbitrary, boundary, mutants } from '../../../conformance/arbitraries/index.ts';
import type { Engine, FuzzTarget } from '../../../conformance/fuzz/engine.ts';
import { formatDisagreement, fuzz as run, targetsOf } from '../../../conformance/fuzz/fuzz.ts';
import type { ValueSources } from '../../../conformance/fuzz/values.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import { child, isObject } from '../../../generator/json/pointer.ts';
import { oneLine } from '../../../generator/json/safe-text.ts';
import type { Pointer } from '../../../generator/json/types.ts';
import { createJudge } from '../../../generator/judge/judge.ts';
import { createSecondJudge } from '../../../generator/judge/second.ts';
import { createThirdJudge } from '../../../generator/judge/third.ts';
import { compile, type Validator } from '../../../generator/schema/compile.ts';
import type { Strength } from '../../run/config.ts';
import { loadValidators } from '../../run/load-validators.ts';
import { loadSubject } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

/** The options of `plumbline fuzz`. */
export interface FuzzVerbOptions extends LoadingFlags {
  readonly strength?: Strength;
  /** Values for each schema. */
  readonly runs: number;
  readonly seed: number;
  /** Path of a disagreement, to see it again. */
  readonly path?: string;
  /** Pointer of the only schema to look at. */
  readonly only?: string;
  /** A module with validators of somebody else, to be judged in the place of the emitted ones. */
  readonly validator?: string;
}

/**
 * Differential fuzzing of the emitted validators, or of those in a module, against three independent engines, two of which
 * decide. Exit 1 when they ever disagree.
 */
export async function fuzz(options: FuzzVerbOptions): Promise<ExitCode> {
  const { contract } = await loadSubject(
    options.spec,
    options.overlay,
    options.strength,
    loadingHints(options),
  );
  const all = targetsOf(contract.schemas, bodiesOf(contract));
  const chosen = options.only === undefined ? all : all.filter(({ pointer }) => pointer === options.only);
  const foreign =
    options.validator === undefined ? undefined : await loadValidators(options.validator, chosen);
  const targets = foreign?.covered ?? chosen;
  const pointers = targets.map(({ pointer }) => pointer);
  const { document, dialect } = contract;
  const judges: readonly Engine[] = [
    createJudge(document, dialect),
    createSecondJudge(document, dialect),
    await createThirdJudge(document, dialect, pointers),
  ];
  const started = performance.now();
  const report = run(targets, {
    runs: options.runs,
    seed: options.seed,
    ...(options.path === undefined ? {} : { path: options.path }),
    subjects:
      foreign?.engine === undefined
        ? [
            ...emittedEngines(contract),
            // References of a rewritten 3.0 schema lead to schemas in the old dialect, which no engine reads beside the
            // new one.
            ...(dialect === '3.0' ? [] : [rewrittenEngine(contract, pointers)]),
          ]
        : [foreign.engine],
    judges,
    sources: (target) => sourcesOf(contract, target),
    progress: showProgress,
  });
  clearProgress();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  for (const disagreement of report.disagreements) print(formatDisagreement(disagreement));
  const withoutOne = (foreign?.uncovered ?? []).filter(({ name }) => !name.includes('/'));
  if (withoutOne.length > 0) print(`no validator: ${withoutOne.map(({ name }) => oneLine(name)).join(', ')}`);
  const { red, green } = paletteFor(process.stdout);
  const count = report.disagreements.length;
  const verdict =
    count === 0 ? green('no disagreement') : red(`${count} disagreement${count === 1 ? '' : 's'}`);
  print(
    `${verdict} in ${report.values} values over ${targets.length} schemas (${report.accepted} valid, ${report.undecided} undecided by the judges), seed ${options.seed}, ${seconds} s`,
  );
  return count === 0 ? ExitCode.clean : ExitCode.findings;
}

/** The emitted code, first problem and all problems: the text that `generate` writes, run in this process. */
function emittedEngines({ document, dialect }: Contract): readonly Engine[] {
  const known = new Map<Pointer, Validator>();
  const validator = (pointer: Pointer): Validator => {
    const made = known.get(pointer) ?? compile(document, dialect, pointer);
    known.set(pointer, made);
    return made;
  };
  return [
    { name: 'emitted', accepts: (pointer, value) => validator(pointer).accepts(value) },
    {
      name: 'emitted, all errors',
      accepts: (pointer, value) => validator(pointer).allErrors(value).length === 0,
    },
  ];
}

/** Plain Ajv over the normal forms: the rewriting itself, without our code. */
function rewrittenEngine(contract: Contract, pointers: readonly Pointer[]): Engine {
  const normal = Object.fromEntries(
    pointers.map((pointer) => [pointer, contract.schemaAt(pointer).normal.schema]),
  );
  const judge = createJudge({ ...contract.document, 'x-plumbline-normal': normal }, contract.dialect);
  return {
    name: 'rewritten',
    accepts: (pointer, value) => judge.accepts(child('#/x-plumbline-normal', pointer), value),
  };
}

/** Bodies of requests and responses, and parameters. */
const bodiesOf = ({ operations }: Contract): readonly Pointer[] =>
  operations.flatMap(({ parameters, requestBody, responses }) =>
    [
      ...parameters.map(({ schema }) => schema),
      ...(requestBody?.content ?? []).map(({ schema }) => schema),
      ...responses.flatMap(({ content }) =>
        content.flatMap(({ schema, itemSchema }) => [schema, itemSchema]),
      ),
    ].flatMap((use) => (use === undefined ? [] : [use.pointer])),
  );

function sourcesOf(contract: Contract, { pointer }: FuzzTarget): ValueSources {
  const { raw } = contract.schemaAt(pointer);
  const options = { document: contract.document, dialect: contract.dialect, pointer };
  const or = <T>(make: () => T): T | undefined => {
    try {
      return make();
    } catch {
      // A schema that nothing satisfies has neither valid values nor mutants of them.
      return undefined;
    }
  };
  const isPlain = typeof raw === 'boolean' || isObject(raw);
  return {
    valid: isPlain ? or(() => arbitrary(raw, { ...options, size: 'small' })) : undefined,
    mutated: isPlain ? or(() => mutants(raw, options).map(({ value }) => value)) : undefined,
    boundary: or(() => boundary(raw, options).map(({ value }) => value)) ?? [],
  };
}

const { stderr } = process;

function showProgress({ name }: FuzzTarget, done: number, total: number): void {
  if (stderr.isTTY !== true) return;
  const width = 24;
  const filled = Math.round((done / total) * width);
  stderr.write(
    `\r\u001b[2K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total} ${oneLine(name)}`,
  );
}

function clearProgress(): void {
  if (stderr.isTTY === true) stderr.write('\r\u001b[2K');
}
