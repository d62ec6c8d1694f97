import type { Journal, JournalHeader, RunSettings } from '../../conformance/live/journal.ts';
import { goingOn } from '../../conformance/live/journal.ts';
import { liveDefaults } from '../../conformance/live/settings.ts';
import type { Transport } from '../../conformance/model.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import type { Clock } from '../../conformance/transport/paced.ts';
import { type ReplayOptions, replayTransport } from '../../conformance/transport/replay.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { continueJournal, createJournal, type JournalFile, journalHeader } from './journal-file.ts';
import { leftOut, type Selection } from './selection.ts';
import type { Subject } from './subject.ts';
import type { TargetOptions } from './suite.ts';

/** The options of a run. */
export interface RunOptions extends Omit<TargetOptions, 'target' | 'seed'>, Selection {
  readonly target?: string;
  readonly seed?: number;
  readonly path?: string;
  readonly maxRequests?: number;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** `i/n`. */
  readonly shard?: string;
  /** Paced and billed as a server elsewhere, wherever the target is. */
  readonly live?: boolean;
  /** Paid calls are allowed. */
  readonly yes?: boolean;
  readonly maxPaid?: number;
  /** Most money that a live run may cost, in the unit of the balance. */
  readonly maxCost?: number;
  /** Run the preflight only. */
  readonly preflight?: boolean;
  /** Seconds from one request of a live run to the next. */
  readonly pace?: number;
  /** Most requests started in a second; 5 for a server on another machine, no limit for one on this. */
  readonly rate?: number;
  /** Most requests under way at once, where their order cannot matter; 1. */
  readonly concurrency?: number;
  readonly tokensPerMinute?: number;
  /** A file that every exchange is appended to as it happens. */
  readonly journal?: string;
  readonly resume?: string;
  readonly replay?: string;
  /** For tests: the clock, and the length of a minute of the server. */
  readonly clock?: Clock;
  readonly minute?: number;
}

/** The settings that reproduce the requests of a run; the first line of a journal contains them. */
export function settingsOf({ contract }: Subject, options: RunOptions, isLive: boolean): RunSettings {
  const { seed = 1, include, shard, path, yes, maxPaid, maxCost } = options;
  const left = leftOut(contract, options);
  const exclude = left.length === 0 ? options.exclude : [...new Set([...(options.exclude ?? []), ...left])];
  const maxRequests = options.maxRequests ?? (isLive ? liveDefaults.maxRequests : undefined);
  return {
    seed,
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(maxRequests === undefined ? {} : { maxRequests }),
    ...(maxPaid === undefined ? {} : { maxPaid }),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(shard === undefined ? {} : { shard }),
    ...(path === undefined ? {} : { path }),
    ...(isLive ? { live: true } : {}),
    ...(yes === true ? { yes } : {}),
  };
}

/** Most requests under way at once: a recording has one order, and a server that bills is asked one by one. */
export function concurrencyOf(
  { concurrency = 1, replay }: RunOptions,
  isLive: boolean,
  hasJournal: boolean,
): number {
  if (concurrency > 1 && (isLive || hasJournal || replay !== undefined))
    fail({
      code: 'usage',
      message: '--concurrency does not go with a journal or a live run, whose requests have one order',
    });
  return concurrency;
}

/** The transport of a run: a recording, continued by the network; the network alone without a recording. */
export function withPast(
  past: Journal | undefined,
  { resume, replay }: RunOptions,
  sending: Transport,
  hooks: Pick<ReplayOptions, 'identify' | 'onStopped' | 'onForgotten'>,
): Transport {
  const file = resume ?? replay;
  if (past === undefined || file === undefined) return sending;
  const { baseUrl } = sending;
  return resume === undefined
    ? replayTransport({ file, recorded: past.recorded, baseUrl, ...hooks })
    : replayTransport({ file, recorded: goingOn(past.recorded), baseUrl, beyond: sending, ...hooks });
}

/** The journal that a run writes, and its name where it has to be printed: a run against another machine has one. */
export function openJournal(
  subject: Subject,
  { journal, resume, replay, preflight, concurrency = 1 }: RunOptions,
  run: RunSettings,
  { target, isRemote }: { readonly target: string; readonly isRemote: boolean },
  past: Journal | undefined,
  redact: Redactor,
): { readonly file?: JournalFile; readonly name?: string } {
  if (replay !== undefined) return {};
  if (resume !== undefined && past !== undefined) {
    if (journal !== undefined && journal !== resume)
      fail({ code: 'usage', message: 'a resumed run goes on in its own journal: leave --journal out' });
    return { file: continueJournal(resume, past, redact) };
  }
  const name =
    journal ?? (isRemote && preflight !== true && concurrency === 1 ? defaultName(target) : undefined);
  if (name === undefined) return {};
  const header: JournalHeader = journalHeader(subject, target, run);
  return { file: createJournal(name, header, redact), name };
}

/** `plumbline-127.0.0.1-20261123T101500.ndjson` */
const defaultName = (target: string): string =>
  `plumbline-${URL.canParse(target) ? new URL(target).hostname.replace(/[^\w.-]/g, '') : target}-${new Date()
    .toISOString()
    .replace(/[-:]|\..*/g, '')}.ndjson`;
