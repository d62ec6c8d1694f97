import { createWriteStream, type WriteStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SuiteEvent } from '../../conformance/model.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import { makeFolder } from '../../generator/render/make-folder.ts';

/** Turns events into text: as they come, at the end, or both. */
export interface Reporter {
  event(event: SuiteEvent): string | undefined;
  /** What is written when the run has ended, in whatever way. */
  end?(): string;
}

export interface OpenReports {
  write(event: SuiteEvent): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens `kind=path` reports. An unknown kind or two reports to one file is wrong usage; an unwritable path cannot
 * run.
 */
export async function openReports(
  wanted: readonly string[],
  kinds: { readonly [kind: string]: () => Reporter },
): Promise<OpenReports> {
  const taken = new Set<string>();
  const open: { readonly stream: WriteStream; readonly reporter: Reporter }[] = [];
  for (const each of wanted) {
    const [kind = '', path = ''] = each.split(/=(.*)/s);
    const create = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (create === undefined || path === '') {
      return fail({
        code: 'bad-report',
        message: `${JSON.stringify(each)} is not a report`,
        hint: `Expected kind=path, kind one of ${Object.keys(kinds).join(', ')}.`,
      });
    }
    const file = resolve(path);
    if (taken.has(file)) return fail({ code: 'bad-report', message: `two reports to one file: ${path}` });
    taken.add(file);
    open.push({ stream: await openStream(file, path), reporter: create() });
  }
  return {
    async write(event) {
      for (const { stream, reporter } of open) {
        const text = reporter.event(event);
        if (text !== undefined && !stream.write(text))
          await new Promise<void>((drained) => stream.once('drain', () => drained()));
      }
    },
    async close() {
      await Promise.all(
        open.map(
          ({ stream, reporter }) =>
            new Promise<void>((closed) => stream.end(reporter.end?.() ?? '', () => closed())),
        ),
      );
    },
  };
}

async function openStream(file: string, shown: string): Promise<WriteStream> {
  try {
    makeFolder(dirname(file));
    const stream = createWriteStream(file);
    await new Promise<void>((resolve, reject) => {
      stream.once('open', () => resolve());
      stream.once('error', reject);
    });
    return stream;
  } catch (cause) {
    return fail(
      {
        code: 'report-not-writable',
        file: shown,
        message: `cannot write the report: ${(cause as NodeJS.ErrnoException).code}`,
      },
      3,
    );
  }
}
