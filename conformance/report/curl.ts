import type { Contract, Operation } from '../../generator/contract/model.ts';
import { createdResources, valueIn } from '../../generator/contract/resources.ts';
import type { Finding, TestCase } from '../model.ts';
import { redactedMark } from './redact.ts';

/** Text as one word of a shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** An id from an earlier response of the script, and the variable that holds it. */
interface LiveId {
  readonly id: string;
  readonly variable: string;
}

/** A header that every request of a run gets, as a line of a shell shows it. */
export interface ShownHeader {
  readonly name: string;
  /** For double quotes of a shell; a key is `$NAME_OF_THE_VARIABLE`. */
  readonly value: string;
  /** It carries a credential: requests without valid ones lack it. */
  readonly authenticates: boolean;
}

/** Where the requests of a run went. */
export interface ShownServer {
  readonly baseUrl: string;
  readonly headers?: readonly ShownHeader[];
}

/**
 * Shell commands that reproduce a finding: one `curl`, or a short script for several requests. The key is
 * `$NAME_OF_THE_VARIABLE`; ids that the server assigns are read from its responses.
 */
export function curlScript(contract: Contract, finding: Finding, server: ShownServer): string {
  const { exchange, history } = finding;
  const before = (history?.slice(0, -1) ?? exchange.testCase.setups ?? []).map(({ testCase, response }) => ({
    testCase,
    id: createdId(contract, testCase, response.body),
  }));
  const known: LiveId[] = [];
  const lines = before.flatMap(({ testCase, id }) => {
    const line = curlLine(contract, testCase, server, known);
    if (id === undefined) return [line];
    const variable = `ID${known.length + 1}`;
    known.push({ id, variable });
    const members = idMembers(contract, testCase.operationId)
      .map((name) => `[${JSON.stringify(name)}]`)
      .join('');
    return [
      `${variable}=$(${line.replace('curl -sS -i', 'curl -sS')} | node -pe ${quote(`JSON.parse(require('fs').readFileSync(0))${members}`)}); echo "${variable}=$${variable}"`,
    ];
  });
  return [...lines, curlLine(contract, exchange.testCase, server, known)].join('\n');
}

const idMembers = (contract: Contract, operationId: string): readonly string[] =>
  createdResources(contract).find(({ operations: { create } }) => create.operationId === operationId)?.created
    .members ?? [];

function createdId(contract: Contract, { operationId }: TestCase, body: Uint8Array): string | undefined {
  const members = idMembers(contract, operationId);
  if (members.length === 0) return undefined;
  try {
    const id = valueIn(JSON.parse(new TextDecoder().decode(body)), members);
    return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
  } catch {
    return undefined;
  }
}

/** Headers of the connection of a proxied client; curl has its own. */
const isCurls = (name: string): boolean => /^(host|connection|content-length)$/i.test(name);

/** One request as a shell line. */
export function curlLine(
  contract: Contract,
  { operationId, request, credentials, keyEnv }: TestCase,
  { baseUrl, headers: given = [] }: ShownServer,
  ids: readonly LiveId[] = [],
): string {
  const operation = contract.operations.find((each) => each.operationId === operationId);
  const key =
    operation === undefined || credentials === 'none'
      ? { headers: [], query: '' }
      : keyArguments(
          contract,
          operation,
          credentials === 'wrong' ? 'wrong-key' : keyEnv === undefined ? undefined : `$${keyEnv}`,
        );
  const joint = request.target.includes('?') ? '&' : '?';
  // An id is replaced only where it is a whole part of the target: `9` is not the port 9080.
  const target = request.target
    .split(/([/?&=])/)
    .map((part) => {
      const known = ids.find(({ id }) => part !== '' && part === encodeURIComponent(id));
      return known === undefined ? part.replaceAll("'", `'\\''`) : `'"$${known.variable}"'`;
    })
    .join('');
  const url = `${quote(baseUrl).slice(0, -1)}${target}'`;
  const extra = given.filter(({ authenticates }) => credentials === 'valid' || !authenticates);
  // A header of the run takes the place of one of the same name.
  const isReplaced = (name: string): boolean =>
    extra.some((each) => each.name.toLowerCase() === name.toLowerCase());
  // A client's own key is shown as the variable.
  const isRedacted = (name: string, value: string): boolean =>
    value.includes(redactedMark) &&
    key.headers.some((each) => each.name.toLowerCase() === name.toLowerCase());
  const headers = [
    ...key.headers.flatMap(({ name, words: own }) => (isReplaced(name) ? [] : own)),
    ...request.headers.flatMap(([name, value]) =>
      isReplaced(name) || isCurls(name) || isRedacted(name, value) ? [] : `-H ${quote(`${name}: ${value}`)}`,
    ),
    ...extra.map(({ name, value }) => `-H "${name}: ${value}"`),
  ];
  const words = [
    'curl -sS -i --path-as-is',
    // With a body, curl sends a POST unless -X is given.
    ...(request.method === 'GET' && request.body === undefined ? [] : [`-X ${request.method}`]),
    url + (key.query === '' ? '' : `"${joint}${key.query}"`),
    ...headers,
  ];
  const { body } = request;
  if (body === undefined) return words.join(' ');
  const text = new TextDecoder().decode(body);
  // Bytes that a shell word cannot contain go through base64.
  const plain = Buffer.from(text).equals(Buffer.from(body)) && !/[\0\r]/.test(text);
  return plain
    ? [...words, `--data-binary ${quote(text)}`].join(' ')
    : `printf %s ${Buffer.from(body).toString('base64')} | base64 -d | ${[...words, '--data-binary @-'].join(' ')}`;
}

/** The words of a shell that give a request its key, by the name of the header. */
interface KeyArguments {
  readonly headers: readonly { readonly name: string; readonly words: string }[];
  readonly query: string;
}

function keyArguments(contract: Contract, operation: Operation, literal: string | undefined): KeyArguments {
  const headers: KeyArguments['headers'][number][] = [];
  const query: string[] = [];
  const requirement = operation.security.find(({ size }) => size > 0);
  for (const name of requirement?.keys() ?? []) {
    const scheme = contract.securitySchemes.get(name);
    if (scheme === undefined) continue;
    const value = literal ?? `$${scheme.env}`;
    if (scheme.type === 'apiKey' && scheme.in === 'query') query.push(`${scheme.parameterName}=${value}`);
    else if (scheme.type === 'apiKey' && scheme.in === 'cookie')
      headers.push({ name: 'cookie', words: `-H "cookie: ${scheme.parameterName}=${value}"` });
    else if (scheme.type === 'apiKey') {
      const own = scheme.parameterName ?? 'key';
      headers.push({ name: own, words: `-H "${own}: ${value}"` });
    } else if (scheme.scheme === 'basic') {
      // The key is `user:password`; a key without a colon is the user.
      const user = literal === 'wrong-key' ? `${value}:` : `$(printf %s "${value}" | sed '/:/!s/$/:/')`;
      headers.push({ name: 'authorization', words: `-u "${user}"` });
    } else headers.push({ name: 'authorization', words: `-H "authorization: Bearer ${value}"` });
  }
  return { headers, query: query.join('&') };
}
