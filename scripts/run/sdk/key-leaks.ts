import { inspect } from 'node:util';
import { type Outcome, type Responder, sdkKey } from './call-sdk.ts';

const secret = sdkKey.replace(/^.*:/, '');

/** The characters of base64 that are the same whatever follows the key. */
const encoded = Buffer.from(sdkKey).toString('base64').slice(0, 24);

/** Whether a text contains the key, plain or in base64. */
const saysKey = (text: string): boolean => text.includes(secret) || text.includes(encoded);

/** The parts of a request that contain the key, as a server could echo them. */
const echoOf = (request: Request): string => [request.url, ...[...request.headers].flat()].join(' ');

const saidKey = (request: Request): string => (saysKey(echoOf(request)) ? secret : 'none');

/** Ways in which a client leaks its key, tried with servers that echo it or redirect to another origin. */
export async function keyLeaks(
  against: (respond: Responder) => Promise<Outcome>,
): Promise<readonly string[]> {
  const leaks: string[] = [];
  let carriesKey = false;
  const echoing: readonly (readonly [what: string, respond: Responder])[] = [
    [
      'a refusal',
      async (request) =>
        Response.json(
          { error: { message: `bad key: ${echoOf(request)}` } },
          { status: 401, headers: { 'x-echo': saidKey(request), 'x-request-id': `r-${saidKey(request)}` } },
        ),
    ],
    [
      'what is not JSON',
      async (request) =>
        new Response(`<p>${echoOf(request)}`, {
          headers: { 'content-type': 'application/json', 'x-echo': saidKey(request) },
        }),
    ],
    [
      'a connection that fails',
      async (request) => Promise.reject(new TypeError(`failed: ${echoOf(request)}`)),
    ],
  ];
  for (const [what, respond] of echoing) {
    const { error } = await against((request) => {
      carriesKey ||= saysKey(echoOf(request));
      return respond(request);
    });
    if (error === undefined) continue;
    if (shown(error).some(saysKey)) leaks.push(`the error after ${what} shows the key`);
  }
  // A call without a key cannot leak it.
  if (!carriesKey) return leaks;
  for (const status of [302, 307, 308]) {
    let elsewhere: Request | undefined;
    await against((request) =>
      followed(request, status, (next) => {
        elsewhere = next;
      }),
    );
    if (elsewhere !== undefined && saysKey(echoOf(elsewhere)))
      leaks.push(`a redirect ${status} to another origin takes the key along`);
  }
  return leaks;
}

/** All that a person or a log prints of an error. */
function shown(error: Error): readonly string[] {
  const { headers } = error as { readonly headers?: unknown };
  return [
    String(error),
    error.message,
    error.stack ?? '',
    JSON.stringify(error) ?? '',
    inspect(error, { depth: 20, showHidden: true }),
    headers instanceof Headers ? JSON.stringify([...headers]) : '',
  ];
}

/** A redirect to another origin: as the platform follows it where the client leaves that to the platform. */
async function followed(
  request: Request,
  status: number,
  onElsewhere: (request: Request) => void,
): Promise<Response> {
  const location = 'http://elsewhere.localhost/taken';
  if (new URL(request.url).hostname === 'elsewhere.localhost') {
    onElsewhere(request);
    return Response.json({});
  }
  if (request.redirect !== 'follow') return new Response(null, { status, headers: { location } });
  // https://fetch.spec.whatwg.org/#http-redirect-fetch: these leave with the origin, all other headers stay.
  const headers = new Headers(request.headers);
  for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host']) headers.delete(name);
  onElsewhere(new Request(location, { headers }));
  return Response.json({});
}
