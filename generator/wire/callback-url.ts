import { valueIn } from '../contract/resources.ts';
import { tokensOf } from '../json/pointer.ts';
import type { Arguments } from './message.ts';

/**
 * The URL from the runtime expression of a callback and a request (OpenAPI 3.1, 4.8.20.4); `undefined` where the request does
 * not contain it.
 */
export function callbackUrl(expression: string, call: Arguments): string | undefined {
  let isWhole = true;
  const url = expression.replaceAll(/\{([^{}]+)\}|^(\$request\..*)$/g, (_, within: string, alone: string) => {
    const [, place = '', rest = ''] =
      /^\$request\.(body|query|header|path)[.#]?(.*)$/.exec(within ?? alone) ?? [];
    const value =
      place === 'body'
        ? valueIn(call.body?.value, tokensOf(`#${rest}`))
        : place === 'header'
          ? Object.entries(call.header).find(([name]) => name.toLowerCase() === rest.toLowerCase())?.[1]
          : place === 'query' || place === 'path'
            ? call[place][rest]
            : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') isWhole = false;
    return String(value);
  });
  return isWhole && URL.canParse(url) ? url : undefined;
}
