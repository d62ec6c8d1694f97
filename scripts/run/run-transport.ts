import type { Journal } from '../../conformance/live/journal.ts';
import { tokensOf } from '../../conformance/live/purse.ts';
import { isMarked, type ResponseMark } from '../../conformance/live/response-mark.ts';
import { liveDefaults } from '../../conformance/live/settings.ts';
import type { Transport } from '../../conformance/model.ts';
import { journaledTransport, notingTransport } from '../../conformance/transport/journaled.ts';
import { pacedTransport } from '../../conformance/transport/paced.ts';
import { ratedTransport } from '../../conformance/transport/rated.ts';
import { type JournalFile, whileWritable } from './journal-file.ts';
import { openJournal, type RunOptions, withPast } from './run-options.ts';
import type { RunTarget } from './run-target.ts';
import type { Subject } from './subject.ts';
import type { Suite } from './suite.ts';

/** How a run sends its requests: at a pace, into a journal, after the recording of an earlier run. */
export interface RunTransport {
  readonly transport: Transport;
  readonly journal: JournalFile | undefined;
  /** True once after everything that the run created was deleted. */
  forgets(): boolean;
}

/** `print` shows waits, and the name of the journal. */
export function runTransport(
  subject: Subject,
  suite: Suite,
  options: RunOptions,
  { target, isLive, isRemote, settings, file }: RunTarget,
  past: Journal | undefined,
  interrupt: AbortController,
  print: (text: string) => void,
): RunTransport {
  const journal = openJournal(subject, options, settings, { target, isRemote }, past, suite.redact);
  if (journal.name !== undefined) print(`journal: ${journal.name}`);
  const writable = journal.file && whileWritable(journal.file, interrupt);
  const write = writable?.write;
  const network =
    write === undefined ? suite.parts.transport : notingTransport(suite.parts.transport, write, suite);
  const rate = options.rate ?? (isRemote ? politeRate : undefined);
  const paced = isLive
    ? atPace(network, options, subject.config?.live?.noMoney, print)
    : rate === undefined
      ? network
      : ratedTransport(network, rate, options.clock);
  const sending =
    write === undefined
      ? paced
      : journaledTransport(paced, write, {
          before: past?.recorded.length ?? 0,
          redaction: suite,
          signal: interrupt.signal,
        });
  let isForgotten = false;
  const transport = withPast(past, options, sending, {
    identify: suite.identify,
    onStopped: () => interrupt.abort(),
    onForgotten: () => {
      isForgotten = true;
    },
  });
  if (past?.isCut === true) print(`${file}: the last line was cut off; that request is sent again`);
  return {
    transport,
    journal: writable,
    forgets() {
      const was = isForgotten;
      isForgotten = false;
      return was;
    },
  };
}

/** Requests a second to a server on another machine that has no settings of its own. */
const politeRate = 5;

function atPace(
  transport: Transport,
  { pace = liveDefaults.pace, tokensPerMinute = liveDefaults.tokensPerMinute, minute, clock }: RunOptions,
  noMoney: ResponseMark | undefined,
  print: (text: string) => void,
): Transport {
  return pacedTransport(transport, {
    gap: pace * 1000,
    tokensPerMinute,
    tokensOf: ({ body }) => tokensOf(body, liveDefaults.maxTokens),
    ...(minute === undefined ? {} : { minute }),
    ...(clock === undefined ? {} : { clock }),
    isFinal: (received) => isMarked(received, noMoney),
    onRefused: (received, wait) =>
      print(`${received.response.status}: sent again in ${Math.ceil(wait / 1000)} s`),
  });
}
