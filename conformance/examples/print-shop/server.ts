import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { readMultipart } from '../../../generator/wire/multipart.ts';
import { boolean, integer, integerIn, type MemberRule, objectIn, oneOf, text } from '../body.ts';
import { type ExampleRequest, Refusal, type Route, serve } from '../server.ts';

/** The one token that the print shop accepts. */
export const printShopToken = 'print-shop-token-1';

/** The faults of the print shop, and what a client sees of each. */
export const printShopFaults = {
  'content-corrupted': 'a download is one byte short',
  'cursor-repeats': 'a page begins with the last document of the page before',
  'cursor-never-ends': 'the last page has a cursor too',
  'paper-unchecked': 'the width of a roll is not checked',
  'unknown-document': 'a job for an unknown document is accepted',
  'cancel-forgotten': 'cancelling is confirmed and changes nothing',
  'event-without-of': 'events have no number of pages',
  'stream-as-json': 'events come as one JSON list',
  'status-not-acceptable': 'the client accepts text/plain and receives JSON',
  'size-wrong': 'the size of an upload is a text',
  'token-optional': 'no token is needed',
} as const;

export type PrintShopFault = keyof typeof printShopFaults;

interface Document {
  readonly id: string;
  readonly title: string | null;
  readonly size: number;
  readonly uploadedAt: string;
}

interface Job {
  readonly id: string;
  readonly state: 'queued' | 'printing' | 'done' | 'cancelled';
  readonly [member: string]: unknown;
}

/** Milliseconds for each step of a job. */
const pace = 200;

const newId = (kind: 'doc' | 'job'): string => `${kind}_${randomBytes(6).toString('hex')}`;

/** A print shop that matches its document, except for the given fault. `now` is milliseconds since the epoch. */
export function createPrintShop(fault?: PrintShopFault, now: () => number = Date.now): Server {
  const documents = new Map<string, { readonly details: Document; readonly bytes: Uint8Array }>();
  const jobs = new Map<string, { readonly job: Job; readonly since: number }>();

  const paper: MemberRule = (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
    const { kind, size, width } = value as { kind?: unknown; size?: unknown; width?: unknown };
    if (kind === 'sheet') return oneOf('A3', 'A4', 'A5')(size);
    if (kind === 'roll') return fault === 'paper-unchecked' ? undefined : integer(100, 2000)(width);
    return 'must have the kind sheet or roll';
  };
  const jobRules = {
    documentId: text(16, 16, /^doc_[a-z0-9]{12}$/),
    paper,
    copies: integer(1, 99),
    colour: boolean,
  };
  const documentAt = (id: string) => {
    if (!/^doc_[a-z0-9]{12}$/.test(id))
      throw new Refusal(400, 'path/documentId: must match ^doc_[a-z0-9]{12}$');
    const found = documents.get(id);
    if (found === undefined) throw new Refusal(404, `there is no document ${id}`);
    return found;
  };
  const stateOf = ({ job, since }: { readonly job: Job; readonly since: number }): Job => {
    if (job.state === 'cancelled') return job;
    const steps = Math.floor((now() - since) / pace);
    return { ...job, state: steps === 0 ? 'queued' : steps === 1 ? 'printing' : 'done' };
  };
  const jobAt = (id: string): Job => {
    if (!/^job_[a-z0-9]{12}$/.test(id)) throw new Refusal(400, 'path/jobId: must match ^job_[a-z0-9]{12}$');
    const found = jobs.get(id);
    if (found === undefined) throw new Refusal(404, `there is no job ${id}`);
    return stateOf(found);
  };
  const shown = (document: Document): object =>
    fault === 'size-wrong' ? { ...document, size: String(document.size) } : document;

  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: /^\/documents$/,
      handle({ query }) {
        const limit = integerIn(query, 'limit', 1, 100) ?? 10;
        const cursor = query.get('cursor');
        if (cursor !== null && [...cursor].length > 64) throw new Refusal(400, 'query/cursor: is too long');
        const newestFirst = [...documents.values()].map(({ details }) => details).reverse();
        const at = cursor === null ? 0 : newestFirst.findIndex(({ id }) => id === cursor);
        if (at < 0) throw new Refusal(400, 'query/cursor: is not a cursor of this list');
        const from = cursor === null || fault === 'cursor-repeats' ? at : at + 1;
        const page = newestFirst.slice(from, from + limit);
        const isEnd = from + limit >= newestFirst.length && fault !== 'cursor-never-ends';
        return {
          status: 200,
          body: { items: page.map(shown), nextCursor: isEnd ? null : (page.at(-1)?.id ?? cursor) },
        };
      },
    },
    {
      method: 'POST',
      path: /^\/documents$/,
      handle(request) {
        const { bytes, title } = upload(request);
        const details: Document = {
          id: newId('doc'),
          title: title ?? null,
          size: bytes.byteLength,
          uploadedAt: new Date(now()).toISOString(),
        };
        documents.set(details.id, { details, bytes });
        return { status: 201, body: shown(details) };
      },
    },
    {
      method: 'GET',
      path: /^\/documents\/([^/]+)$/,
      handle: (_, id = '') => ({ status: 200, body: shown(documentAt(id).details) }),
    },
    {
      method: 'DELETE',
      path: /^\/documents\/([^/]+)$/,
      handle(_, id = '') {
        documents.delete(documentAt(id).details.id);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: /^\/documents\/([^/]+)\/content$/,
      handle(_, id = '') {
        const { bytes } = documentAt(id);
        const body = fault === 'content-corrupted' ? bytes.slice(0, -1) : bytes;
        return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
      },
    },
    {
      method: 'GET',
      path: /^\/jobs$/,
      handle({ query }) {
        const state = query.get('state');
        const problem = state === null ? undefined : oneOf('queued', 'printing', 'done', 'cancelled')(state);
        if (problem !== undefined) throw new Refusal(400, `query/state: ${problem}`);
        const all = [...jobs.values()].map(stateOf);
        return { status: 200, body: { jobs: all.filter((job) => state === null || job.state === state) } };
      },
    },
    {
      method: 'POST',
      path: /^\/jobs$/,
      handle(request) {
        const sent = objectIn(request, jobRules, ['documentId', 'paper']);
        if (fault !== 'unknown-document' && !documents.has(String(sent['documentId'])))
          throw new Refusal(422, `there is no document ${String(sent['documentId'])}`);
        const job: Job = { id: newId('job'), copies: 1, ...sent, state: 'queued' };
        jobs.set(job.id, { job, since: now() });
        return { status: 202, body: job };
      },
    },
    {
      method: 'GET',
      path: /^\/jobs\/([^/]+)$/,
      handle: (_, id = '') => ({ status: 200, body: jobAt(id) }),
    },
    {
      method: 'POST',
      path: /^\/jobs\/([^/]+)\/cancel$/,
      handle(_, id = '') {
        const job = jobAt(id);
        if (job.state === 'done' || job.state === 'cancelled')
          throw new Refusal(409, `the job is ${job.state}`);
        const cancelled: Job = { ...job, state: 'cancelled' };
        if (fault !== 'cancel-forgotten') jobs.set(id, { job: cancelled, since: now() });
        return { status: 200, body: cancelled };
      },
    },
    {
      method: 'GET',
      path: /^\/jobs\/([^/]+)\/events$/,
      handle(_, id = '') {
        jobAt(id);
        const events = [1, 2, 3].map((page) => (fault === 'event-without-of' ? { page } : { page, of: 3 }));
        if (fault === 'stream-as-json') return { status: 200, body: events };
        const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
        return { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
      },
    },
  ];

  const guarded = routes.map(
    (route): Route => ({
      ...route,
      handle(request, ...parameters) {
        if (fault !== 'token-optional' && request.headers.authorization !== `Bearer ${printShopToken}`)
          throw new Refusal(401, 'a valid token is needed', { 'www-authenticate': 'Bearer' });
        return route.handle(request, ...parameters);
      },
    }),
  );
  const status: Route = {
    method: 'GET',
    path: /^\/status$/,
    handle({ headers }) {
      const waiting = [...jobs.values()].map(stateOf).filter(({ state }) => state === 'queued').length;
      const isPlain = /^text\/plain\b/.test(headers.accept ?? '') && fault !== 'status-not-acceptable';
      return isPlain
        ? { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'open' }
        : { status: 200, body: { open: true, waiting } };
    },
  };
  return serve([status, ...guarded], (code, message) => ({ error: { code, message } }));
}

function upload({ headers, bytes }: ExampleRequest): { readonly bytes: Uint8Array; readonly title?: string } {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) throw new Refusal(415, 'send multipart/form-data');
  const parts = readMultipart(bytes, type);
  if (parts === undefined) throw new Refusal(400, 'the form cannot be read');
  const file = parts.find(({ name }) => name === 'file');
  if (file === undefined) throw new Refusal(400, 'body/file: is required');
  const title = parts.find(({ name }) => name === 'title');
  if (title === undefined) return { bytes: file.bytes };
  const value = new TextDecoder().decode(title.bytes);
  const problem = text(1, 60)(value);
  if (problem !== undefined) throw new Refusal(400, `body/title: ${problem}`);
  return { bytes: file.bytes, title: value };
}
