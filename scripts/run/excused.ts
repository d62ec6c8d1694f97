import { isPaid } from '../../conformance/live/select.ts';
import type { Excused } from '../../conformance/model.ts';
import type { Contract } from '../../generator/contract/model.ts';
import type { Subject } from './subject.ts';

/** What a live run saw that excuses it from exercising an operation. */
export interface Seen {
  /** Discriminator values that are no longer served. */
  readonly retired: ReadonlySet<string>;
  /** Operations with valid requests that were sent, and not rejected for lack of money. */
  readonly attempted: ReadonlySet<string>;
  /** Operations whose valid requests the budget left out, all or some. */
  readonly cut: ReadonlySet<string>;
  /** The account has no money left. */
  readonly isBroke: boolean;
}

/**
 * What a live run left out on purpose: what costs money and was not paid for, what needs an item that costs money to create, and
 * values that are no longer served. `isAllowed`: calls that cost money may be sent. What was tried and rejected is not excused.
 */
export function excusedOf(
  { contract, config }: Subject,
  { retired, attempted, cut, isBroke, isAllowed }: Seen & { readonly isAllowed: boolean },
): readonly Excused[] {
  const why = isBroke
    ? 'unpaid: the account has no money left'
    : !isAllowed
      ? 'unpaid: it costs money, which --yes allows'
      : 'cut by the budget: --max-paid, --max-cost and --max-requests bound it';
  const unpaid = contract.operations
    .filter(
      (operation) =>
        isPaid(config?.live, operation) &&
        !attempted.has(operation.operationId) &&
        (isBroke || !isAllowed || cut.has(operation.operationId)),
    )
    .map(({ operationId }) => operationId);
  return [
    ...unpaid.map((operationId) => ({ operationId, reason: why })),
    ...unpaid.flatMap((create) =>
      dependents(contract, create).map((operationId) => ({
        operationId,
        reason: `${why.split(':')[0]}: it needs what ${create} creates`,
      })),
    ),
    ...[...retired].flatMap((discriminatorValue) =>
      contract.operations
        .filter(({ requestBody }) =>
          requestBody?.content.some(
            ({ schema }) => schema?.discriminator?.mapping.has(discriminatorValue) === true,
          ),
        )
        .map(({ operationId }) => ({
          operationId,
          discriminatorValue,
          reason: 'retired: the server does not serve it any more',
        })),
    ),
  ];
}

/** The operations on the items that an operation creates. */
const dependents = (contract: Contract, create: string): readonly string[] =>
  contract.inferred.resources
    .filter((resource) => resource.operations.create?.operationId === create)
    .flatMap(({ operations: { retrieve, update, delete: remove, actions } }) =>
      [retrieve, update, remove, ...actions].flatMap((each) =>
        each === undefined ? [] : [each.operationId],
      ),
    );
