import { essence } from '../../generator/json/media-type.ts';
import type { Check, Exchange } from '../model.ts';

/** Statuses of something before an API: a shield, a proxy, a load balancer. */
const statuses = new Set([403, 429, 502, 503, 504]);

/** Whether the response is a web page of a gateway that the document does not describe. */
export function isOfGateway({ response }: Pick<Exchange, 'response'>): boolean {
  const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return statuses.has(response.status) && essence(type) === 'text/html';
}

/** The checks without verdicts on responses of a gateway, which are not responses of the API. */
export const withGateway = (
  checks: readonly Check[],
  onGateway: (status: number) => void,
): readonly Check[] =>
  checks.map((check, index) => ({
    ...check,
    check(exchange, context) {
      if (!isOfGateway(exchange)) return check.check(exchange, context);
      // Each exchange is counted once.
      if (index === 0) onGateway(exchange.response.status);
      return {
        kind: 'undetermined',
        reason: `a gateway answered with a web page (${exchange.response.status})`,
      };
    },
  }));
