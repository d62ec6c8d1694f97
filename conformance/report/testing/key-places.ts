import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Exchange, Finding } from '../../model.ts';

type Headers = readonly (readonly [name: string, value: string])[];

/** What a message and what is reported of it say, beside an ordinary exchange. */
export interface Said {
  readonly target?: string;
  readonly requestHeaders?: Headers;
  readonly requestBody?: string | Uint8Array;
  readonly responseHeaders?: Headers;
  readonly responseBody?: string | Uint8Array;
  readonly message?: string;
  readonly title?: string;
  readonly discriminatorValue?: string;
  readonly reason?: string;
  readonly aborted?: string;
}

/** Where a key may stand, given as it is written there. */
export interface KeyPlace {
  readonly name: string;
  /** It is redacted there even where the key is not known. */
  readonly byPlace?: true;
  say(key: string): Said;
}

const json = (value: unknown): Said => ({
  responseHeaders: [['content-type', 'application/json']],
  responseBody: JSON.stringify(value),
});
const typed = (type: string, responseBody: string | Uint8Array): Said => ({
  responseHeaders: [['content-type', type]],
  responseBody,
});
const header = (name: string, value: string): Said => ({ responseHeaders: [[name, value]] });
const sent = (name: string, value: string): Said => ({ requestHeaders: [[name, value]] });
const posted = (type: string, requestBody: string): Said => ({
  requestHeaders: [['content-type', type]],
  requestBody,
});
const coded = (coding: string, bytes: Uint8Array): Said => ({
  responseHeaders: [
    ['content-type', 'application/json'],
    ['content-encoding', coding],
  ],
  responseBody: bytes,
});
const part = (head: string, text: string): string =>
  `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n--b--\r\n`;

export const keyPlaces: readonly KeyPlace[] = [
  { name: 'Authorization', byPlace: true, say: (key) => sent('Authorization', `Bearer ${key}`) },
  { name: 'Proxy-Authorization', byPlace: true, say: (key) => sent('proxy-authorization', `Basic ${key}`) },
  { name: 'a header that is named as a key', byPlace: true, say: (key) => sent('X-Api-Key', key) },
  { name: 'the header of the security scheme', byPlace: true, say: (key) => sent('X-Own', key) },
  { name: 'a header of the request', say: (key) => sent('X-Note', `a ${key} b`) },
  { name: 'Cookie', byPlace: true, say: (key) => sent('Cookie', `a=1; session=${key}`) },
  {
    name: 'the query parameter of the security scheme',
    byPlace: true,
    say: (key) => ({ target: `/a?own=${key}&b=2` }),
  },
  { name: 'a query parameter', say: (key) => ({ target: `/a?q=${key}` }) },
  { name: 'the path', say: (key) => ({ target: `/a/${key}` }) },
  { name: 'JSON of the request', say: (key) => posted('application/json', JSON.stringify({ a: key })) },
  { name: 'a form', say: (key) => posted('application/x-www-form-urlencoded', `a=1&b=${key}`) },
  { name: 'a name in a form', say: (key) => posted('application/x-www-form-urlencoded', `${key}=1`) },
  { name: 'a part', say: (key) => posted('multipart/form-data; boundary=b', part('name="a"', key)) },
  {
    name: 'the name of a file',
    say: (key) => posted('multipart/form-data; boundary=b', part(`name="a"; filename="${key}"`, 'x')),
  },
  { name: 'text of the request', say: (key) => posted('text/plain', `before ${key} after`) },
  { name: 'a header of the response', say: (key) => header('x-echo', key) },
  { name: 'Set-Cookie', byPlace: true, say: (key) => header('Set-Cookie', `sid=${key}; Path=/; HttpOnly`) },
  { name: 'an attribute of Set-Cookie', say: (key) => header('Set-Cookie', `sid=1; Path=/${key}`) },
  { name: 'Location', say: (key) => header('Location', `https://api.test/cb?code=${key}`) },
  { name: 'WWW-Authenticate', say: (key) => header('WWW-Authenticate', `Bearer realm="${key}"`) },
  {
    name: 'Content-Disposition',
    say: (key) => header('content-disposition', `attachment; filename="${key}.txt"`),
  },
  { name: 'a request id', say: (key) => header('x-request-id', key) },
  { name: 'a value of JSON', say: (key) => json({ a: 1, said: key }) },
  {
    name: 'a value of JSON, written as it is',
    say: (key) => typed('application/json', `{"a":1,"said":"${key}"}`),
  },
  { name: 'a name in JSON', say: (key) => json({ [key]: 1 }) },
  { name: 'deep in JSON', say: (key) => json({ a: [{ b: [[key]] }] }) },
  { name: 'JSON in JSON', say: (key) => json({ log: JSON.stringify({ headers: { a: key } }) }) },
  {
    name: 'an OAuth response',
    byPlace: true,
    say: (key) => json({ access_token: key, token_type: 'bearer' }),
  },
  { name: 'text', say: (key) => typed('text/plain', `no such key: ${key}.`) },
  { name: 'HTML', say: (key) => typed('text/html', `<p title="${key}">${key}</p>`) },
  { name: 'a comment of HTML', say: (key) => typed('text/html', `<!-- ${key} -->`) },
  { name: 'XML', say: (key) => typed('application/xml', `<a b="${key}"><c>${key}</c></a>`) },
  { name: 'an event', say: (key) => typed('text/event-stream', `data: {"a":"${key}"}\n\ndata: [DONE]\n\n`) },
  { name: 'a comment of a stream', say: (key) => typed('text/event-stream', `: ${key}\n\n`) },
  { name: 'lines of JSON', say: (key) => typed('application/x-ndjson', `{"a":1}\n{"b":"${key}"}\n`) },
  {
    name: 'a form of the response',
    say: (key) => typed('application/x-www-form-urlencoded', `a=b&c=${key}`),
  },
  {
    name: 'bytes',
    say: (key) =>
      typed(
        'application/octet-stream',
        Buffer.concat([Buffer.of(0xff, 0), Buffer.from(key), Buffer.of(0xfe)]),
      ),
  },
  { name: 'gzip', say: (key) => coded('gzip', gzipSync(JSON.stringify({ a: key }))) },
  { name: 'deflate', say: (key) => coded('deflate', deflateSync(JSON.stringify({ a: key }))) },
  { name: 'Brotli', say: (key) => coded('br', brotliCompressSync(JSON.stringify({ a: key }))) },
  {
    name: 'the message of a finding',
    say: (key) => ({ message: `/name must be a string, is ${JSON.stringify(key)}` }),
  },
  { name: 'the title of a case', say: (key) => ({ title: `with ${key}` }) },
  { name: 'a discriminator value', say: (key) => ({ discriminatorValue: key }) },
  { name: 'why a check could not decide', say: (key) => ({ reason: `the id ${key} may not exist` }) },
  { name: 'why a run ended', say: (key) => ({ aborted: `the server said ${key}` }) },
  {
    name: 'an id that the server gave',
    say: (key) => ({ ...json({ id: key }), target: `/a/${encodeURIComponent(key)}` }),
  },
];

const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body) : body;

/** An exchange that says it. */
export function exchangeOf(said: Said, id = 1): Exchange {
  const { target = '/a', requestHeaders = [], requestBody, responseHeaders = [], responseBody = '{}' } = said;
  const body = requestBody === undefined ? {} : { body: bytesOf(requestBody) };
  const request = { method: 'POST', target, headers: requestHeaders, ...body };
  return {
    id,
    testCase: {
      id: `a/fuzzing/${id}`,
      operationId: 'a',
      phase: 'fuzzing',
      intent: 'valid',
      title: said.title ?? 'a case',
      credentials: 'valid',
      arguments: { path: {}, query: {}, header: {}, cookie: {} },
      request,
    },
    request,
    response: { status: 200, headers: responseHeaders, body: bytesOf(responseBody) },
    milliseconds: 1,
  };
}

/** A finding about it. */
export const findingOf = (said: Said, id = 1): Finding => ({
  check: 'response-schema',
  severity: 'error',
  operationId: 'a',
  message: said.message ?? 'not as the schema says',
  fingerprint: id.toString(16).padStart(12, '0'),
  exchange: exchangeOf(said, id),
  seed: 1,
  path: `a/fuzzing/${id}`,
  ...(said.discriminatorValue === undefined ? {} : { discriminatorValue: said.discriminatorValue }),
});
