import type { Contract } from '../../generator/contract/model.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import { fingerprint } from '../engine/fingerprint.ts';
import type { SuiteOptions } from '../engine/run-suite.ts';
import {
  type CasePlan,
  type Exchange,
  type Failure,
  type Finding,
  type RunCheck,
  type Severity,
  type SuiteEvent,
  type Summary,
  severityByEvidence,
  type TestCase,
} from '../model.ts';
import { callReader, plainResponse } from './call.ts';
import type { Passed } from './forward.ts';

/** What judges traffic: the parts of a suite, and no plans. */
export type JudgeParts = Pick<
  SuiteOptions,
  'contract' | 'checks' | 'runChecks' | 'validate' | 'brokenRule' | 'keepsBareDocument'
>;

/** Exchanges that laws of whole runs look back on. */
const remembered = 500;

/** Judges calls that passed by as a run judges its own; each distinct failure is told once. */
export function createJudge(parts: JudgeParts, target: string) {
  const { contract, checks, validate, runChecks = [] } = parts;
  const read = callReader(contract, validate);
  const known = new Map<string, Finding>();
  const wanted = new Set(runChecks.flatMap(({ appliesTo }) => appliesTo));
  const started = performance.now();
  const counted = { calls: 0, unknown: 0 };
  const undocumented = new Map<string, number>();
  let seen: Exchange[] = [];
  const severityOf = (pointer: string): Severity => {
    const evidence = contract.origin(pointer).overlay?.evidence;
    return evidence === undefined ? 'error' : severityByEvidence[evidence];
  };
  const told = (finding: Finding): readonly SuiteEvent[] => {
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
    /** The key that a call carried is taken out of what is written before anything of the call is. */
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
      const context = {
        contract,
        operation,
        twinAccepted: undefined,
        baseAccepted: true,
        validate: (pointer: string, value: unknown) => validate(pointer, value, 'response'),
        severityOf,
        isOverlaid: (pointer: string) => contract.origin(pointer).overlay !== undefined,
        keepsBareDocument: () => parts.keepsBareDocument?.(testCase) ?? true,
        brokenRule: parts.brokenRule?.(testCase),
      };
      const asked = plain.status === 0 ? checks.filter(({ judgesSilence }) => judgesSilence) : checks;
      const verdicts = asked.map((check) => [check.id, check.check(exchange, context)] as const);
      const wrong = clientFailure(testCase, plain.status);
      return [
        { event: 'exchange', exchange },
        ...(wrong === undefined
          ? []
          : told({ ...wrong, fingerprint: fingerprint(wrong), exchange, seed: 0, path: testCase.id })),
        ...verdicts.map(([check, verdict]) => ({ event: 'verdict', exchange, check, verdict }) as const),
        ...verdicts.flatMap(([, verdict]) =>
          verdict.kind === 'fail'
            ? told({
                ...verdict.failure,
                fingerprint: fingerprint(verdict.failure),
                exchange,
                seed: 0,
                path: testCase.id,
              })
            : [],
        ),
      ];
    },
    /** Laws over what was seen last, and the sum. */
    end(): readonly SuiteEvent[] {
      const late = runChecks.flatMap((law) => judgeRun(law, seen, contract).flatMap(told));
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
    /** Calls that are no operation of the contract. */
    unknown: () => counted.unknown,
    /** Methods and paths that the document does not have, and how often they were requested. */
    undocumented: (): ReadonlyMap<string, number> => undocumented,
  };
}

/** Methods and paths outside the document that are named at the end. */
const mostNamed = 50;

/** A method and a path, with what looks like an id left out, so that one operation has one name. */
const nameOf = ({ method, target }: WireRequest): string =>
  `${method} ${(target.split('?')[0] ?? '')
    .split('/')
    .map((part) => (/^\d+$|^[0-9a-f-]{16,}$|^\w*_\w{12,}$/i.test(part) ? '{id}' : part))
    .join('/')
    .slice(0, 200)}`;

/** A request that breaks the contract is a failure of the client, whatever the server made of it: said once, as a warning. */
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
        message: `a client sent an invalid request, and the server answered ${status}: ${title}`,
      };

function judgeRun(law: RunCheck, seen: readonly Exchange[], contract: Contract): readonly Finding[] {
  const own = seen.filter(({ testCase }) => law.appliesTo.includes(testCase.operationId));
  return law.check(own, contract).flatMap(({ failure, shownBy }) => {
    const exchange = shownBy.at(-1);
    if (exchange === undefined) return [];
    const path = exchange.testCase.id;
    return [{ ...failure, fingerprint: fingerprint(failure), exchange, history: shownBy, seed: 0, path }];
  });
}

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
