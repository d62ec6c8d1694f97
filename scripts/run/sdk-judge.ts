import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { CasePlan, Handler, TestCase } from '../../conformance/model.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { equalJson } from '../../generator/json/equal-json.ts';
import { type FilePart, isFilePart } from '../../generator/json/file-part.ts';
import { essence, isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { type Call, callsOf } from '../../generator/print/calls.ts';
import type { Arguments } from '../../generator/wire/message.ts';

/** One way in which a client is not true to the contract. */
export interface SdkFinding {
  readonly check: 'sdk-request' | 'sdk-answer' | 'sdk-refusal';
  readonly operationId: string;
  readonly message: string;
  /** The id of the case that shows it. */
  readonly path: string;
}

export interface SdkVerdict {
  readonly calls: number;
  readonly operations: number;
  readonly findings: readonly SdkFinding[];
}

/** The standalone functions of a generated package, and what makes their first argument. */
export type SdkModule = Readonly<Record<string, unknown>> & {
  readonly configure: (options: object) => unknown;
};

/** Loads a generated package: its folder, or the module of its functions. TypeScript is read as it is. */
export async function loadSdk(path: string): Promise<SdkModule> {
  const given = resolve(path);
  const candidates =
    existsSync(given) && statSync(given).isDirectory()
      ? ['dist/functions/index.js', 'src/functions/index.ts'].map((file) => join(given, file))
      : [given];
  const file = candidates.find((each) => existsSync(each));
  const hint =
    'Give the folder of a package that `plumbline generate` wrote, or the module of its functions.';
  if (file === undefined)
    return fail({ code: 'no-sdk', file: path, message: 'there is no generated package here', hint });
  const module: unknown = await createJiti(import.meta.url).import(file);
  if (!isObject(module) || typeof module['configure'] !== 'function')
    return fail({ code: 'no-sdk', file: path, message: 'the module exports no `configure`', hint });
  return module as SdkModule;
}

/** How many calls of each plan the client makes. */
const perPlan = 12;

/**
 * Has a generated client make the valid calls of the plans: what it sends must be what the contract says, what a sound
 * server answers must come back unchanged, and what is no answer must be an error.
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
  for (const call of callsOf(contract)) {
    const { operation } = call;
    const cases = plans
      .filter(
        ({ operationId, phase }) =>
          operationId === operation.operationId && (phase === 'coverage' || phase === 'fuzzing'),
      )
      .flatMap((plan) => plan.cases.slice(0, perPlan))
      .filter(({ intent, credentials }) => intent === 'valid' && credentials === 'valid');
    for (const testCase of cases) {
      calls++;
      operations.add(operation.operationId);
      for (const finding of await judgeCall(call, sdk, testCase, sound)) {
        // One defect is one finding, however many calls hit it.
        const key = `${finding.check} ${finding.operationId} ${finding.message.replace(/".*/s, '')}`;
        if (!findings.has(key)) findings.set(key, finding);
      }
    }
  }
  return { calls, operations: operations.size, findings: [...findings.values()] };
}

async function judgeCall(
  call: Call,
  sdk: SdkModule,
  testCase: TestCase,
  sound: Handler,
): Promise<readonly SdkFinding[]> {
  const { operationId } = call.operation;
  const finding = (check: SdkFinding['check'], message: string): readonly SdkFinding[] => [
    { check, operationId, message, path: testCase.id },
  ];
  let captured: Request | undefined;
  let answered: Response | undefined;
  const good = await outcome(call, sdk, testCase.arguments, async (request) => {
    captured = request.clone() as Request;
    answered = await sound(request);
    return answered.clone() as Response;
  });
  if (captured === undefined) {
    // An id that would leave its place in the path is rightly refused.
    if (Object.values(testCase.arguments.path).some((value) => /^\.{0,2}$/.test(String(value)))) return [];
    return finding('sdk-request', `nothing was sent: ${good.error?.message ?? 'no reason'}`);
  }
  const difference = await differenceOf(call.operation, testCase, captured);
  if (difference !== undefined) return finding('sdk-request', difference);
  if (answered === undefined) return [];
  if (!answered.ok)
    return good.error === undefined
      ? finding('sdk-refusal', `an answer ${answered.status} was given back as a success`)
      : [];
  if (good.error !== undefined)
    return finding('sdk-answer', `a sound answer was an error: ${good.error.message}`);
  if (isJson(answered.headers.get('content-type') ?? '')) {
    const wanted: unknown = await answered.json();
    if (!equalJson(plain(good.value), wanted))
      return finding('sdk-answer', 'a sound answer came back changed');
    const broken = await outcome(
      call,
      sdk,
      testCase.arguments,
      async () => new Response('{"half', { headers: { 'content-type': 'application/json' } }),
    );
    if (broken.error === undefined) return finding('sdk-refusal', 'half a JSON was given back as a success');
  }
  const down = await outcome(call, sdk, testCase.arguments, async () =>
    Response.json({ error: { message: 'down' } }, { status: 500 }),
  );
  return down.error === undefined ? finding('sdk-refusal', 'an answer 500 was given back as a success') : [];
}

/** The JSON of a value, without prototypes. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

async function outcome(
  call: Call,
  sdk: SdkModule,
  args: Arguments,
  respond: (request: Request) => Promise<Response>,
): Promise<{ readonly value?: unknown; readonly error?: Error }> {
  const config = () =>
    sdk.configure({
      apiKey: 'user:plumbline-harness-key',
      baseUrl: 'http://sdk.localhost',
      maxRetries: 0,
      fetch: async (url: string, init: RequestInit) =>
        respond(new Request(url, { ...init, duplex: 'half' } as RequestInit)),
    });
  const toggle = call.stream?.toggle;
  const streams = toggle !== undefined && isObject(args.body?.value) && args.body.value[toggle] === true;
  const name = streams ? (call.stream?.functionName ?? call.functionName) : call.functionName;
  const run = sdk[name];
  if (typeof run !== 'function') return { error: new Error(`the package has no function ${name}`) };
  try {
    const value: unknown = await run(
      config(),
      ...call.path.map(({ parameter }) => args.path[parameter.name]),
      ...(call.body === undefined ? [] : [bodyOf(args)]),
      ...(call.params === undefined ? [] : [{ ...args.query, ...args.header, ...args.cookie }]),
    );
    // A stream is read to its end, as a person would.
    if (streams && isObject(value)) for await (const _ of value as unknown as AsyncIterable<unknown>);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** The body as a person passes it: files are Files. */
function bodyOf({ body }: Arguments): unknown {
  const value = body?.value;
  if (isFilePart(value)) return fileOf(value);
  if (!isObject(value) || isJson(body?.contentType ?? '')) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isFilePart(member)
        ? fileOf(member)
        : Array.isArray(member)
          ? member.map((item) => (isFilePart(item) ? fileOf(item) : item))
          : member,
    ]),
  );
}

const fileOf = ({ $file: { name, contentType, bytes } }: FilePart): File =>
  new File([bytes as BlobPart], name, { type: contentType });

/** What of a request is not as the contract says; `undefined` when all is. */
async function differenceOf(
  operation: Operation,
  { request }: TestCase,
  sent: Request,
): Promise<string | undefined> {
  if (sent.method !== request.method) return `the method is ${sent.method}, not ${request.method}`;
  const [wanted, got] = [new URL(request.target, 'http://sdk.localhost'), new URL(sent.url)];
  const path = (url: URL): readonly string[] => url.pathname.split('/').map(decoded);
  if (!equalJson(path(got), path(wanted))) return `the path is "${got.pathname}", not "${wanted.pathname}"`;
  const query = (url: URL): readonly string[] => [...url.searchParams].map((pair) => pair.join('=')).sort();
  if (!equalJson(query(got), query(wanted))) return `the query is "${got.search}", not "${wanted.search}"`;
  for (const { name, in: place } of operation.parameters) {
    if (place !== 'header') continue;
    const value = request.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? null;
    if (sent.headers.get(name) !== value)
      return `the header ${name} is "${sent.headers.get(name)}", not "${value}"`;
  }
  return bodyDifference(request, sent);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function bodyDifference(request: TestCase['request'], sent: Request): Promise<string | undefined> {
  const contentType = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const got = sent.headers.get('content-type');
  if (request.body === undefined)
    return sent.body === null ? undefined : 'a body is sent where there is none';
  if (got === null || essence(got) !== essence(contentType ?? ''))
    return `the body is called "${got}", not "${contentType}"`;
  const wanted = new Request('http://sdk.localhost', {
    method: 'POST',
    headers: { 'content-type': contentType ?? '' },
    body: request.body as BodyInit,
  });
  const [mine, theirs] = await Promise.all([wanted, sent].map(readBody));
  if (equalJson(mine, theirs)) return undefined;
  return `the body is "${shown(theirs)}", not "${shown(mine)}"`;
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, 200);

async function readBody(message: Request): Promise<unknown> {
  const contentType = message.headers.get('content-type') ?? '';
  if (isJson(contentType)) return message.json();
  if (!/form/.test(essence(contentType))) return message.text();
  const entries = [...(await message.formData())];
  const read = await Promise.all(
    entries.map(
      async ([name, value]) =>
        [name, typeof value === 'string' ? value : [value.name, await value.text()]] as const,
    ),
  );
  return read.map((entry) => JSON.stringify(entry)).sort();
}
