import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Credentials, Exchange, Scenario, Step, StepRole } from '../../model.ts';
import { isUnlisted } from '../ids.ts';
import { testCase } from '../test-case.ts';
import type { Kit } from './kit.ts';

/** The operation that creates an item: POST, or PUT to the path that the client chooses. */
export const makerOf = ({ operations: own, created }: Resource): Operation | undefined =>
  created === undefined ? undefined : (own.create ?? (created.in === 'path' ? own.replace : undefined));

/** The operation whose plan has the sequences of a resource. */
export const startOf = (resource: Resource): Operation | undefined =>
  resource.operations.create ?? makerOf(resource) ?? resource.operations.list ?? resource.operations.retrieve;

/** The steps of a scenario; each returns its exchange. */
export type Run = Generator<Step, void, Exchange>;

/** How a step differs from the least call of its operation. */
export interface Given {
  readonly path?: Arguments['path'];
  readonly query?: Arguments['query'];
  readonly header?: Arguments['header'];
  /** Sent instead of the least call. */
  readonly call?: Arguments | undefined;
  readonly about?: string;
  readonly until?: Step['until'];
  readonly patience?: number;
  readonly fixed?: readonly string[];
  /** The call is sent exactly as it is. */
  readonly isFixed?: true;
  readonly credentials?: Credentials;
  /** See `TestCase`. */
  readonly keyEnv?: string;
  /** The document cannot decide what becomes of it; see `Intent`. */
  readonly isUnusual?: true;
}

/** Sends one step; `undefined` where the operation is missing, has no valid call, or lists its ids and not this one. */
export type Send = (
  role: StepRole,
  operation: Operation | undefined,
  title: string,
  given?: Given,
) => Generator<Step, Exchange | undefined, Exchange>;

/** A scenario of a resource. */
export const scenario = (kit: Kit, resource: Resource, name: string, run: (send: Send) => Run): Scenario => ({
  ...sequence(
    kit,
    { id: `${resource.path}/${name}`, name, operationId: startOf(resource)?.operationId ?? '' },
    run,
  ),
  resource,
});

/** A scenario whose steps have stable ids, the same in every run. */
export function sequence(
  { contract, least }: Kit,
  { id, name, operationId }: { readonly id: string; readonly name: string; readonly operationId: string },
  run: (send: Send) => Run,
): Scenario {
  return {
    id,
    operationId,
    run() {
      let count = 0;
      return run(function* send(role, operation, title, given = {}) {
        const call = operation === undefined ? undefined : 'call' in given ? given.call : least(operation);
        if (operation === undefined || call === undefined) return undefined;
        const isElsewhere = ([name, id]: readonly [string, unknown]): boolean =>
          isUnlisted(contract, operation, name, id);
        if (Object.entries(given.path ?? {}).some(isElsewhere)) return undefined;
        const { path, query, header, about, until, patience, fixed = [], ...how } = given;
        const filled: Arguments = {
          ...call,
          path: { ...call.path, ...path },
          query: { ...call.query, ...query },
          header: { ...call.header, ...header },
        };
        const places = [
          ...Object.keys(path ?? {}).map((each) => `/path/${each}`),
          ...Object.keys(query ?? {}).map((each) => `/query/${each}`),
          ...Object.keys(header ?? {}).map((each) => `/header/${each}`),
          ...fixed,
        ];
        const { isFixed, credentials, keyEnv, isUnusual } = how;
        const context = { contract, operation, phase: 'stateful' } as const;
        return yield {
          role,
          testCase: {
            ...testCase(context, `${role}/${name}-${count++}`, title, filled, {
              fixed: places,
              ...(isFixed === undefined ? {} : { isFixed }),
              ...(credentials === undefined ? {} : { credentials }),
              ...(keyEnv === undefined ? {} : { keyEnv }),
            }),
            ...(isUnusual === undefined ? {} : { intent: 'unusual' }),
          },
          ...(about === undefined ? {} : { about }),
          ...(until === undefined ? {} : { until }),
          ...(patience === undefined ? {} : { patience }),
        };
      });
    },
  };
}

/** Whether there is an exchange with a successful status. */
export const isOk = (exchange: Exchange | undefined): exchange is Exchange =>
  exchange !== undefined && exchange.response.status >= 200 && exchange.response.status < 300;
