import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { checks, historyChecks } from '../../conformance/checks/index.ts';
import { examples } from '../../conformance/examples/index.ts';
import type { Handler } from '../../conformance/model.ts';
import { isFull } from '../../generator/testing/figure.ts';
import { serverOf } from '../tools/score-examples.ts';
import { runAgainst } from '../tools/score-faults.ts';
import { depotDocument, depotServer } from './depot.ts';
import { shelfDocument, shelfServer } from './shelf.ts';
import { type LoadedApi, loadApi, runInProcess } from './testing/in-process-run.ts';

/** Every check owns a fault that no other check finds: without it, that fault would be missed. */

type Fault =
  | { readonly check: string; readonly example: 'library' | 'print-shop'; readonly fault: string }
  | { readonly check: string; readonly server: 'shelf' | 'depot'; readonly fault: string }
  | { readonly check: string; readonly wrapped: (plain: Handler) => Handler };

const withBody =
  (change: (body: string, request: Request, response: Response) => string) =>
  (plain: Handler): Handler =>
  async (request) => {
    const copy = request.clone();
    const response = await plain(request);
    const { status, headers } = response;
    const body = await response.text();
    return new Response(body === '' ? null : change(body, copy, response), { status, headers });
  };

const faults: readonly Fault[] = [
  { check: 'not-a-server-error', example: 'library', fault: 'genre-crash' },
  { check: 'status-code-conformance', example: 'library', fault: 'created-200' },
  { check: 'content-type-conformance', example: 'library', fault: 'author-as-text' },
  { check: 'response-schema-conformance', example: 'library', fault: 'created-at-number' },
  { check: 'response-headers-conformance', example: 'library', fault: 'total-missing' },
  { check: 'positive-data-acceptance', example: 'library', fault: 'essay-refused' },
  { check: 'negative-data-rejection', example: 'library', fault: 'empty-name-accepted' },
  { check: 'media-type-rejection', example: 'library', fault: 'text-as-json-accepted' },
  {
    check: 'unsupported-method',
    wrapped: (plain) => async (request) => {
      const response = await plain(request);
      if (response.status === 405) response.headers.delete('allow');
      return response;
    },
  },
  { check: 'ignored-auth', example: 'library', fault: 'open-to-all' },
  { check: 'write-only-leak', server: 'shelf', fault: 'leaks-pin' },
  { check: 'shown-as-sent', server: 'depot', fault: 'cuts-notes' },
  { check: 'parameter-echo', example: 'library', fault: 'page-said-wrong' },
  { check: 'event-stream', example: 'print-shop', fault: 'event-without-of' },
  { check: 'callback-conformance', example: 'print-shop', fault: 'callback-as-put' },
  { check: 'encoding', wrapped: withBody((body) => `\u{feff}${body}`) },
  {
    check: 'secret-leak',
    wrapped: withBody((body, request, { status }) =>
      status === 404 ? body.replace(/"(?=\}$)/, ` ${request.headers.get('x-key') ?? ''}"`) : body,
    ),
  },
  {
    check: 'stack-trace-leak',
    wrapped: withBody((body, _, { status }) =>
      status === 400
        ? body.replace(
            /"(?=\}$)/,
            '\\n    at Object.<anonymous> (/srv/app/server.js:10:5)\\n    at Module._compile (node:internal/modules/cjs/loader:1105:14)"',
          )
        : body,
    ),
  },
  { check: 'stored-as-sent', server: 'shelf', fault: 'drops-note' },
  { check: 'update-keeps-the-rest', server: 'shelf', fault: 'resets-note' },
  { check: 'created-is-listed', example: 'library', fault: 'newest-hidden' },
  { check: 'idempotent-get', server: 'shelf', fault: 'changes-tint' },
  { check: 'use-after-delete', server: 'shelf', fault: 'keeps-deleted' },
  { check: 'pagination-conformance', server: 'shelf', fault: 'skips' },
  { check: 'filter-conformance', server: 'shelf', fault: 'ignores-filter' },
  { check: 'of-another', server: 'shelf', fault: 'lists-all' },
  { check: 'unique-is-refused', server: 'shelf', fault: 'takes-twice' },
  { check: 'stale-is-refused', server: 'shelf', fault: 'ignores-if-match' },
  { check: 'item-of-path', server: 'depot', fault: 'answers-another' },
  { check: 'others-stay', server: 'depot', fault: 'deletes-all' },
  { check: 'replace-conformance', server: 'depot', fault: 'merges' },
  { check: 'read-only-conformance', server: 'depot', fault: 'takes-read-only' },
  { check: 'action-is-stored', server: 'depot', fault: 'acts-not' },
  { check: 'state-conformance', server: 'depot', fault: 'any-state' },
  { check: 'sort-conformance', server: 'depot', fault: 'sorts-not' },
  { check: 'reference-conformance', server: 'depot', fault: 'takes-any-depot' },
  { check: 'same-key-same-item', server: 'depot', fault: 'forgets-keys' },
  { check: 'etag-conformance', server: 'depot', fault: 'same-tag' },
  { check: 'download-conformance', example: 'print-shop', fault: 'content-corrupted' },
  {
    // An id that was never given out gets an item, any one.
    check: 'unknown-id',
    wrapped(plain) {
      return async (request) => {
        const response = await plain(request);
        const [, collection, id, part] = new URL(request.url).pathname.split('/');
        const isUnknown =
          response.status === 404 && collection === 'rooms' && /^no-such|bad0$|^987/.test(id ?? '');
        if (request.method !== 'GET' || !isUnknown || part !== undefined) return response;
        const all = await (await plain(new Request(new URL('/rooms?limit=1', request.url), request))).json();
        const [room] = Object.values(Object(all)).find(Array.isArray) ?? [];
        return room === undefined
          ? response
          : new Response(JSON.stringify({ ...room, id }), {
              status: 200,
              headers: { 'content-type': 'application/json', etag: '"1"' },
            });
      };
    },
  },
];

/** Tests in which one check alone finds a fault, too. */
const elsewhere = ['users.test.ts', 'records.test.ts', 'media-types.test.ts'];

/** A mutant of the first API and a fault of the mock are slow: that takes ten seconds, which these tests do not have. */
const byTime = ['max-response-time'];

it('every check has a fault of its own, here or in the tests of users, records and media types', () => {
  const text = elsewhere.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
  const without = [...checks, ...historyChecks]
    .map(({ id }) => id)
    .filter(
      (id) =>
        !faults.some(({ check }) => check === id) &&
        !text.includes(`finding: '${id} `) &&
        !byTime.includes(id),
    );
  expect(without).toEqual([]);
});

const loaded = new Map<string, Promise<LoadedApi>>();
function apiOf(name: 'shelf' | 'depot'): Promise<LoadedApi> {
  const known = loaded.get(name) ?? loadApi(name === 'shelf' ? shelfDocument : depotDocument);
  loaded.set(name, known);
  return known;
}

async function foundBy(fault: Fault): Promise<readonly string[]> {
  if ('example' in fault) {
    const example = examples.find(({ name }) => name === fault.example);
    if (example === undefined) throw new Error(`unknown example ${fault.example}`);
    const server = await serverOf(example);
    const plans = planCases(server.subject.contract, { seed: 1, receivesCallbacks: true });
    const { findings } = await runAgainst(server, plans, { fault: fault.fault, seed: 1 }, () => false);
    return findings.map(({ check }) => check);
  }
  const server =
    'wrapped' in fault
      ? fault.wrapped(shelfServer('plain'))
      : (fault.server === 'shelf' ? shelfServer : depotServer)(fault.fault);
  const api = await apiOf('wrapped' in fault ? 'shelf' : fault.server);
  return (await runInProcess(api, server)).findings.map((each) => each.split(' ')[0] ?? '');
}

it.runIf(isFull).each(faults)(
  '$check alone finds its fault',
  async (fault) => {
    expect([...new Set(await foundBy(fault))]).toEqual([fault.check]);
  },
  120_000,
);
