import { safeText } from '../../generator/json/safe-text.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import type { Exchange } from '../model.ts';

/** HAR 1.2, one entry at a time, so that a long run need not be kept in memory. `version` is that of this package. */
export function harReporter(
  baseUrl: string,
  version: string,
  now: () => number = Date.now,
): { entry(exchange: Exchange): string; end(): string } {
  let entries = 0;
  const head = `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'plumbline', version })},"entries":[`;
  return {
    entry(exchange) {
      const text = safeText(JSON.stringify(entryOf(exchange, baseUrl, now())));
      return `${entries++ === 0 ? head : ','}\n${text}`;
    },
    end: () => `${entries === 0 ? head : ''}\n]}}\n`,
  };
}

const pairs = (headers: readonly (readonly [string, string])[]): readonly unknown[] =>
  headers.map(([name, value]) => ({ name, value }));

function entryOf(
  { id, testCase, request, response, milliseconds }: Exchange,
  baseUrl: string,
  now: number,
): unknown {
  const url = baseUrl + request.target;
  const time = Math.round(milliseconds * 100) / 100;
  return {
    startedDateTime: new Date(now - milliseconds).toISOString(),
    time,
    request: {
      method: request.method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(request.headers),
      queryString: queryOf(url),
      headersSize: -1,
      bodySize: request.body?.byteLength ?? 0,
      ...postData(request),
    },
    response: {
      status: response.status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(response.headers),
      content: contentOf(response),
      redirectURL: '',
      headersSize: -1,
      bodySize: response.body.byteLength,
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    comment: `${id} ${testCase.id}: ${testCase.title}`,
  };
}

/** Targets are sent raw, and a raw target may not be a URL. */
function queryOf(url: string): readonly unknown[] {
  const at = url.indexOf('?');
  if (at < 0) return [];
  return [...new URLSearchParams(url.slice(at + 1))].map(([name, value]) => ({ name, value }));
}

const typeOf = (headers: readonly (readonly [string, string])[]): string =>
  headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';

function postData({ headers, body }: WireRequest): { readonly postData?: unknown } {
  if (body === undefined || body.byteLength === 0) return {};
  const text = new TextDecoder().decode(body);
  const isText = Buffer.from(text).equals(Buffer.from(body));
  return {
    postData: isText
      ? { mimeType: typeOf(headers), text }
      : { mimeType: typeOf(headers), text: Buffer.from(body).toString('base64'), comment: 'base64' },
  };
}

function contentOf({ headers, body }: WireResponse): unknown {
  const mimeType = typeOf(headers) || 'x-unknown';
  const text = new TextDecoder().decode(body);
  return Buffer.from(text).equals(Buffer.from(body))
    ? { size: body.byteLength, mimeType, text }
    : { size: body.byteLength, mimeType, text: Buffer.from(body).toString('base64'), encoding: 'base64' };
}
