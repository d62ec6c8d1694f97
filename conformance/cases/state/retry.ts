import type { Exchange, TestCase } from '../../model.ts';
import type { StateContext } from './context.ts';
import type { Freshener } from './freshen.ts';
import type { GiveValues } from './given-values.ts';
import { withArguments } from './with-arguments.ts';

/** The case once more with fresh values, after a valid request got 409; `undefined` where that does not help. */
export type Retry = (exchange: Exchange) => TestCase | undefined;

/** Makes a Retry that reports conflicts to the freshener. */
export const createRetry =
  ({ operations }: StateContext, freshener: Freshener, give: GiveValues): Retry =>
  ({ testCase: failed, response }) => {
    if (response.status !== 409 || failed.intent !== 'valid' || failed.credentials !== 'valid')
      return undefined;
    const operation = operations.get(failed.operationId);
    if (operation === undefined || failed.isRetried === true || failed.isFixed === true) return undefined;
    freshener.noteConflict(operation);
    const own = give(operation, failed, failed.arguments);
    const fixed = [...(failed.fixed ?? []), ...own.places];
    const call = freshener.freshen(operation, own.call, { ...failed, fixed });
    if (call === failed.arguments) return undefined;
    return { ...withArguments(operation, failed, call), isRetried: true };
  };
