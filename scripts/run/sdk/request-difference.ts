import { acceptsCredentials } from '../../../conformance/mock/credentials.ts';
import type { TestCase } from '../../../conformance/model.ts';
import type { Contract, Operation } from '../../../generator/contract/model.ts';
import { equalJson } from '../../../generator/json/equal-json.ts';
import { essence, isJson, matchesRange } from '../../../generator/json/media-type.ts';
import { sdkKey, sdkOrigin } from './call-sdk.ts';

/** How a request differs from the contract; `undefined` when it does not. */
export async function requestDifference(
  contract: Contract,
  operation: Operation,
  { request }: TestCase,
  sent: Request,
): Promise<string | undefined> {
  if (sent.method !== request.method) return `the method is ${sent.method}, not ${request.method}`;
  const [wanted, got] = [new URL(request.target, sdkOrigin), new URL(sent.url)];
  const path = (url: URL): readonly string[] => url.pathname.split('/').map(decoded);
  if (!equalJson(path(got), path(wanted))) return `the path is "${got.pathname}", not "${wanted.pathname}"`;
  const query = (url: URL): readonly string[] => [...url.searchParams].map((pair) => pair.join('=')).sort();
  if (!equalJson(query(got), query(wanted))) return `the query is "${got.search}", not "${wanted.search}"`;
  for (const { name, in: place } of operation.parameters) {
    if (place !== 'header') continue;
    const value = request.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? null;
    if (sent.headers.get(name) !== value)
      return `the header ${name} is "${sent.headers.get(name)}", not "${value}"`;
  }
  const cookies = cookieDifference(operation, request, sent);
  if (cookies !== undefined) return cookies;
  const credentials = credentialDifference(contract, operation, sent);
  if (credentials !== undefined) return credentials;
  const accept = sent.headers.get('accept') ?? '*/*';
  const types = operation.responses.flatMap(({ content }) =>
    content.map(({ contentType }) => essence(contentType)),
  );
  if (
    types.length > 0 &&
    !accept.split(',').some((range) => types.some((type) => accepts(essence(range), type)))
  )
    return `the header Accept is "${accept}", and no response has such a type`;
  return bodyDifference(request, sent);
}

/** Whether a range of Accept and a documented type, which may be a range itself, have a type in common. */
const accepts = (range: string, type: string): boolean =>
  matchesRange(type, range) || matchesRange(range, type);

function cookieDifference(
  { parameters }: Operation,
  request: TestCase['request'],
  sent: Request,
): string | undefined {
  const wanted = request.headers.find(([name]) => name.toLowerCase() === 'cookie')?.[1] ?? '';
  const got = sent.headers.get('cookie') ?? '';
  const valueIn = (cookie: string, name: string): string | undefined =>
    cookie
      .split('; ')
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const lost = parameters.find(
    ({ name, in: place }) => place === 'cookie' && valueIn(wanted, name) !== valueIn(got, name),
  );
  return lost === undefined ? undefined : `the cookie ${lost.name} is in "${got}" not as in "${wanted}"`;
}

/** Whether the key is where the operation requires it, and nowhere where it requires none. */
function credentialDifference(contract: Contract, operation: Operation, sent: Request): string | undefined {
  const said = [...sent.headers].map(([, value]) => value).join(' ') + decodeURIComponent(sent.url);
  if (operation.security.length === 0)
    return said.includes(sdkKey) ? 'the key is sent where the operation requires none' : undefined;
  // Basic credentials: the user is what the mock knows of them.
  const isThere = [sdkKey, sdkKey.split(':')[0]].some((key) =>
    acceptsCredentials(contract, operation, sent, key),
  );
  return isThere ? undefined : 'the key is not sent as the operation requires';
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function bodyDifference(request: TestCase['request'], sent: Request): Promise<string | undefined> {
  const contentType = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const got = sent.headers.get('content-type');
  if (request.body === undefined)
    return sent.body === null ? undefined : 'a body is sent, but the operation has none';
  if (got === null || essence(got) !== essence(contentType ?? ''))
    return `the body is called "${got}", not "${contentType}"`;
  const wanted = new Request(sdkOrigin, {
    method: 'POST',
    headers: { 'content-type': contentType ?? '' },
    body: request.body as BodyInit,
  });
  const [mine, theirs] = await Promise.all([wanted, sent].map(readBody));
  if (equalJson(mine, theirs)) return undefined;
  return `the body is "${shown(theirs)}", not "${shown(mine)}"`;
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, 200);

async function readBody(message: Request): Promise<unknown> {
  const contentType = message.headers.get('content-type') ?? '';
  if (isJson(contentType)) return message.json();
  if (!/form/.test(essence(contentType))) return message.text();
  const entries = [...(await message.formData())];
  const read = await Promise.all(
    entries.map(
      async ([name, value]) =>
        [name, typeof value === 'string' ? value : [value.name, await value.text()]] as const,
    ),
  );
  return read.map((entry) => JSON.stringify(entry)).sort();
}
