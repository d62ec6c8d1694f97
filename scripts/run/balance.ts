import type { Purse } from '../../conformance/live/purse.ts';
import type { Transport } from '../../conformance/model.ts';
import type { Operation } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import { textOf } from './not-the-api.ts';
import type { Subject } from './subject.ts';
import type { Suite } from './suite.ts';

/** The operation that reports the balance, where the configuration names it. */
export const balanceOperation = ({ contract, config }: Subject): Operation | undefined =>
  contract.operations.find(({ operationId }) => operationId === config?.live?.balance?.operationId);

/** A balance, or the status of a response without one. */
export interface Balance {
  readonly amount?: number;
  readonly status: number;
}

/** Reads how much money is left; `undefined` where the configuration does not say how. */
export async function readBalance(
  subject: Subject,
  suite: Suite,
  transport: Transport,
): Promise<Balance | undefined> {
  const operation = balanceOperation(subject);
  const members = subject.config?.live?.balance?.available;
  if (operation === undefined || members === undefined) return undefined;
  const request = encodeRequest(operation, { path: {}, query: {}, header: {}, cookie: {} });
  const { response } = await transport.send(await suite.parts.authorize(operation, request, 'valid'));
  const { status } = response;
  const amount = status === 200 ? valueIn(parsed(textOf(response)), members) : undefined;
  return typeof amount === 'number' ? { amount, status } : { status };
}

/** Paid calls between two readings of the balance. */
export const paidBetweenReadings = 4;

/**
 * Reads the balance before a request once several calls were paid for since the last reading, so that a limit on money
 * also holds where the server is dearer than the configured price. `start` is the balance before the first call.
 */
export function withReadings(
  transport: Transport,
  purse: Purse,
  start: number,
  read: () => Promise<Balance | undefined>,
): Transport {
  let seen = purse.spent.paid;
  return {
    ...transport,
    async send(request) {
      if (purse.spent.paid - seen >= paidBetweenReadings) {
        seen = purse.spent.paid;
        const amount = (await read())?.amount;
        purse.addFree();
        if (amount !== undefined) purse.measured(start - amount);
      }
      return transport.send(request);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
