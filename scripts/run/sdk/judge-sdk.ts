import type { CasePlan, Handler, TestCase } from '../../../conformance/model.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import { equalJson } from '../../../generator/json/equal-json.ts';
import { isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Call } from '../../../generator/print/call.ts';
import { callsOf } from '../../../generator/print/calls.ts';
import { asksForStream, callSdk, type Outcome, type Responder } from './call-sdk.ts';
import { keyLeaks } from './key-leaks.ts';
import type { SdkModule } from './load-sdk.ts';
import { requestDifference } from './request-difference.ts';

/** What of a client was checked. */
export type SdkCheck =
  | 'sdk-request'
  | 'sdk-response'
  | 'sdk-refusal'
  | 'sdk-retry'
  | 'sdk-stream'
  | 'sdk-secret';

/** One way in which a client breaks the contract. */
export interface SdkFinding {
  readonly check: SdkCheck;
  readonly operationId: string;
  readonly message: string;
  /** The id of the case that shows it. */
  readonly path: string;
}

export interface SdkVerdict {
  /** Valid calls that the client made. */
  readonly calls: number;
  readonly operations: number;
  readonly findings: readonly SdkFinding[];
}

/** How many calls of each plan the client makes. */
const perPlan = 12;

/**
 * Makes the valid calls of the plans through a generated client: its requests must be those of the contract, correct responses
 * must come back unchanged, anything else must be an error, and the key must not leak.
 */
export async function judgeSdk(
  contract: Contract,
  sdk: SdkModule,
  plans: readonly CasePlan[],
  sound: Handler,
): Promise<SdkVerdict> {
  const findings = new Map<string, SdkFinding>();
  const operations = new Set<string>();
  let calls = 0;
  const keep = (found: readonly SdkFinding[]): void => {
    for (const finding of found) {
      // One defect is one finding, however many calls hit it.
      const key = `${finding.check} ${finding.operationId} ${finding.message.replace(/".*/s, '')}`;
      if (!findings.has(key)) findings.set(key, finding);
    }
  };
  for (const call of callsOf(contract)) {
    const { operation } = call;
    const cases = plans
      .filter(
        ({ operationId, phase }) =>
          operationId === operation.operationId && (phase === 'coverage' || phase === 'fuzzing'),
      )
      .flatMap((plan) => plan.cases.slice(0, perPlan))
      .filter(({ intent, credentials }) => intent === 'valid' && credentials === 'valid');
    // What does not depend on the arguments is tried with the first that get a response, and with the first stream.
    const tried = new Set<boolean>();
    for (const testCase of cases) {
      calls++;
      operations.add(operation.operationId);
      const judge = { contract, call, sdk, testCase, sound };
      const { findings: found, response } = await judgeCall(judge);
      keep(found);
      const streams = asksForStream(call, testCase.arguments);
      if (response?.ok !== true || found.length > 0 || tried.has(streams)) continue;
      tried.add(streams);
      keep(await judgeBadResponses(judge, response));
    }
  }
  return { calls, operations: operations.size, findings: [...findings.values()] };
}

interface Judged {
  readonly contract: Contract;
  readonly call: Call;
  readonly sdk: SdkModule;
  readonly testCase: TestCase;
  readonly sound: Handler;
}

const findingOf = ({ call, testCase }: Judged, check: SdkCheck, message: string): SdkFinding => ({
  check,
  operationId: call.operation.operationId,
  message,
  path: testCase.id,
});

/** One call against a correct server. */
async function judgeCall(
  judged: Judged,
): Promise<{ readonly findings: readonly SdkFinding[]; readonly response?: Response }> {
  const { contract, call, sdk, testCase, sound } = judged;
  const requests: Request[] = [];
  let response: Response | undefined;
  const got = await callSdk(contract, call, sdk, testCase.arguments, async (request) => {
    requests.push(request.clone() as Request);
    response = await sound(request);
    return response.clone() as Response;
  });
  const finding = (check: SdkCheck, message: string) => ({ findings: [findingOf(judged, check, message)] });
  const [sent] = requests;
  if (sent === undefined) {
    // A client rightly rejects an id that would change the path.
    if (Object.values(testCase.arguments.path).some((value) => /^\.{0,2}$/.test(String(value))))
      return { findings: [] };
    return finding('sdk-request', `nothing was sent: ${got.error?.message ?? 'no reason'}`);
  }
  const difference = await requestDifference(contract, call.operation, testCase, sent);
  if (difference !== undefined) return finding('sdk-request', difference);
  if (response === undefined) return { findings: [] };
  if (!response.ok)
    return got.error === undefined
      ? finding('sdk-refusal', `a response ${response.status} was given back as a success`)
      : { findings: [] };
  if (got.error !== undefined)
    return finding('sdk-response', `a correct response was an error: ${got.error.message}`);
  if (requests.length > 1) return finding('sdk-request', `one call sent ${requests.length} requests`);
  const changed = await changedResponse(judged, got, response.clone() as Response);
  return changed === undefined ? { findings: [], response } : { findings: [changed], response };
}

/** A response that came back as something else. */
async function changedResponse(
  judged: Judged,
  got: Outcome,
  response: Response,
): Promise<SdkFinding | undefined> {
  const { call, testCase } = judged;
  if (asksForStream(call, testCase.arguments)) {
    const items = eventsOf(await response.text(), call.stream?.end);
    return equalJson(plain(got.items), items)
      ? undefined
      : findingOf(judged, 'sdk-stream', `${items.length} events came back as others or not at all`);
  }
  if (!isJson(response.headers.get('content-type') ?? '')) return undefined;
  return equalJson(plain(got.value), await response.json())
    ? undefined
    : findingOf(judged, 'sdk-response', 'a correct response came back changed');
}

/** The JSON of the events of a stream, up to the one that ends it. */
function eventsOf(text: string, end: string | undefined): readonly unknown[] {
  const data = text
    .split(/\r?\n\r?\n/)
    .map((event) =>
      event
        .split(/\r?\n/)
        .flatMap((line) => /^data:\s?(.*)$/s.exec(line)?.[1] ?? [])
        .join('\n'),
    )
    .filter((each) => each !== '');
  const last = end === undefined ? -1 : data.indexOf(end);
  return (last < 0 ? data : data.slice(0, last)).map((each) => JSON.parse(each) as unknown);
}

/** The JSON of a value, without prototypes. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

/** The same call against servers that reject it, break off, or try to obtain the key. */
async function judgeBadResponses(judged: Judged, response: Response): Promise<readonly SdkFinding[]> {
  const { contract, call, sdk, testCase } = judged;
  const against = (respond: Responder, maxRetries = 0): Promise<Outcome> =>
    callSdk(contract, call, sdk, testCase.arguments, respond, maxRetries);
  const findings: SdkFinding[] = [];
  const find = (check: SdkCheck, message: string): void => {
    findings.push(findingOf(judged, check, message));
  };
  const fresh = (): Response => response.clone() as Response;
  const type = response.headers.get('content-type') ?? '';

  for (const status of [400, 401, 404, 429, 500]) {
    const { error } = await against(async () =>
      Response.json({ error: { message: 'no' } }, { status, headers: { 'retry-after': '0' } }),
    );
    const said = (error as { readonly status?: unknown } | undefined)?.status;
    if (error === undefined) find('sdk-refusal', `a response ${status} was given back as a success`);
    else if (said !== status)
      find('sdk-refusal', `an error of a response ${status} has the status "${said}"`);
  }
  if (isJson(type)) {
    const half = await against(async () => new Response('{"half', { headers: { 'content-type': type } }));
    if (half.error === undefined) find('sdk-refusal', 'half a JSON was given back as a success');
    const value: unknown = await fresh().json();
    if (isObject(value)) {
      const more = { ...value, plumbline_added: [null, 'é', { a: 1 }] };
      const added = await against(async () => Response.json(more));
      if (added.error !== undefined || !equalJson(plain(added.value), more))
        find('sdk-response', 'a member that no schema names does not come back');
    }
  }
  if (asksForStream(call, testCase.arguments)) {
    const whole = await fresh().text();
    const cut = whole.slice(0, Math.floor(whole.trimEnd().length * 0.6));
    const headers = { 'content-type': 'text/event-stream' };
    const half = await against(async () => new Response(cut, { headers }));
    if (call.stream?.end !== undefined && half.error === undefined)
      find('sdk-stream', 'a stream that was cut was given back as a whole one');
  }
  let tries = 0;
  const again = await against(
    async () =>
      tries++ === 0
        ? Response.json({ error: { message: 'busy' } }, { status: 503, headers: { 'retry-after': '0' } })
        : fresh(),
    1,
  );
  if (again.error !== undefined || tries !== 2)
    find(
      'sdk-retry',
      `a 503 with Retry-After: 0 was not followed by one more request that succeeds: ${tries} sent`,
    );
  for (const leak of await keyLeaks(against)) find('sdk-secret', leak);
  return findings;
}
