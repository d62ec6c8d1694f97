import { planCases } from '../../conformance/cases/plan-cases.ts';
import { createComplaints } from '../../conformance/complaints.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import { createMock } from '../../conformance/mock/mock.ts';
import type { CasePlan, SuiteEvent, Summary, Transport } from '../../conformance/model.ts';
import { oracles } from '../../conformance/oracles/index.ts';
import { ruleOracle } from '../../conformance/oracles/rule-oracle.ts';
import { consoleHeader, consoleReport } from '../../conformance/report/console.ts';
import { ndjsonReporter } from '../../conformance/report/ndjson.ts';
import { redactor } from '../../conformance/report/redact.ts';
import { createTally } from '../../conformance/report/tally.ts';
import { credentialWriter } from '../../conformance/transport/credentials.ts';
import { httpTransport } from '../../conformance/transport/http.ts';
import { inProcessTransport } from '../../conformance/transport/in-process.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { fail } from '../../generator/diagnostics.ts';
import { createProgress } from '../progress.ts';
import { openReports } from '../report-files.ts';
import { loadSubject, type Subject } from '../subject.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';
import { withFaults } from './mock.ts';

export interface ConformOptions {
  readonly spec?: string;
  readonly overlay?: readonly string[];
  readonly target: string;
  readonly seed: number;
  readonly path?: string;
  readonly maxRequests?: number;
  readonly include?: readonly string[];
  readonly keyEnv?: string;
  readonly report?: readonly string[];
  readonly quiet?: boolean;
  readonly fault?: readonly string[];
}

/** Milliseconds after which an exchange counts as unanswered. */
const timeout = 30_000;

/** Runs the suite against a server, or against the built-in mock in-process. */
export async function conform(options: ConformOptions): Promise<ExitCode> {
  const subject = await loadSubject(options.spec, options.overlay);
  const { summary } = await conformSubject(subject, options);
  if (summary.aborted === 'interrupted') return ExitCode.interrupted;
  return summary.failures > 0 ? ExitCode.findings : ExitCode.clean;
}

/** The same, for a subject that is loaded already; gives the sum for callers that print more. */
export async function conformSubject(
  subject: Subject,
  options: ConformOptions,
): Promise<{ readonly summary: Summary }> {
  const { contract, config } = subject;
  const key = findKey(contract, options);
  const redact = redactor([key.value]);
  const palette = paletteFor(process.stdout);
  const transport = openTransport(subject, options, key);
  const plans = choosePlans(planCases(contract, { seed: options.seed }), contract, options);
  const reports = await openReports(options.report ?? [], {
    ndjson: ndjsonReporter(contract, transport.baseUrl, redact),
  });
  const { tally, add } = createTally(contract);
  const isMock = options.target === 'mock';
  const notes = [
    ...(isMock
      ? [
          "Agreement with the mock proves nothing about the vendor's servers: both come from the same document.",
        ]
      : []),
    ...(config?.notes ?? []),
  ];
  const consoleOptions = { palette, redact, notes };
  if (options.quiet !== true)
    print(
      consoleHeader(contract, isMock ? 'mock (in-process)' : transport.baseUrl, options.seed, consoleOptions),
    );
  const progress = createProgress(plans, options.quiet === true);
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort();
  process.once('SIGINT', onInterrupt);
  const writer = credentialWriter(contract, key.value);
  let summary: Summary | undefined;
  try {
    const events = runSuite({
      contract,
      plans,
      oracles: [...oracles, ...(config?.rules ?? []).map(ruleOracle)],
      transport,
      complaints: createComplaints(contract),
      seed: options.seed,
      authorize: (operation, request, credentials) => writer.write(operation, request, credentials),
      signal: interrupt.signal,
      ...(options.maxRequests === undefined ? {} : { maxRequests: options.maxRequests }),
    });
    for await (const event of events) {
      add(event);
      progress.show(event);
      await reports.write(event);
      summary = summaryOf(event) ?? summary;
    }
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    progress.clear();
    await transport.close();
    await reports.close();
  }
  if (summary === undefined) throw new Error('the suite ended without a sum');
  if (options.quiet !== true || tally.findings.length > 0)
    print(consoleReport(contract, tally, transport.baseUrl, consoleOptions));
  return { summary };
}

const summaryOf = (event: SuiteEvent): Summary | undefined =>
  event.event === 'suiteFinished' ? event.summary : undefined;

interface Key {
  readonly value: string;
  readonly given: boolean;
}

/** The key comes from the environment only; for the mock any will do. */
function findKey(contract: Contract, { keyEnv, target }: ConformOptions): Key {
  const name = keyEnv ?? [...contract.securitySchemes.values()][0]?.env;
  const value = name === undefined ? undefined : process.env[name];
  if (keyEnv !== undefined && !value)
    return fail({ code: 'no-key', message: `the environment variable ${keyEnv} is empty` });
  if (value) return { value, given: true };
  if (target !== 'mock' && name !== undefined && !isLoopback(target))
    return fail({ code: 'no-key', message: `the environment variable ${name} is empty` });
  return { value: 'plumbline-harness-key', given: false };
}

function openTransport({ contract, config }: Subject, options: ConformOptions, key: Key): Transport {
  if (options.target === 'mock') {
    const { fetch } = createMock(contract, { seed: options.seed, ...(key.given ? { key: key.value } : {}) });
    return inProcessTransport(withFaults(fetch, contract, config, options.fault ?? []));
  }
  if (options.fault !== undefined)
    return fail({
      code: 'usage',
      message: '--fault goes with --target mock: start the server with `plumbline mock --fault` instead',
    });
  if (!/^https?:\/\//.test(options.target) || !URL.canParse(options.target)) {
    return fail({
      code: 'bad-target',
      message: `${JSON.stringify(options.target)} is neither \`mock\` nor an http(s) URL`,
      hint: 'For example --target http://127.0.0.1:4010',
    });
  }
  if (!isLoopback(options.target)) {
    return fail({
      code: 'target-not-loopback',
      message: `${options.target} is not on this machine`,
      hint: 'Live runs need limits that are not built yet (pacing, a budget, --yes): only loopback targets are taken.',
    });
  }
  return httpTransport(options.target, timeout);
}

function isLoopback(target: string): boolean {
  if (!URL.canParse(target)) return false;
  const { hostname } = new URL(target);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function choosePlans(
  plans: readonly CasePlan[],
  contract: Contract,
  { include, path }: ConformOptions,
): readonly CasePlan[] {
  for (const id of include ?? []) {
    if (contract.operations.some(({ operationId }) => operationId === id)) continue;
    const known = contract.operations.map(({ operationId }) => operationId).join(', ');
    return fail({
      code: 'unknown-operation',
      message: `there is no operation ${JSON.stringify(id)}`,
      hint: `Known: ${known}`,
    });
  }
  const included =
    include === undefined ? plans : plans.filter(({ operationId }) => include.includes(operationId));
  if (path === undefined) return included;
  for (const plan of included) {
    const testCase = plan.cases.find(({ id }) => id === path) ?? plan.replay?.(path);
    if (testCase !== undefined) return [{ ...plan, cases: [testCase] }];
  }
  return fail({
    code: 'unknown-path',
    message: `no case stands at the path ${JSON.stringify(path)}`,
    hint: 'Give the --seed and --path that a finding shows, against the same document.',
  });
}
