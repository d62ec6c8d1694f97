import type { Contract } from '../../generator/contract/model.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import { fingerprint } from '../engine/fingerprint.ts';
import { checkContext, eventsOf, failuresOf, judgeExchange } from '../engine/judge-exchange.ts';
import { judgeRun } from '../engine/judge-run.ts';
import type { SuiteOptions } from '../engine/suite-options.ts';
import type {
  CasePlan,
  Exchange,
  Failure,
  Finding,
  Severity,
  SuiteEvent,
  Summary,
  TestCase,
} from '../model.ts';
import { callReader, plainResponse } from './call.ts';
import type { Passed } from './forward-call.ts';

/** The parts of a suite that judge traffic, without plans. */
export type JudgeParts = Pick<
  SuiteOptions,
  'contract' | 'checks' | 'runChecks' | 'validate' | 'brokenRule' | 'keepsBareDocument'
>;

/** How many of the last exchanges are judged together. */
const remembered = 500;

/** Judges forwarded calls as a run judges its own; each distinct failure is reported once. */
export function createJudge(parts: JudgeParts, target: string) {
  const { contract, checks, validate, runChecks = [] } = parts;
  const read = callReader(contract, validate);
  const known = new Map<string, Finding>();
  const wanted = new Set(runChecks.flatMap(({ appliesTo }) => appliesTo));
  const started = performance.now();
  const counted = { calls: 0, unknown: 0 };
  const undocumented = new Map<string, number>();
  let seen: Exchange[] = [];
  const reportOnce = (finding: Finding): readonly SuiteEvent[] => {
    if (known.has(finding.fingerprint)) return [];
    known.set(finding.fingerprint, finding);
    return [{ event: 'failure', finding }];
  };
  return {
    start: (): SuiteEvent => ({
      event: 'suiteStarted',
      contract,
      target,
      seed: 0,
      plans: rowsOf(contract),
      checks: checks.map(({ id }) => id),
    }),
    /** `onKey` learns the key of a call before any event of the call is written, so that it can be redacted. */
    async judge(
      { request, response, milliseconds }: Passed,
      onKey: (key: string) => void,
    ): Promise<readonly SuiteEvent[]> {
      counted.calls++;
      const plain = plainResponse(response);
      const call = await read(counted.calls, request, response.status);
      if (call === undefined || plain === undefined) {
        counted.unknown++;
        const name = call === undefined ? nameOf(request) : undefined;
        if (name !== undefined && (undocumented.has(name) || undocumented.size < mostNamed))
          undocumented.set(name, (undocumented.get(name) ?? 0) + 1);
        return [];
      }
      if (call.key !== undefined) onKey(call.key);
      const { testCase, operation } = call;
      const exchange: Exchange = { id: counted.calls, testCase, request, response: plain, milliseconds };
      if (wanted.has(testCase.operationId)) seen = [...seen.slice(1 - remembered), exchange];
      const judged = judgeExchange(
        checks,
        exchange,
        checkContext(parts, exchange, operation, { twinAccepted: undefined, baseAccepted: true }),
      );
      const events = eventsOf(judged);
      const wrong = clientFailure(testCase, plain.status);
      const asFinding = (failure: Failure): Finding => ({
        ...failure,
        fingerprint: fingerprint(failure),
        exchange,
        seed: 0,
        path: testCase.id,
      });
      return [
        ...events.slice(0, 1),
        ...(wrong === undefined ? [] : reportOnce(asFinding(wrong))),
        ...events.slice(1),
        ...failuresOf(judged).flatMap((failure) => reportOnce(asFinding(failure))),
      ];
    },
    /** Judges the last exchanges together, and sums up. */
    end(): readonly SuiteEvent[] {
      const late = runChecks.flatMap((check) => judgeRun(check, seen, contract, 0).flatMap(reportOnce));
      const findings = [...known.values()];
      const count = (severity: Severity): number =>
        findings.filter((each) => each.severity === severity).length;
      const summary: Summary = {
        requests: counted.calls,
        cases: counted.calls - counted.unknown,
        failures: count('error'),
        warnings: count('warning'),
        seconds: (performance.now() - started) / 1000,
      };
      return [...late, { event: 'suiteFinished', summary }];
    },
    /** Calls to operations that the contract does not have. */
    unknown: () => counted.unknown,
    /** Methods and paths that the document does not have, and how often they were requested. */
    undocumented: (): ReadonlyMap<string, number> => undocumented,
  };
}

/** Most undeclared methods and paths that are named at the end. */
const mostNamed = 50;

/** A method and a path without what looks like an id, so that one operation has one name. */
const nameOf = ({ method, target }: WireRequest): string =>
  `${method} ${(target.split('?')[0] ?? '')
    .split('/')
    .map((part) => (/^\d+$|^[0-9a-f-]{16,}$|^\w*_\w{12,}$/i.test(part) ? '{id}' : part))
    .join('/')
    .slice(0, 200)}`;

/** A request that breaks the contract is a failure of the client, whatever the response: a warning, reported once. */
const clientFailure = (
  { operationId, intent, title, edit, discriminatorValue }: TestCase,
  status: number,
): Failure | undefined =>
  intent === 'valid'
    ? undefined
    : {
        check: 'client-request',
        severity: 'warning',
        operationId,
        ...(discriminatorValue === undefined ? {} : { discriminatorValue }),
        ...(edit === undefined ? {} : { keywordLocation: edit.keywordLocation }),
        instanceLocation: `/request${edit?.instanceLocation ?? ''}`,
        message: `a client sent an invalid request, and the server responded with ${status}: ${title}`,
      };

/** A row of the matrix for each operation and each of its discriminator values. */
const rowsOf = (contract: Contract): readonly CasePlan[] =>
  contract.operations.flatMap(({ operationId, requestBody }) => {
    const values = new Set(
      (requestBody?.content ?? []).flatMap(({ schema }) => [
        ...(schema?.discriminator?.mapping.keys() ?? []),
      ]),
    );
    const row = { operationId, phase: 'stateful', cases: [] } as const;
    return [row, ...[...values].map((discriminatorValue) => ({ ...row, discriminatorValue }))];
  });
