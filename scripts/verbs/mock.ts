import { listen } from '../../conformance/mock/listen.ts';
import { createMock } from '../../conformance/mock/mock.ts';
import { fail } from '../../generator/diagnostics.ts';
import { loadSubject } from '../subject.ts';
import { withFaults } from '../suite.ts';
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
