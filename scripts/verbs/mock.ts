import { listen } from '../../conformance/mock/listen.ts';
import { createMock } from '../../conformance/mock/mock.ts';
import type { Handler } from '../../conformance/model.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { fail } from '../../generator/diagnostics.ts';
import type { LoadedConfig } from '../config.ts';
import { loadSubject } from '../subject.ts';
import { ExitCode, print, say } from '../terminal.ts';

export interface MockVerbOptions {
  readonly spec?: string;
  readonly overlay?: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  readonly keyEnv?: string;
  readonly fault?: readonly string[];
}

/** Serves until interrupted. */
export async function mock(options: MockVerbOptions): Promise<ExitCode> {
  const { contract, config } = await loadSubject(options.spec, options.overlay);
  const key = options.keyEnv === undefined ? undefined : process.env[options.keyEnv];
  if (options.keyEnv !== undefined && !key) {
    return fail({ code: 'no-key', message: `the environment variable ${options.keyEnv} is empty` });
  }
  const { fetch } = createMock(contract, { seed: options.seed, ...(key === undefined ? {} : { key }) });
  const handler = withFaults(fetch, contract, config, options.fault ?? []);
  const listening = await listen(handler, options.port, options.host);
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
  await listening.close();
  return ExitCode.clean;
}

/** The handler broken in the ways asked for; an unknown id is a diagnostic that lists the known ones. */
export function withFaults(
  handler: Handler,
  contract: Contract,
  config: LoadedConfig | undefined,
  ids: readonly string[],
): Handler {
  const mutants = config?.mutants ?? [];
  return ids.reduce((broken, id) => {
    const mutant = mutants.find((each) => each.id === id);
    if (mutant === undefined) {
      const known = mutants.map((each) => each.id).join(', ') || 'none is configured';
      return fail({
        code: 'unknown-fault',
        message: `there is no fault ${JSON.stringify(id)}`,
        hint: `Known: ${known}`,
      });
    }
    return mutant.breakServer(broken, contract);
  }, handler);
}
