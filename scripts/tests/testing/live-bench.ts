import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Handler } from '../../../conformance/model.ts';
import { type Conformed, type ConformOptions, conformSubject } from '../../cli/verbs/conform.ts';
import { loadSubject, type Subject } from '../../run/subject.ts';

/** What tests of live runs share: the subject, a folder, a key in the environment, and what a run said. */
export interface LiveBench {
  readonly subject: Subject;
  /** The operations without discriminator values: they are planned in no time. */
  readonly simple: readonly string[];
  /** A path in a folder that is gone afterwards. */
  at(name: string): string;
  run(options: ConformOptions): Promise<Conformed>;
  /** What the last run printed, results and progress. */
  said(): string;
}

/** A key with all that has to be encoded somewhere. */
export const key = 'sk-live-test/key+that=must-not-be-seen';

/** A live run that sends nothing but what is cheap to wait for. */
export const quick = { live: true, yes: true, pace: 0 } as const;

/** The key as a server may say it again. */
export const sayings: readonly string[] = [
  key,
  encodeURIComponent(key),
  encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
  encodeURIComponent(encodeURIComponent(key)),
  ...['', ':', '::'].map((before) => Buffer.from(`${before}${key}`).toString('base64')),
  Buffer.from(key).toString('base64url'),
];

/** What of the key would stand in a file that held any of them. */
export const formsOfKey = [
  key,
  JSON.stringify(key).slice(1, -1),
  encodeURIComponent(key),
  encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
  encodeURIComponent(encodeURIComponent(key)),
  Buffer.from(key).toString('base64').replace(/=+$/, ''),
  Buffer.from(`:${key}`).toString('base64').slice(4, 40),
  Buffer.from(`::${key}`).toString('base64').slice(4, 40),
];

/** Loads the configured subject and removes all files after the tests. */
export async function openLiveBench(): Promise<LiveBench> {
  const subject = await loadSubject(undefined);
  const name = [...subject.contract.securitySchemes.values()][0]?.env ?? 'API_KEY';
  process.env[name] = key;
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-live-'));
  let said = '';
  const outputs = [process.stderr, process.stdout] as const;
  const writes = outputs.map((output) => output.write);
  const catching = ((text: string) => {
    said += text;
    return true;
  }) as typeof process.stderr.write;
  for (const output of outputs) output.write = catching;
  afterAll(() => {
    for (const [index, output] of outputs.entries()) output.write = writes[index] ?? output.write;
    delete process.env[name];
    rmSync(folder, { recursive: true });
  });
  return {
    subject,
    simple: subject.contract.operations
      .filter(({ requestBody }) =>
        (requestBody?.content ?? []).every(({ schema }) => schema?.discriminator === undefined),
      )
      .map(({ operationId }) => operationId),
    at: (file) => join(folder, file),
    run(options) {
      said = '';
      return conformSubject(subject, options, false);
    },
    said: () => said,
  };
}

/** The fingerprints of a run, sorted. */
export const prints = ({ findings }: Pick<Conformed, 'findings'>): readonly string[] =>
  findings.map(({ fingerprint }) => fingerprint).sort();

/** Requests as they came in, ids that a server makes up left out. */
export function counting(handler: Handler): { readonly handler: Handler; readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    async handler(request) {
      const body = await request.clone().text();
      const line = `${request.method} ${request.url.replace(/^https?:\/\/[^/]*/, '')} ${body}`;
      seen.push(line.replace(/[\w-]*[0-9a-f]{8,}/g, 'ID'));
      return handler(request);
    },
  };
}

/** The last member of every response has another type, so that each operation has a finding. */
export const brokenAtEnd =
  (handler: Handler): Handler =>
  async (request) => {
    const response = await handler(request);
    if (!(response.headers.get('content-type') ?? '').includes('json')) return response;
    const body = (await response.json()) as Record<string, unknown>;
    const last = Object.keys(body).at(-1);
    const altered = last === undefined ? body : { ...body, [last]: typeof body[last] === 'number' ? 'x' : 7 };
    return Response.json(altered, { status: response.status });
  };
