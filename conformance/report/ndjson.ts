import type { Contract } from '../../generator/contract/model.ts';
import { safeText } from '../../generator/json/safe-text.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import type { Exchange, SuiteEvent } from '../model.ts';
import { curlScript, type ShownServer } from './curl.ts';

/**
 * One JSON object per line; `event` names it. The README describes the format. The same seed, address and fresh server give the
 * same bytes, except for `timing`, `seconds` and a `date` header.
 */
export function ndjsonReporter(
  contract: Contract,
  server: ShownServer,
): (event: SuiteEvent) => string | undefined {
  const line = (value: unknown): string => `${safeText(JSON.stringify(value))}\n`;
  return (event) => {
    switch (event.event) {
      case 'suiteStarted': {
        const { target, seed, plans, checks } = event;
        const { title, version } = event.contract.info;
        return line({
          event: 'suiteStarted',
          contract: { title, version },
          target,
          seed,
          cases: plans.reduce((sum, { cases }) => sum + cases.length, 0),
          checks,
        });
      }
      case 'exchange':
        return line(exchangeLine(event.exchange));
      case 'verdict': {
        const { exchange, check, verdict } = event;
        // Verdicts that do not apply get no line.
        if (verdict.kind === 'notApplicable') return undefined;
        const reason = verdict.kind === 'undetermined' ? { reason: verdict.reason } : {};
        return line({ event: 'verdict', exchange: exchange.id, check, verdict: verdict.kind, ...reason });
      }
      case 'failure': {
        const { finding } = event;
        const {
          fingerprint,
          check,
          operationId,
          discriminatorValue,
          severity,
          message,
          keywordLocation,
          instanceLocation,
          seed,
          path,
        } = finding;
        const curl = curlScript(contract, finding, server);
        return line({
          event: 'failure',
          fingerprint,
          check,
          operationId,
          discriminatorValue,
          severity,
          message,
          keywordLocation,
          instanceLocation,
          curl,
          seed,
          path,
        });
      }
      case 'suiteFinished':
        return line({ event: 'suiteFinished', ...event.summary });
      default:
        return event satisfies never;
    }
  };
}

function exchangeLine({ id, testCase, request, response, milliseconds }: Exchange): unknown {
  const { operationId, phase, intent, title, discriminatorValue, credentials } = testCase;
  return {
    event: 'exchange',
    id,
    case: {
      id: testCase.id,
      operationId,
      phase,
      intent,
      title,
      discriminatorValue,
      credentials,
      twin: testCase.twin?.id,
    },
    request: {
      method: request.method,
      target: request.target,
      headers: request.headers,
      ...bodyOf(request),
    },
    response: { status: response.status, headers: response.headers, ...bodyOf(response) },
    timing: { milliseconds: Math.round(milliseconds * 100) / 100 },
  };
}

/** Text where the bytes are UTF-8, else base64. */
function bodyOf({ body }: WireRequest | WireResponse): {
  readonly body?: string;
  readonly bodyEncoding?: 'base64';
} {
  if (body === undefined || body.byteLength === 0) return {};
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
  return Buffer.from(text).equals(Buffer.from(body))
    ? { body: text }
    : { body: Buffer.from(body).toString('base64'), bodyEncoding: 'base64' };
}
