import {
  appendFileSync,
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { RunEnd } from '../../conformance/engine/run-end.ts';
import {
  contractDigest,
  type Journal,
  type JournalHeader,
  parseJournal,
  type RunSettings,
} from '../../conformance/live/journal.ts';
import type { Redactor } from '../../conformance/report/redact.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { safeText } from '../../generator/json/safe-text.ts';
import { makeFolder } from '../../generator/render/make-folder.ts';
import { lockFile } from './lock-file.ts';
import type { Subject } from './subject.ts';

/**
 * A journal that is being written: every line is handed to the system before the run goes on, so a killed run loses
 * nothing.
 */
export interface JournalFile {
  write(line: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** Begins a journal. One that is there already is never overwritten. */
export function createJournal(
  file: string,
  header: JournalHeader | Readonly<Record<string, unknown>>,
  redact: Redactor,
): JournalFile {
  const descriptor = open(file, () => {
    makeFolder(dirname(file));
    return openSync(file, 'ax', 0o600);
  });
  const journal = writer(descriptor, redact, lockFile(file));
  journal.write({ ...header });
  return journal;
}

/** Goes on with a journal, after the last line that is whole. */
export function continueJournal(file: string, { wholeBytes }: Journal, redact: Redactor): JournalFile {
  const unlock = lockFile(file);
  const descriptor = open(file, () => openSync(file, 'r+'));
  ftruncateSync(descriptor, wholeBytes);
  const journal = writer(descriptor, redact, unlock, wholeBytes);
  journal.write({ event: 'resumed' });
  return journal;
}

/**
 * Bytes of a journal after which bodies are left out, and after which nothing more is written but how the run ended.
 */
const most = { bodies: 512 * 1024 * 1024, all: 1024 * 1024 * 1024 };

function writer(descriptor: number, redact: Redactor, unlock: () => void, at = 0): JournalFile {
  let position = at;
  const put = (line: Readonly<Record<string, unknown>>): void => {
    const bytes = Buffer.from(`${safeText(JSON.stringify(redact.value(line)))}\n`);
    let done = 0;
    while (done < bytes.byteLength)
      done += writeSync(descriptor, bytes, done, bytes.byteLength - done, position + done);
    position += bytes.byteLength;
  };
  return {
    write(line) {
      const isExchange = line['event'] === 'exchange' || line['event'] === 'silence';
      if (isExchange && position > most.all) return;
      put(isExchange && position > most.bodies ? withoutBodies(line) : line);
    },
    close() {
      closeSync(descriptor);
      unlock();
    },
  };
}

/**
 * A journal that ends its run when it cannot be written any more, for example on a full disk: what the run created is deleted, as
 * after an interruption.
 */
export function whileWritable(file: JournalFile, interrupt: AbortController): JournalFile {
  let isBroken = false;
  return {
    write(line) {
      if (isBroken) return;
      try {
        file.write(line);
      } catch (cause) {
        isBroken = true;
        const { code, message } = cause as NodeJS.ErrnoException;
        interrupt.abort(new RunEnd(`the journal cannot be written any more: ${code ?? message}`));
      }
    },
    close: () => file.close(),
  };
}

/** A line whose bodies are not kept; `isOmitted` shows readers that they existed. */
const withoutBodies = (line: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  ...line,
  ...Object.fromEntries(
    ['request', 'response'].flatMap((name) => {
      const message = line[name];
      if (!isObject(message) || typeof message['body'] !== 'string') return [];
      const { body, bodyEncoding: _, ...head } = message;
      return [[name, { ...head, isOmitted: true, omittedCharacters: String(body).length }]];
    }),
  ),
});

function open(file: string, how: () => number): number {
  try {
    return how();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      return fail({
        code: 'journal-exists',
        file,
        message: 'the file exists already, and a journal is never overwritten',
        hint: `Go on with it (--resume ${file}), or name another.`,
      });
    return fail({ code: 'journal-not-writable', file, message: `cannot write the journal: ${code}` }, 3);
  }
}

/** Notes that what the run of a journal had created is deleted, for a run that goes on with it. */
export function noteCleaned(file: string, { wholeBytes }: Journal): void {
  truncateSync(file, wholeBytes);
  appendFileSync(file, `${JSON.stringify({ event: 'cleaned' })}\n`);
}

/** Reads a journal of whatever contract. */
export function readAnyJournal(file: string, reveal: (text: string) => string): Journal {
  if (!existsSync(file)) return fail({ code: 'unreadable-file', file, message: 'no such file' });
  return parseJournal(file, textOf(file), reveal);
}

/** Reads a journal and makes sure that it belongs to the subject. */
export function readJournalFile(
  file: string,
  { contract, config }: Pick<Subject, 'contract' | 'config'>,
  reveal: (text: string) => string,
): Journal {
  const journal = readAnyJournal(file, reveal);
  if (journal.header.contract !== contractDigest(contract, config?.rules ?? [])) {
    return fail({
      code: 'journal-of-another-contract',
      file,
      line: 1,
      column: 1,
      message: 'the document, its overlays or its rules are not those that the journal was recorded with',
      hint: 'Check out the document of that run, give the same --strength and --overlay, or begin a new run.',
    });
  }
  return journal;
}

/** The first line of a new journal. */
export const journalHeader = (
  { contract, config }: Pick<Subject, 'contract' | 'config'>,
  target: string,
  run: RunSettings,
): JournalHeader => ({
  event: 'journal',
  version: 1,
  contract: contractDigest(contract, config?.rules ?? []),
  target,
  started: new Date().toISOString(),
  run,
});

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    return fail({
      code: 'unreadable-file',
      file,
      message: `cannot read the file: ${(cause as NodeJS.ErrnoException).code}`,
    });
  }
}
