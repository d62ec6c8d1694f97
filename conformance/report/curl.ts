import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { Exchange } from '../model.ts';

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A shell line that sends the request again; the key stands in it as `$NAME_OF_THE_VARIABLE`. */
export function curlLine(
  contract: Contract,
  operation: Operation,
  exchange: Exchange,
  baseUrl: string,
): string {
  const { request, credentials } = exchange.testCase;
  const key =
    credentials === 'valid'
      ? keyArguments(contract, operation)
      : credentials === 'wrong'
        ? keyArguments(contract, operation, 'wrong-key')
        : { headers: [], query: '' };
  const joint = request.target.includes('?') ? '&' : '?';
  const url = quote(baseUrl + request.target) + (key.query === '' ? '' : `"${joint}${key.query}"`);
  const headers = request.headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const words = [
    'curl -sS -i --path-as-is',
    ...(request.method === 'GET' ? [] : [`-X ${request.method}`]),
    url,
    ...key.headers,
    ...headers,
  ];
  const { body } = request;
  if (body === undefined) return words.join(' ');
  const text = new TextDecoder().decode(body);
  // Bytes that a shell word cannot hold go through base64.
  const plain = Buffer.from(text).equals(Buffer.from(body)) && !/[\0\r]/.test(text);
  return plain
    ? [...words, `--data-binary ${quote(text)}`].join(' ')
    : `printf %s ${Buffer.from(body).toString('base64')} | base64 -d | ${[...words, '--data-binary @-'].join(' ')}`;
}

function keyArguments(
  contract: Contract,
  operation: Operation,
  literal?: string,
): { readonly headers: readonly string[]; readonly query: string } {
  const headers: string[] = [];
  const query: string[] = [];
  for (const name of operation.security[0]?.keys() ?? []) {
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
