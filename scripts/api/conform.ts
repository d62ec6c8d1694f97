import type { Check, Handler, Rule, SuiteEvent } from '../../conformance/model.ts';
import type { Contract } from '../../generator/contract/model.ts';
import type { ConformSettings } from '../run/conform-settings.ts';
import type { NetworkOptions } from '../run/network-limits.ts';
import type { Subject } from '../run/subject.ts';

/** What a conformance run sends, to whom, and what judges it. */
export interface ConformOptions extends NetworkOptions, ConformSettings {
  /** A URL, `mock` for the built-in mock, or a handler of web requests that is called in this process. */
  readonly target: string | Handler;
  /** Default 1. The same seed sends the same requests. */
  readonly seed?: number;
  /** Operation ids; all when absent. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly maxRequests?: number;
  /** The environment variable that holds the credential; the contract names one when absent. */
  readonly keyEnv?: string;
  /** Checks of your own, beside the standard ones. */
  readonly checks?: readonly Check[];
  /** Rules that no schema can express; each becomes a check. */
  readonly rules?: readonly Rule[];
  /** Ends the run after the request in flight; what was created is deleted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the conformance suite and yields its events: `suiteStarted`, each `exchange` with its verdicts, each distinct `failure`
 * once, and `suiteFinished`. Credentials are taken out of every event. Throws a DiagnosticError for options that cannot be
 * used, and a TransportError when nothing listens at the target.
 *
 * @example
 * for await (const event of conform(contract, { target: 'http://127.0.0.1:4010' }))
 *   if (event.event === 'failure') console.log(event.finding.message);
 */
export async function* conform(contract: Contract, options: ConformOptions): AsyncGenerator<SuiteEvent> {
  const [{ runSuite }, { inProcessTransport }, { choosePlans }, { openSuite, receivesCallbacks }] =
    await Promise.all([
      import('../../conformance/engine/run-suite.ts'),
      import('../../conformance/transport/in-process.ts'),
      import('../run/conform-plans.ts'),
      import('../run/suite.ts'),
    ]);
  const { target, ...settings } = options;
  const { seed = 1, include, exclude, maxRequests, keyEnv, checks = [], rules = [], signal } = settings;
  const subject: Subject = {
    contract,
    file: '',
    config: { file: '', document: '', overlays: [], rules, checks, conform: settings },
  };
  const suite = openSuite(subject, {
    target: typeof target === 'string' ? target : 'mock',
    seed,
    ...(keyEnv === undefined ? {} : { keyEnv }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.maxBody === undefined ? {} : { maxBody: options.maxBody }),
  });
  const transport = typeof target === 'string' ? suite.parts.transport : inProcessTransport(target);
  const { plans } = choosePlans(
    subject,
    {
      seed,
      ...(include === undefined ? {} : { include }),
      ...(exclude === undefined ? {} : { exclude }),
      ...(maxRequests === undefined ? {} : { maxRequests }),
    },
    undefined,
    undefined,
    options.users,
    typeof target === 'string' && receivesCallbacks(target, false),
  );
  const bounds = {
    ...(maxRequests === undefined ? {} : { maxRequests }),
    ...(signal === undefined ? {} : { signal }),
  };
  try {
    for await (const event of runSuite({ ...suite.parts, transport, plans, ...bounds }))
      yield suite.redact.event(event);
  } finally {
    await transport.close();
  }
}
