import { exchangeRecord } from '../../../conformance/live/journal.ts';
import { type JudgingProxy, openProxy } from '../../../conformance/proxy/proxy.ts';
import { consoleReport } from '../../../conformance/report/console.ts';
import { createTally, type Tally } from '../../../conformance/report/tally.ts';
import { fail } from '../../../generator/contract/diagnostics.ts';
import type { Strength } from '../../run/config.ts';
import { createJournal } from '../../run/journal-file.ts';
import type { NetworkOptions } from '../../run/network-limits.ts';
import { openReports } from '../../run/report-files.ts';
import { reportKinds } from '../../run/report-kinds.ts';
import { loadSubject, type Subject } from '../../run/subject.ts';
import { openSuite } from '../../run/suite.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print, say } from '../terminal.ts';

export interface ProxyVerbOptions extends LoadingFlags, NetworkOptions {
  readonly strength?: Strength;
  readonly target?: string;
  readonly port: number;
  /** `kind=path`, repeatable. */
  readonly report?: readonly string[];
  readonly journal?: string;
  readonly quiet?: boolean;
  /** Headers for every request, see `conform`. */
  readonly header?: readonly string[];
  /** Names that hold a secret, beside the usual ones. */
  readonly redact?: readonly string[];
}

/** Passes traffic on to one server and judges it, until interrupted. */
export async function proxy(options: ProxyVerbOptions): Promise<ExitCode> {
  const subject = await loadSubject(options.spec, options.overlay, options.strength, loadingHints(options));
  const { proxy: running, close } = await openSubjectProxy(subject, options);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const { findings } = await close();
  for (const [reason, times] of running.counts().lost) say(`not judged, ${reason}: ${times}`);
  return findings.some(({ severity }) => severity === 'error') ? ExitCode.findings : ExitCode.clean;
}

/** The same, for a subject that is loaded already; `close` prints and writes the reports. */
export async function openSubjectProxy(
  subject: Subject,
  options: ProxyVerbOptions,
): Promise<{ readonly proxy: JudgingProxy; close(): Promise<Tally> }> {
  const { contract, config } = subject;
  const { target, quiet = false } = options;
  if (target === undefined || target === 'mock')
    return fail({ code: 'usage', message: 'no target is given', hint: 'Give --target <url>.' });
  // Clients bring their keys.
  const suite = openSuite(subject, {
    target,
    seed: 0,
    recordedOnly: true,
    ...(options.redact === undefined ? {} : { redact: options.redact }),
    ...(options.header === undefined ? {} : { header: options.header }),
  });
  const { parts, redact, shown } = suite;
  await parts.transport.close();
  const notes = config?.notes ?? [];
  const reports = await openReports(options.report ?? [], reportKinds({ subject, server: shown, notes }));
  const header = { event: 'proxy', version: 1, target };
  const journal = options.journal === undefined ? undefined : createJournal(options.journal, header, redact);
  const { tally, add } = createTally(contract);
  const { red, yellow } = paletteFor(process.stdout);
  let writing: Promise<unknown> = Promise.resolve();
  const running = await openProxy({
    parts,
    target,
    port: options.port,
    ...(options.timeout === undefined ? {} : { timeout: options.timeout * 1000 }),
    ...(options.maxBody === undefined ? {} : { maxBody: options.maxBody }),
    headers: suite.headers,
    onKey: redact.learnKey,
    onPassed(id, { request, response, milliseconds }) {
      // A request to an undocumented path may contain a key too.
      const authorization = request.headers.find(([name]) => name === 'authorization')?.[1];
      if (authorization !== undefined) redact.learnKey(authorization.replace(/^\S+\s+/, ''));
      journal?.write(exchangeRecord(id, request, response, milliseconds, suite));
    },
    onEvent(raw) {
      const event = redact.event(raw);
      add(event);
      writing = writing.then(() => reports.write(event));
      if (event.event !== 'failure') return;
      const { severity, check, operationId, message, exchange } = event.finding;
      const paint = severity === 'error' ? red : yellow;
      print(paint(`${operationId}: ${message}  (${check}, ${exchange.testCase.id})`));
    },
  });
  if (await running.isLoop(`/__plumbline/${crypto.randomUUID()}`)) {
    await running.close();
    await reports.close();
    journal?.close();
    return fail({
      code: 'proxy-loop',
      message: `${target} leads back to this proxy`,
      hint: 'Give --target the address of the API itself.',
    });
  }
  if (!quiet) {
    print(`${contract.info.title} ${contract.info.version}: ${running.url} leads to ${target}`);
    say('Point clients to this address. Violations of the contract are printed here. Ctrl-C stops.');
  }
  return {
    proxy: running,
    async close() {
      await running.close();
      await writing;
      await reports.close();
      journal?.close();
      const palette = paletteFor(process.stdout);
      print(
        consoleReport(contract, tally, shown, {
          palette,
          notes,
          findingsOnly: quiet,
          isTraffic: true,
        }),
      );
      const { unknown, undocumented } = running.counts();
      if (unknown > 0)
        print(`${unknown} requests matched no operation of the document: forwarded, not judged`);
      for (const [name, times] of undocumented)
        print(`  not in the document: ${redact.text(name)} (${times})`);
      return tally;
    },
  };
}
