import { essence, isJson } from '../../generator/json/media-type.ts';
import type { Check } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** Text is in its declared charset; JSON and event streams are UTF-8, and JSON has no byte order mark (RFC 8259 section 8.1). */
export const encoding: Check = {
  id: 'encoding',
  check(exchange) {
    const contentType = headerOf(exchange, 'content-type') ?? '';
    const charset = /charset="?([\w-]+)"?/i.exec(contentType)?.[1]?.toLowerCase();
    const isText = isJson(contentType) || essence(contentType).startsWith('text/');
    if (!isText || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8'))
      return notApplicable('the response does not declare UTF-8');
    const [first, second, third] = exchange.response.body;
    if (isJson(contentType) && first === 0xef && second === 0xbb && third === 0xbf)
      return failed(this, exchange, {
        message: 'the JSON begins with a byte order mark',
        instanceLocation: '/bom',
      });
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(exchange.response.body);
      return passed;
    } catch {
      return failed(this, exchange, {
        message: `the body is not UTF-8, but ${contentType} declares it`,
        instanceLocation: '',
      });
    }
  },
};
