import type { Accepted } from '../contract/accepted.ts';
import type { Contract } from '../contract/model.ts';
import { child, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Change } from './change.ts';

/** How grave a change is to a team; `off` leaves it out. */
export type PolicySeverity = 'error' | 'warning' | 'info' | 'off';

/** A change that the team accepts. */
export interface IgnoreEntry extends Accepted {
  readonly code: string;
  /** The change's pointer, or one above it; any when absent. */
  readonly pointer?: Pointer;
  /** `METHOD /path`; any when absent. */
  readonly operation?: string;
}

/** What a team has agreed on: `drift` in the configuration, or the same members in the ignore file. */
export interface DriftPolicy {
  /** By change code; `*` stands for any text. `error` fails the run, `warning` and `info` do not. */
  readonly severity?: Readonly<Record<string, PolicySeverity>>;
  /** Changes that are taken as they are, each with a reason. */
  readonly ignore?: readonly IgnoreEntry[];
  /**
   * `allowed`: the removal of a deprecated operation or parameter on or after its `x-sunset` is not breaking.
   * Default `never`.
   */
  readonly sunset?: 'allowed' | 'never';
  /** Days from the deprecation of an operation to its `x-sunset`, at least; not checked when absent. */
  readonly noticeDays?: number;
  /**
   * Values of `x-stability-level` without a promise of stability: a breaking change of such operations is a warning.
   */
  readonly unstable?: readonly string[];
}

/** The names of the members of a policy. */
export const policyMembers: ReadonlySet<string> = new Set([
  'severity',
  'ignore',
  'sunset',
  'noticeDays',
  'unstable',
]);

interface Judging {
  readonly base: Contract;
  readonly head: Contract;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Applies the policy to changes; those that are switched off are left out. */
export function applyPolicy(
  changes: readonly Change[],
  policy: DriftPolicy,
  judging: Judging,
): readonly Change[] {
  return changes
    .flatMap((change) => [change, ...noticeOf(change, policy, judging)])
    .map((change) => afterSunset(change, policy, judging))
    .map((change) => unstable(change, policy, judging))
    .flatMap((change) => weighed(change, policy));
}

/** The date of removal in `x-sunset`: `YYYY-MM-DD`. */
export function sunsetOf({ document }: Contract, pointer: Pointer | undefined): string | undefined {
  const date = pointer === undefined ? undefined : valueAt(document, child(pointer, 'x-sunset'));
  return typeof date === 'string' && /^\d{4}-\d{2}-\d{2}/.test(date) ? date.slice(0, 10) : undefined;
}

function afterSunset(change: Change, policy: DriftPolicy, { base, today }: Judging): Change {
  if (policy.sunset !== 'allowed' || change.verdict !== 'breaking') return change;
  if (!/^(operation|parameter)-removed$/.test(change.code)) return change;
  const date = sunsetOf(base, change.base);
  const isDeprecated =
    change.base !== undefined && valueAt(base.document, child(change.base, 'deprecated')) === true;
  if (date === undefined || !isDeprecated || date > today) return change;
  const { hint: _, ...rest } = change;
  const [subject = change.message] = change.message.split(' is gone');
  return {
    ...rest,
    verdict: 'non-breaking',
    severity: 'warning',
    message: `${subject} is gone after its sunset on ${date}`,
  };
}

/** A deprecation that leaves callers too little time. */
function noticeOf(change: Change, policy: DriftPolicy, { head, today }: Judging): readonly Change[] {
  const { noticeDays } = policy;
  if (noticeDays === undefined || change.code !== 'operation-deprecated') return [];
  const date = sunsetOf(head, change.head);
  const day = 24 * 60 * 60 * 1000;
  const earliest = new Date(Date.parse(today) + noticeDays * day).toISOString().slice(0, 10);
  if (date !== undefined && date >= earliest) return [];
  const subject = change.operations[0] ?? 'the operation';
  return [
    {
      ...change,
      code: date === undefined ? 'operation-sunset-missing' : 'operation-sunset-too-soon',
      axis: 'behaviour',
      verdict: 'breaking',
      severity: 'error',
      message:
        date === undefined
          ? `${subject} is deprecated without an \`x-sunset\` date`
          : `${subject} is deprecated and goes on ${date}, before ${noticeDays} days have passed`,
      hint: `Set \`x-sunset\` to ${earliest} or later.`,
    },
  ];
}

function unstable(change: Change, policy: DriftPolicy, { base }: Judging): Change {
  const levels = policy.unstable ?? [];
  if (levels.length === 0 || change.verdict !== 'breaking' || change.operations.length === 0) return change;
  const level = new Map(
    [...base.operations, ...base.webhooks].map(({ method, path, pointer }) => [
      `${method.toUpperCase()} ${path}`,
      valueAt(base.document, child(pointer, 'x-stability-level')),
    ]),
  );
  const isUnstable = change.operations.every((operation) => levels.includes(String(level.get(operation))));
  return isUnstable ? { ...change, verdict: 'non-breaking', severity: 'warning' } : change;
}

function weighed(change: Change, { severity = {} }: DriftPolicy): readonly Change[] {
  // The most specific pattern wins.
  const pattern = Object.keys(severity)
    .filter((each) => isMatch(each, change.code))
    .sort((a, b) => b.length - a.length)[0];
  const wanted = pattern === undefined ? undefined : severity[pattern];
  switch (wanted) {
    case undefined:
      return [change];
    case 'off':
      return [];
    case 'error':
      return [{ ...change, verdict: 'breaking', severity: 'error' }];
    case 'warning':
    case 'info':
      return [
        {
          ...change,
          severity: wanted,
          verdict: change.verdict === 'docs-only' ? 'docs-only' : 'non-breaking',
        },
      ];
    default:
      return wanted satisfies never;
  }
}

const isMatch = (pattern: string, code: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === code;
  const last = rest.pop() ?? '';
  if (!code.startsWith(first) || !code.endsWith(last) || code.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const part of rest) {
    const found = code.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= code.length - last.length;
};
