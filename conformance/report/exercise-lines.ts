import type { Exercise, Reach, Undecided } from '../coverage/exercise.ts';

/** Whether a line has no tick: no valid request was accepted there. */
export const isExercised = (reach: Reach | undefined): boolean => reach !== undefined && reach.accepted > 0;

/** How a line without a tick is marked: `NOT EXERCISED`, or the word for what was left out on purpose, such as `unpaid`. */
export const markOf = (reach: Reach | undefined): string =>
  reach?.excuse === undefined ? 'NOT EXERCISED' : (reach.excuse.split(':')[0] ?? '');

/** Why nothing of a line was exercised, and what to do: `67 of 67 valid requests answered 400 "input file"; give ...`. */
export function whyNot(reach: Reach): string {
  const { sent, excuse, refusals, unknown } = reach;
  if (excuse !== undefined) return excuse.replace(/^[^:]*: */, '');
  if (sent === 0)
    return 'no valid request was sent; give its parameters and body an `example` in the document or by --overlay';
  const counted = refusals
    .slice(0, 3)
    .map(
      ({ status, words, count }) =>
        `${count} of ${sent} valid requests ${status === 0 ? 'got no response' : `answered ${status}`}${words === '' ? '' : ` ${JSON.stringify(words)}`}`,
    );
  return `${counted.join(', ')}; ${adviceOf(reach, unknown)}`;
}

function adviceOf({ refusals }: Reach, unknown: readonly string[]): string {
  const status = refusals[0]?.status ?? 0;
  const values = unknown.map((place) => place.replace(/^\/(path|query|header|cookie|body)\//, '')).join(', ');
  if (status === 401 || status === 403)
    return "give a key that may do this: --key-env NAME, or -H 'Name: $NAME'";
  if (values !== '')
    return `give ${values} an \`example\` that this server knows, in the document or by --overlay`;
  if (status === 404) return 'check --target and its base path';
  if (status === 0 || status >= 500) return 'see the findings';
  if (status === 429) return 'send more slowly: --live --pace <seconds>';
  return 'give values that this server accepts as an `example`, in the document or by --overlay';
}

/** Why nothing was exercised, without the numbers of requests: equal for operations that were refused for one reason. */
function shortWhy(reach: Reach): string {
  const { sent, excuse, refusals, unknown } = reach;
  const [first] = refusals;
  if (excuse !== undefined || sent === 0 || first === undefined) return whyNot(reach);
  const words = first.words === '' ? '' : ` ${JSON.stringify(first.words)}`;
  return `the response to valid requests was mostly ${first.status === 0 ? 'none' : first.status}${words}; ${adviceOf(reach, unknown)}`;
}

const keyOf = (reach: Reach): string => `${markOf(reach)} ${shortWhy(reach)}`;

const listed = (ids: readonly string[]): string =>
  ids.length > 6 ? `${ids.slice(0, 6).join(', ')} and ${ids.length - 6} more` : ids.join(', ');

/** One line for each operation, variant and media type that no accepted valid request reached. */
export function notExercisedLines({
  operations,
  variants,
  mediaTypes,
  responseTypes,
}: Exercise): readonly string[] {
  const missed = new Map<string, string[]>();
  for (const [id, reach] of operations)
    if (!isExercised(reach)) missed.set(keyOf(reach), [...(missed.get(keyOf(reach)) ?? []), id]);
  const lines = [...operations].flatMap(([id, reach]) => {
    if (!isExercised(reach)) {
      const [first, ...others] = missed.get(keyOf(reach)) ?? [];
      // What was refused for one reason is one line.
      if (others.length < 2) return [`${markOf(reach)} ${id}: ${whyNot(reach)}`];
      return id === first
        ? [
            `${markOf(reach)} ${others.length + 1} operations (${listed([id, ...others])}): ${shortWhy(reach)}`,
          ]
        : [];
    }
    const values = [...(variants.get(id) ?? [])].filter(([, own]) => !isExercised(own));
    const media = [...(mediaTypes.get(id) ?? [])].filter(([, accepted]) => !accepted).map(([type]) => type);
    return [
      ...values.map(([value, own]) => `${markOf(own)} ${id} (${value}): ${whyNot(own)}`),
      ...(media.length === 0
        ? []
        : [`NOT EXERCISED ${id}: no accepted request had the type ${media.join(', ')}`]),
    ];
  });
  return [...lines, ...responseTypeLines({ operations, responseTypes })];
}

/** One line for each media type of responses that no server sent although it was asked for alone. */
function responseTypeLines({
  operations,
  responseTypes,
}: Pick<Exercise, 'operations' | 'responseTypes'>): readonly string[] {
  const missed = new Map<string, string[]>();
  for (const [id, types] of responseTypes)
    for (const [type, isReceived] of isExercised(operations.get(id)) ? types : [])
      if (!isReceived) missed.set(type, [...(missed.get(type) ?? []), id]);
  return [...missed].map(
    ([type, ids]) => `NOT EXERCISED ${type}: no response had this type (${listed(ids)})`,
  );
}

/** Why checks could not decide: one line per check and reason, over all operations. */
export function undecidedLines(undecided: readonly Undecided[]): readonly string[] {
  const groups = new Map<
    string,
    { readonly check: string; readonly reason: string; count: number; readonly at: Map<string, number> }
  >();
  for (const { check, reason, operationId, count } of undecided) {
    const key = `${check}\0${reason}`;
    const group = groups.get(key) ?? { check, reason, count: 0, at: new Map<string, number>() };
    groups.set(key, group);
    group.count += count;
    group.at.set(operationId, (group.at.get(operationId) ?? 0) + count);
  }
  return [...groups.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ check, reason, count, at }) => {
      const where = [...at].sort((a, b) => b[1] - a[1]).map(([id]) => id);
      const shown =
        where.length > 5 ? `${where.slice(0, 5).join(', ')} and ${where.length - 5} more` : where.join(', ');
      return `${count} × ${check}: ${reason} (${shown})`;
    });
}
