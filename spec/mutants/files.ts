import type { Mutant } from 'openapi-plumbline';
import { broken, failure, idIn, inResponse, instead, isTo, type Json, onStatus } from './break.ts';

const without = (body: Json, name: string): Json =>
  Object.fromEntries(Object.entries(body).filter(([each]) => each !== name));

const fileOf = async (request: Request): Promise<File | undefined> => {
  try {
    const file = (await request.clone().formData()).get('file');
    return file instanceof File ? file : undefined;
  } catch {
    return undefined;
  }
};

const plain = (text: string): Response =>
  new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } });

const item = ['retrieveFile', 'deleteFile', 'getFileContent'] as const;

/** Uploads, lists, items, content. */
export const fileMutants: readonly Mutant[] = [
  broken(
    'UP_STATUS',
    'schema',
    ['uploadFile'],
    'an upload has no `status`',
    ['response-schema-conformance'],
    inResponse(['uploadFile'], (body) => without(body, 'status')),
  ),
  broken(
    'UP_SAME_ID',
    'sequence',
    ['uploadFile'],
    'every upload has the id of the first',
    ['unique-ids'],
    (handler) => {
      let first: unknown;
      return inResponse(['uploadFile'], (body) => {
        first ??= body['id'];
        return { ...body, id: first };
      })(handler);
    },
  ),
  broken(
    'UP_DETAILS_NULL',
    'schema',
    ['uploadFile'],
    '`status_details` is null',
    ['response-schema-conformance'],
    inResponse(['uploadFile'], (body) => ({ ...body, status_details: null })),
  ),
  broken(
    'UP_NOFILE',
    'schema',
    ['uploadFile'],
    'an upload without a file is taken',
    ['negative-data-rejection'],
    (handler) => async (request) => {
      if (!isTo(request, 'uploadFile') || (await fileOf(request)) !== undefined) return handler(request);
      const form = await request
        .clone()
        .formData()
        .catch(() => undefined);
      if (form === undefined || form.has('file')) return handler(request);
      form.set('file', new File(['x'], 'x.txt'));
      const headers = new Headers(request.headers);
      headers.delete('content-type');
      return handler(new Request(request.url, { method: 'POST', headers, body: form }));
    },
  ),
  broken(
    'UP_NOVIDEO',
    'schema',
    ['uploadFile'],
    'purpose video is refused',
    ['positive-data-acceptance'],
    instead(['uploadFile'], async (request) => {
      const form = await request
        .clone()
        .formData()
        .catch(() => undefined);
      return form?.get('purpose') === 'video' ? failure(400, 'Invalid purpose') : undefined;
    }),
  ),
  broken(
    'UP_500_NONASCII',
    'http',
    ['uploadFile'],
    'bytes beyond ASCII are a 500',
    ['not-a-server-error'],
    instead(['uploadFile'], async (request) => {
      const file = await fileOf(request);
      const bytes = new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0));
      return bytes.some((byte) => byte > 0x7f) ? failure(500, 'codec error') : undefined;
    }),
  ),
  broken(
    'UP_BYTES',
    'relation',
    ['uploadFile'],
    '`bytes` is not the size',
    ['upload-echo'],
    inResponse(['uploadFile'], (body) => ({ ...body, bytes: Number(body['bytes']) + 1 })),
  ),
  broken(
    'UP_LEAK',
    'prose',
    ['uploadFile'],
    'the answer holds a storage secret',
    ['secret-leak'],
    inResponse(['uploadFile'], (body) => ({ ...body, storage_key: 'sk-live-0123456789abcdef0123' })),
  ),
  broken(
    'LIST_LACKS',
    'sequence',
    ['uploadFile', 'listFiles'],
    'the newest upload is not listed',
    ['created-is-listed'],
    inResponse(['listFiles'], (body) => ({ ...body, data: (body['data'] as readonly unknown[]).slice(1) })),
  ),
  broken(
    'GET_MISMATCH',
    'sequence',
    ['uploadFile', 'retrieveFile'],
    '`filename` differs from the upload',
    ['created-is-readable'],
    inResponse(['retrieveFile'], (body) => ({ ...body, filename: 'other.txt' })),
  ),
  broken(
    'NF_500',
    'http',
    ['uploadFile', ...item],
    'an unknown id is a 500',
    ['not-a-server-error'],
    onStatus(item, [404], () => failure(500)),
  ),
  broken(
    'NF_200',
    'schema',
    ['uploadFile', ...item],
    'an unknown id is 200 `{}`',
    ['unknown-id'],
    onStatus(item, [404], () => Response.json({})),
  ),
  broken(
    'NF_SHAPE',
    'schema',
    ['uploadFile', ...item],
    'a 404 has no `error`',
    ['response-schema-conformance'],
    onStatus(item, [404], () => Response.json({ message: 'not found' }, { status: 404 })),
  ),
  broken(
    'DEL_FALSE',
    'sequence',
    ['uploadFile', 'deleteFile'],
    '`deleted` is false, yet it is gone',
    ['deletion-says-so'],
    inResponse(['deleteFile'], (body) => ({ ...body, deleted: false })),
  ),
  broken(
    'DEL_STILL',
    'sequence',
    ['uploadFile', 'deleteFile', 'retrieveFile'],
    'a deleted file is still there',
    ['use-after-delete'],
    (handler) => {
      const answers = new Map<string, string>();
      return async (request) => {
        const response = await handler(request);
        if (!isTo(request, 'retrieveFile')) return response;
        if (response.ok) answers.set(idIn(request), await response.clone().text());
        const kept = answers.get(idIn(request));
        return response.status === 404 && kept !== undefined
          ? new Response(kept, { headers: { 'content-type': 'application/json' } })
          : response;
      };
    },
  ),
  broken(
    'DEL_TWICE_500',
    'sequence',
    ['uploadFile', 'deleteFile'],
    'a second delete is a 500',
    ['not-a-server-error'],
    (handler) => {
      const deleted = new Set<string>();
      return async (request) => {
        if (isTo(request, ...item) && deleted.has(idIn(request))) return failure(500);
        const response = await handler(request);
        if (isTo(request, 'deleteFile') && response.ok) deleted.add(idIn(request));
        return response;
      };
    },
  ),
  broken(
    'CONTENT_LATIN1',
    'http',
    ['uploadFile', 'getFileContent'],
    'the text is Latin-1 under charset=utf-8',
    ['encoding'],
    onStatus(
      ['getFileContent'],
      [200],
      () =>
        new Response(Uint8Array.from([0x63, 0x61, 0x66, 0xe9]), {
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        }),
    ),
  ),
  broken(
    'CONTENT_EMPTY',
    'relation',
    ['uploadFile', 'getFileContent'],
    'no text comes back',
    ['file-content'],
    onStatus(['getFileContent'], [200], () => plain('')),
  ),
  broken(
    'CONTENT_CUT',
    'relation',
    ['uploadFile', 'getFileContent'],
    'half of the text comes back',
    ['file-content'],
    onStatus(['getFileContent'], [200], async (_, response) => {
      const whole = await response.text();
      return plain(whole.slice(0, 'x{"content":"'.length + 12));
    }),
  ),
  broken(
    'TRAVERSAL',
    'http',
    ['uploadFile', ...item],
    'a strange id is a 500',
    ['not-a-server-error'],
    instead(item, (request) => (/%2f|%25|%00|\.\./i.test(idIn(request)) ? failure(500) : undefined)),
  ),
];
