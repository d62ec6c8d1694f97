import { createHash, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { readMultipart } from '../../../generator/wire/multipart.ts';
import { type Alteration, altered } from '../alteration.ts';
import { boolean, integer, integerIn, type MemberRule, objectIn, oneOf, orNull, text } from '../body.ts';
import { sendCallback } from '../callbacks.ts';
import { createRepeated } from '../lists.ts';
import { type ExampleRequest, type ExampleResponse, Refusal, type Route, serve } from '../server.ts';
import { presetRoutes } from './presets.ts';

/** The one token that the print shop accepts. */
export const printShopToken = 'print-shop-token-1';

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

const tagOf = (details: Document): string =>
  `"${createHash('sha256').update(JSON.stringify(details)).digest('hex').slice(0, 16)}"`;

const withTag = (details: Document): ExampleResponse => ({
  status: 200,
  headers: { etag: tagOf(details) },
  body: details,
});

/** Milliseconds for each step of a job. */
const pace = 200;

const newId = (kind: 'doc' | 'job'): string => `${kind}_${randomBytes(6).toString('hex')}`;

/** A print shop that matches its document, except for what is altered. `now` is milliseconds since the epoch. */
export function createPrintShop(alteration?: Alteration, now: () => number = Date.now): Server {
  const documents = new Map<string, { readonly details: Document; readonly bytes: Uint8Array }>();
  const jobs = new Map<string, { readonly job: Job; readonly since: number }>();

  const paper: MemberRule = (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
    const { kind, size, width } = value as { kind?: unknown; size?: unknown; width?: unknown };
    if (kind === 'sheet') return oneOf('A3', 'A4', 'A5')(size);
    if (kind === 'roll') return integer(100, 2000)(width);
    return 'must have the kind sheet or roll';
  };
  const jobRules = {
    documentId: text(16, 16, /^doc_[a-z0-9]{12}$/),
    paper,
    copies: integer(1, 99),
    colour: boolean,
    notifyUrl: text(1, 120, /^http:\/\/[a-z0-9.:-]+\/[A-Za-z0-9_/.-]*$/),
  };
  const documentAt = (id: string) => {
    if (!/^doc_[a-z0-9]{12}$/.test(id))
      throw new Refusal(400, 'path/documentId: must match ^doc_[a-z0-9]{12}$');
    const found = documents.get(id);
    if (found === undefined) throw new Refusal(404, `unknown document ${id}`);
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
  const repeated = createRepeated();
  let notified = 0;
  /** Tells a client on this machine that its job is done. */
  const notify = (url: string, jobId: string): void => {
    // The pattern of the document accepts `http://:/`, which cannot be parsed as a URL.
    if (!URL.canParse(url) || new URL(url).hostname !== '127.0.0.1') return;
    const plain = {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jobId, state: 'done' }),
      after: 0,
    };
    for (const callback of alteration?.callback?.(plain, notified++) ?? [plain])
      sendCallback({ ...callback, after: callback.after + 2 * pace });
  };

  const routes: readonly Route[] = [
    {
      operationId: 'listDocuments',
      method: 'GET',
      path: /^\/documents$/,
      handle({ query }) {
        const limit = integerIn(query, 'limit', 1, 100) ?? 10;
        const cursor = query.get('cursor');
        if (cursor !== null && [...cursor].length > 64) throw new Refusal(400, 'query/cursor: is too long');
        const newestFirst = [...documents.values()].map(({ details }) => details).reverse();
        const at = cursor === null ? 0 : newestFirst.findIndex(({ id }) => id === cursor);
        if (at < 0) throw new Refusal(400, 'query/cursor: is not a cursor of this list');
        const from = cursor === null ? at : at + 1;
        const page = newestFirst.slice(from, from + limit);
        const isEnd = from + limit >= newestFirst.length;
        return {
          status: 200,
          body: { items: page, nextCursor: isEnd ? null : (page.at(-1)?.id ?? cursor) },
        };
      },
    },
    {
      operationId: 'uploadDocument',
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
        return { status: 201, body: details };
      },
    },
    {
      operationId: 'getDocument',
      method: 'GET',
      path: /^\/documents\/([^/]+)$/,
      handle: (_, id = '') => withTag(documentAt(id).details),
    },
    {
      operationId: 'renameDocument',
      method: 'PATCH',
      path: /^\/documents\/([^/]+)$/,
      handle(request, id = '') {
        const { details, bytes } = documentAt(id);
        const { title } = objectIn(
          request,
          { title: orNull(text(1, 60)) },
          [],
          1,
          'application/merge-patch+json',
        );
        const match = request.headers['if-match'];
        if (match !== undefined && match !== '*' && !match.split(/\s*,\s*/).includes(tagOf(details)))
          throw new Refusal(412, 'the document was changed in between');
        const renamed =
          title === undefined ? details : { ...details, title: typeof title === 'string' ? title : null };
        documents.set(details.id, { details: renamed, bytes });
        return withTag(renamed);
      },
    },
    {
      operationId: 'deleteDocument',
      method: 'DELETE',
      path: /^\/documents\/([^/]+)$/,
      handle(_, id = '') {
        documents.delete(documentAt(id).details.id);
        return { status: 204 };
      },
    },
    {
      operationId: 'downloadDocument',
      method: 'GET',
      path: /^\/documents\/([^/]+)\/content$/,
      handle(_, id = '') {
        const { bytes } = documentAt(id);
        return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes };
      },
    },
    {
      operationId: 'listJobs',
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
      operationId: 'createJob',
      method: 'POST',
      path: /^\/jobs$/,
      handle: (request) =>
        repeated(request, 'idempotency-key', () => {
          const { notifyUrl, ...sent } = objectIn(request, jobRules, ['documentId', 'paper']);
          if (!documents.has(String(sent['documentId'])))
            throw new Refusal(422, `unknown document ${String(sent['documentId'])}`);
          const job: Job = { id: newId('job'), copies: 1, ...sent, state: 'queued' };
          jobs.set(job.id, { job, since: now() });
          if (notifyUrl !== undefined) notify(String(notifyUrl), job.id);
          return { status: 202, body: job };
        }),
    },
    {
      operationId: 'getJob',
      method: 'GET',
      path: /^\/jobs\/([^/]+)$/,
      handle: (_, id = '') => ({ status: 200, body: jobAt(id) }),
    },
    {
      operationId: 'cancelJob',
      method: 'POST',
      path: /^\/jobs\/([^/]+)\/cancel$/,
      handle(_, id = '') {
        const job = jobAt(id);
        if (job.state === 'done' || job.state === 'cancelled')
          throw new Refusal(409, `the job is ${job.state}`);
        const cancelled: Job = { ...job, state: 'cancelled' };
        jobs.set(id, { job: cancelled, since: now() });
        return { status: 200, body: cancelled };
      },
    },
    {
      operationId: 'watchJob',
      method: 'GET',
      path: /^\/jobs\/([^/]+)\/events$/,
      handle(_, id = '') {
        jobAt(id);
        const events = [1, 2, 3].map((page) => ({ page, of: 3 }));
        const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
        return { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
      },
    },
  ];

  const guarded = [...routes, ...presetRoutes(paper)].map(
    (route): Route => ({
      ...route,
      handle(request, ...parameters) {
        if (request.headers.authorization !== `Bearer ${printShopToken}`)
          throw new Refusal(401, 'a valid token is needed', { 'www-authenticate': 'Bearer' });
        return route.handle(request, ...parameters);
      },
    }),
  );
  const status: Route = {
    operationId: 'getStatus',
    method: 'GET',
    path: /^\/status$/,
    handle({ headers }) {
      const waiting = [...jobs.values()].map(stateOf).filter(({ state }) => state === 'queued').length;
      const isPlain = /^text\/plain\b/.test(headers.accept ?? '');
      return isPlain
        ? { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'open' }
        : { status: 200, body: { open: true, waiting } };
    },
  };
  const all = [status, ...guarded];
  return serve(alteration === undefined ? all : altered(all, alteration), (code, message) => ({
    error: { code, message },
  }));
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
