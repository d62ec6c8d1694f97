import type { Oracle } from '../model.ts';
import { essence, isJson } from '../wire/media-type.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** Text is in the charset it says; JSON and event streams are UTF-8 (RFC 8259 section 8.1). */
export const encoding: Oracle = {
  id: 'encoding',
  check(exchange) {
    const contentType = headerOf(exchange, 'content-type') ?? '';
    const charset = /charset="?([\w-]+)"?/i.exec(contentType)?.[1]?.toLowerCase();
    const isText = isJson(contentType) || essence(contentType).startsWith('text/');
    if (!isText || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8'))
      return notApplicable('the answer does not claim to be UTF-8');
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(exchange.response.body);
      return passed;
    } catch {
      return failed(this, exchange, {
        message: `the body is not UTF-8, as ${contentType} says it is`,
        instanceLocation: '',
      });
    }
  },
};
