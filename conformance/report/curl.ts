import type { Contract, Operation } from '../../generator/contract/model.ts';
import { createdResources, valueIn } from '../../generator/contract/resources.ts';
import type { Finding, TestCase } from '../model.ts';

/** Text as one word of a shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** An id from an earlier response of the script, and the variable that holds it. */
interface LiveId {
  readonly id: string;
  readonly variable: string;
}

/**
 * Shell commands that reproduce a finding: one `curl`, or a short script for several requests. The key is
 * `$NAME_OF_THE_VARIABLE`; ids that the server assigns are read from its responses.
 */
export function curlScript(contract: Contract, finding: Finding, baseUrl: string): string {
  const { exchange, history } = finding;
  const before = (history?.slice(0, -1) ?? exchange.testCase.setups ?? []).map(({ testCase, response }) => ({
    testCase,
    id: createdId(contract, testCase, response.body),
  }));
  const known: LiveId[] = [];
  const lines = before.flatMap(({ testCase, id }) => {
    const line = curlLine(contract, testCase, baseUrl, known);
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
  return [...lines, curlLine(contract, exchange.testCase, baseUrl, known)].join('\n');
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

/** One request as a shell line. */
export function curlLine(
  contract: Contract,
  { operationId, request, credentials, keyEnv }: TestCase,
  baseUrl: string,
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
  const headers = request.headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const words = [
    'curl -sS -i --path-as-is',
    // With a body, curl sends a POST unless -X is given.
    ...(request.method === 'GET' && request.body === undefined ? [] : [`-X ${request.method}`]),
    url + (key.query === '' ? '' : `"${joint}${key.query}"`),
    ...key.headers,
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

function keyArguments(
  contract: Contract,
  operation: Operation,
  literal: string | undefined,
): { readonly headers: readonly string[]; readonly query: string } {
  const headers: string[] = [];
  const query: string[] = [];
  const requirement = operation.security.find(({ size }) => size > 0);
  for (const name of requirement?.keys() ?? []) {
    const scheme = contract.securitySchemes.get(name);
    if (scheme === undefined) continue;
    const value = literal ?? `$${scheme.env}`;
    if (scheme.type === 'apiKey' && scheme.in === 'query') query.push(`${scheme.parameterName}=${value}`);
    else if (scheme.type === 'apiKey' && scheme.in === 'cookie')
      headers.push(`-H "cookie: ${scheme.parameterName}=${value}"`);
    else if (scheme.type === 'apiKey') headers.push(`-H "${scheme.parameterName}: ${value}"`);
    else if (scheme.scheme === 'basic') headers.push(`-u "${value}:"`);
    else headers.push(`-H "authorization: Bearer ${value}"`);
  }
  return { headers, query: query.join('&') };
}
