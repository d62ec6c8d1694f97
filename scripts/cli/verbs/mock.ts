import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { controls } from '../../../conformance/mock/control.ts';
import { createFaults } from '../../../conformance/mock/faults.ts';
import { listen } from '../../../conformance/mock/listen.ts';
import { createMock, type Mock, type MockOptions } from '../../../conformance/mock/mock.ts';
import type { LoggedRequest } from '../../../conformance/mock/recorder.ts';
import type { SeedData } from '../../../conformance/mock/store/seed-data.ts';
import type { Behaviour } from '../../../conformance/model.ts';
import { fail } from '../../../generator/contract/diagnostics.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Strength } from '../../run/config.ts';
import { loadSubject } from '../../run/subject.ts';
import { steadyClock, withFaults } from '../../run/suite.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, print, say } from '../terminal.ts';

export interface MockVerbOptions extends LoadingFlags {
  readonly strength?: Strength;
  readonly port: number;
  readonly host: string;
  /** Host names besides its address and `localhost` that it accepts. */
  readonly acceptHost?: readonly string[];
  readonly seed: number;
  readonly keyEnv?: string;
  readonly fault?: readonly string[];
  readonly lenient?: boolean;
  readonly steadyClock?: boolean;
  /** A file that every exchange is written to as it ends. */
  readonly transcript?: string;
  /** Names that hold a secret, beside the usual ones. */
  readonly redact?: readonly string[];
  /** A file of items by collection, as `GET /__mock/state` gives them. */
  readonly seedData?: string;
  /** False with `--no-validate`. */
  readonly validate?: boolean;
  /** `<control>.<member>=<value>`, repeated. */
  readonly set?: readonly string[];
}

/** Serves until interrupted. */
export async function mock(options: MockVerbOptions): Promise<ExitCode> {
  const { contract, config } = await loadSubject(
    options.spec,
    options.overlay,
    options.strength,
    loadingHints(options),
  );
  const key = options.keyEnv === undefined ? undefined : process.env[options.keyEnv];
  if (options.keyEnv !== undefined && !key) {
    return fail({ code: 'no-key', message: `the environment variable ${options.keyEnv} is empty` });
  }
  const server = withSettings(contract, {
    seed: options.seed,
    behaviours: config?.behaviours ?? [],
    rules: config?.rules ?? [],
    lenient: options.lenient === true,
    ...(options.steadyClock === true ? { clock: steadyClock() } : {}),
    ...(options.transcript === undefined ? {} : { onExchange: writerTo(options.transcript) }),
    ...(options.redact === undefined ? {} : { redact: options.redact }),
    settings: settingsOf(options.set ?? [], config?.behaviours ?? []),
    ...(options.seedData === undefined ? {} : { seedData: seedDataIn(options.seedData) }),
    ...(options.validate === undefined ? {} : { validate: options.validate }),
    onRequest: sayWhy,
    ...(key === undefined ? {} : { key }),
  });
  // A fault of the mock by its name, else a mutant of the configuration.
  const own = (fault: string): boolean => server.faults.has(/^[\w-]+/.exec(fault)?.[0] ?? '');
  const faults = options.fault ?? [];
  for (const fault of faults.filter(own)) server.fault(fault);
  const mutants = faults.filter((fault) => !own(fault));
  // The mock itself writes faster than the handler that a mutant is wrapped around.
  const listening =
    mutants.length === 0
      ? await server.listen(options.port, options.host, options.acceptHost)
      : await listen(
          withFaults(server.fetch, contract, config, mutants, [...server.faults.keys()]),
          options.port,
          options.host,
          options.acceptHost,
        );
  print(
    `${contract.info.title} ${contract.info.version}: ${contract.operations.length} operations at ${listening.url}`,
  );
  say(
    key === undefined
      ? 'Any key is taken, unless it begins with `bad` or `invalid`. Ctrl-C stops.'
      : 'One key is taken. Ctrl-C stops.',
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await listening.close(2000);
  return ExitCode.clean;
}

/** A setting that its control rejects is a usage error. */
function withSettings(contract: Contract, options: MockOptions): Mock {
  try {
    return createMock(contract, options);
  } catch (cause) {
    if (cause instanceof TypeError) return fail({ code: 'bad-setting', message: cause.message });
    throw cause;
  }
}

/** Reports on stderr why a request was rejected, or what looks like a mistake. */
function sayWhy({ method, target, status, reason, warning }: LoggedRequest): void {
  if (reason !== undefined) say(`${status} ${method} ${target}: ${reason}`);
  if (warning !== undefined) say(`${method} ${target}: ${warning}`);
}

/** Items by collection, or what `GET /__mock/state` gives, which has them as `items`. */
function seedDataIn(file: string): SeedData {
  const expected = 'expected JSON like { "/pets": [{ "id": 1 }] }';
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    return fail({ code: 'bad-seed-data', file, message: `${(cause as Error).message}; ${expected}` });
  }
  const items = isObject(read) && isObject(read['items']) ? read['items'] : read;
  if (!isObject(items)) return fail({ code: 'bad-seed-data', file, message: expected });
  return items as SeedData;
}

/** Writes lines to a file, which is begun anew. */
function writerTo(path: string): (line: string) => void {
  writeFileSync(path, '');
  return (line) => appendFileSync(path, `${line}\n`);
}

/** `limits.tier=0` and the like, by control; a value that is not JSON is a string. */
function settingsOf(
  texts: readonly string[],
  behaviours: readonly Behaviour[],
): { readonly [control: string]: Readonly<Record<string, unknown>> } {
  const known = behaviours.flatMap(({ controls: own = {} }) => Object.keys(own));
  const settings = new Map<string, Record<string, unknown>>();
  for (const text of texts) {
    const [, control = '', member = '', value = ''] = /^([\w-]+)\.(\w+)=(.*)$/s.exec(text) ?? [];
    if (!known.includes(control)) {
      return fail({
        code: 'unknown-control',
        message: `${JSON.stringify(text)} sets nothing that this mock has`,
        hint: `Write <control>.<member>=<value>; the controls are ${known.join(', ') || 'none here'}.`,
      });
    }
    settings.set(control, { ...settings.get(control), [member]: parsed(value) });
  }
  return Object.fromEntries(settings);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Controls and faults, for the end of the help: those of any mock, then those of the configured behaviours. */
export async function mockHelp(): Promise<string> {
  const { loadConfig } = await import('../../run/config.ts');
  const behaviours = (await loadConfig(process.cwd()).catch(() => undefined))?.behaviours ?? [];
  const own = behaviours.flatMap((behaviour) =>
    Object.entries(behaviour.controls ?? {}).map(
      ([name, { title }]) => [`POST /__mock/${name}`, title] as const,
    ),
  );
  const lines = (pairs: readonly (readonly [string, string])[]): string =>
    pairs.map(([name, title]) => `  ${name.padEnd(26)} ${title}`).join('\n');
  const faults = createFaults(behaviours).titles;
  return `
Start page with the live request log: /

Controls (this machine only; those of the API also by --set):
${lines([...Object.entries(controls), ...own])}

Faults (--fault, the header x-mock-fault, POST /__mock/faults; name=value, *n for the next n requests):
${lines([...faults])}
`;
}
