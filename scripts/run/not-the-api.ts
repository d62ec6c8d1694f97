import { fail } from '../../generator/contract/diagnostics.ts';
import type { Operation } from '../../generator/contract/model.ts';
import { oneLine } from '../../generator/json/safe-text.ts';
import type { WireResponse } from '../../generator/wire/message.ts';
import type { Suite } from './suite.ts';

/** Minutes that clocks may differ: certificates and signed requests allow about as much. */
const clockTolerance = 5;

/** Throws a diagnostic for a redirect, a web page, a rejected key or a wrong address. */
export function refuseWhatIsNotTheApi(
  suite: Suite,
  baseUrl: string,
  operation: Operation,
  response: WireResponse,
): void {
  const { status } = response;
  const at = suite.redact.text(baseUrl);
  const type = response.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  const location = response.headers.find(([name]) => name === 'location')?.[1];
  if (status >= 300 && status < 400)
    fail(
      {
        code: 'redirected',
        message: `${nameOf(operation)} at ${at} is redirected (${status})${location === undefined ? '' : ` to ${suite.redact.text(oneLine(location))}`}`,
        hint: 'No redirect is followed, since the key would go along: give --target the address it leads to, if that is the API.',
      },
      3,
    );
  if (/html/i.test(type) || /^\s*</.test(textOf(response)))
    fail(
      {
        code: 'not-the-api',
        message: `${nameOf(operation)} at ${at} responded ${status} with a web page: ${quoted(suite, response)}`,
        hint: 'A proxy or a sign-in page of the network stands between, or this is a web site: give the address of the API.',
      },
      3,
    );
  if (status === 401 || status === 403)
    fail(
      {
        code: 'key-refused',
        message: `${at} rejects the key (${status}): ${quoted(suite, response)}`,
        hint: 'Keys of one host or region are often not good for another.',
      },
      3,
    );
  if (status === 404 || status === 405 || status === 421)
    fail(
      {
        code: 'wrong-host',
        message: `${nameOf(operation)} responded ${status} at ${at}, so this is not the address of the API: ${quoted(suite, response)}`,
        hint: 'Give --target the address that clients of this API are given.',
      },
      3,
    );
}

/** Minutes between this machine's clock and the server's, when they are too many. */
export function clockProblem({ headers }: WireResponse): string | undefined {
  const date = Date.parse(headers.find(([name]) => name === 'date')?.[1] ?? '');
  const minutes = Math.round((Date.now() - date) / 60_000);
  return Number.isNaN(date) || Math.abs(minutes) < clockTolerance
    ? undefined
    : `the clock of this machine is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} the server's: set it right, or signatures and times in reports are wrong`;
}

/** `GET /v1/models` */
export const nameOf = ({ method, path }: Operation): string => `${method.toUpperCase()} ${path}`;

/** The body as text. */
export const textOf = ({ body }: WireResponse): string => new TextDecoder().decode(body);

/** The beginning of a response, without keys. */
export const quoted = (suite: Pick<Suite, 'redact'>, response: WireResponse): string =>
  JSON.stringify(suite.redact.text(textOf(response)).replaceAll(/\s+/g, ' ').slice(0, 200));
