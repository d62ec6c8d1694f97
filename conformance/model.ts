/** The nouns of conformance. Types only. */

import type { Contract, EvidenceClass, Operation, Resource } from '../generator/contract/model.ts';
import type { Pointer } from '../generator/json/types.ts';
import type { ValidationError } from '../generator/schema/compile.ts';
import type { Arguments, WireRequest, WireResponse } from '../generator/wire/message.ts';

export type Phase =
  | 'auth'
  | 'protocol'
  | 'examples'
  | 'coverage'
  | 'negative'
  | 'stateful'
  | 'streaming'
  | 'edges'
  | 'fuzzing';

/** What makes a request wrong: one place, one keyword. */
export interface Edit {
  readonly keyword: string;
  /** Where the keyword stands in the document. */
  readonly keywordLocation: Pointer;
  /** Where the value stands in the request: `/body/temperature`, `/query/limit`. */
  readonly instanceLocation: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Which credentials a case is sent with. The key itself is added by the transport and stands in no case. */
export type Credentials = 'valid' | 'none' | 'wrong';

/**
 * What the document says of a request: it keeps the contract, breaks it in its data (then `edit` says where), or breaks
 * a rule of HTTP: a method the path does not have, a media type the operation does not take, a body that is no JSON.
 */
export type Intent = 'valid' | 'invalid' | 'wrong-method' | 'wrong-media-type' | 'malformed-body';

/** One request worth sending, and what it is meant to show. */
export interface TestCase {
  /** Stable for a seed, readable: `createChatCompletion/negative/kimi-k2.6/3`. */
  readonly id: string;
  readonly operationId: string;
  readonly phase: Phase;
  readonly intent: Intent;
  /** What is tried, in a few words. */
  readonly title: string;
  readonly discriminatorValue?: string;
  readonly credentials: Credentials;
  readonly arguments: Arguments;
  readonly request: WireRequest;
  /** Present when `intent` is `invalid`. */
  readonly edit?: Edit;
  /** The rule that the case breaks on purpose, all else being as it must. */
  readonly rule?: string;
  /** The valid request that differs from this one by the edit only. */
  readonly twin?: TestCase;
  /** Where the value stands that the case is about, such as an edge: it is sent as it is. */
  readonly focus?: string;
  /** Places of the request that are sent as they are: `/path/petId`. */
  readonly fixed?: readonly string[];
  /** All of it is sent as it is. */
  readonly isFixed?: true;
  /** As it was planned, before live values were put in. */
  readonly template?: TestCase;
  /** What made or showed the things that it names, in order. */
  readonly setups?: readonly Exchange[];
  /** Places that name something of which nothing is known: `/path/petId`, `/body/customer_id`. */
  readonly unbound?: readonly string[];
  /** It is about something that is there. */
  readonly isLive?: true;
  /** It is sent a second time, with fresh values: the first was a conflict. */
  readonly isRetried?: true;
}

/** A case that is ready to be sent. */
export interface Prepared {
  readonly testCase: TestCase;
}

/** What a run knows of the state of the server, and how that gets into cases. */
export interface RunState {
  /** The case with live values in it; yields the requests that must go before, and is given what came of them. */
  prepare(testCase: TestCase): Generator<TestCase, Prepared, Exchange>;
  /** The case with fresh values, where it was refused because there is such a thing already. */
  retry(exchange: Exchange): TestCase | undefined;
  learn(exchange: Exchange): void;
  /** Nothing of what was made is there any more. */
  forget(): void;
  /** What takes away the things that this run made and that are still there; only those made for other cases unless `all`. */
  removals(all: boolean): readonly TestCase[];
}

/** Cases of one operation, phase and discriminator value, in order. */
export interface CasePlan {
  readonly operationId: string;
  readonly phase: Phase;
  readonly discriminatorValue?: string;
  /** Whether the cases are made yet; they are where this is absent. */
  isMade?(): boolean;
  readonly cases: readonly TestCase[];
  /** Run after the cases. */
  readonly scenarios?: readonly Scenario[];
  /** The least case near `failed` for which `stillFails` holds, and the path that leads there from the seed. */
  shrink?(failed: TestCase, stillFails: (candidate: TestCase) => Promise<boolean>): Promise<Shrunk>;
  /** The case at a path that `shrink` gave. */
  replay?(path: string): TestCase | undefined;
}

export interface Shrunk {
  readonly testCase: TestCase;
  readonly path?: string;
}

/** One step of a scenario, and what it is for. */
export interface Step {
  readonly role: StepRole;
  readonly testCase: TestCase;
  /** Sent again for a while until this holds: what was made or deleted may take a moment to show. */
  readonly until?: (exchange: Exchange) => boolean;
  /** What the step is about, for the check that judges it: a member, a filter. */
  readonly about?: string;
}

export type StepRole =
  | 'create'
  | 'create-parent'
  | 'create-again'
  | 'read'
  | 'read-own'
  | 'read-after-update'
  | 'read-before-delete'
  | 'read-after-delete'
  | 'list'
  | 'list-after-delete'
  | 'list-own'
  | 'list-of-another'
  | 'plain-list'
  | 'update'
  | 'replace'
  | 'stale'
  | 'delete'
  | 'delete-again'
  | 'page'
  | 'last-page'
  | 'whole'
  | 'whole-again'
  | 'unfiltered'
  | 'filter'
  | 'of-another'
  | 'unknown-id'
  | 'act'
  | 'act-again';

/**
 * Requests that follow from one another: a coroutine that is given each exchange and says what to send next. Pure; it
 * judges nothing, the history is judged by history checks.
 */
export interface Scenario {
  /** Stable and readable: `/v1/files/lifecycle`. */
  readonly id: string;
  /** The operation that findings are told of when no step says better. */
  readonly operationId: string;
  /** What it is about. */
  readonly resource?: Resource;
  run(): Generator<Step, void, Exchange>;
}

/** A step that was sent. */
export interface Played extends Pick<Step, 'role' | 'about'> {
  readonly exchange: Exchange;
}

/** What a scenario did. */
export interface History {
  readonly scenario: Scenario;
  readonly steps: readonly Played[];
}

/** Was the sequence right? Pure over one history; may tell several failures. */
export interface HistoryCheck {
  readonly id: string;
  check(history: History, contract: Contract): readonly Verdict[];
}

/** A request and what came of it. */
export interface Exchange {
  readonly id: number;
  readonly testCase: TestCase;
  /** As sent, key included; redacted before it is written anywhere. */
  readonly request: WireRequest;
  readonly response: WireResponse;
  /** Milliseconds from the first byte sent to the last byte received. */
  readonly milliseconds: number;
}

export type Severity = 'error' | 'warning';

/** The API broke its contract: data, never a thrown error. */
export interface Failure {
  readonly check: string;
  readonly severity: Severity;
  readonly operationId: string;
  readonly discriminatorValue?: string;
  /** The keyword of the document that is violated. */
  readonly keywordLocation?: Pointer;
  readonly instanceLocation?: string;
  readonly message: string;
  /** The exchange of a history that shows it. */
  readonly exchange?: Exchange;
}

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly failure: Failure }
  | { readonly kind: 'notApplicable'; readonly reason: string }
  | { readonly kind: 'undetermined'; readonly reason: string };

/** What a check may ask besides the exchange itself. */
export interface CheckContext {
  readonly contract: Contract;
  readonly operation: Operation;
  /** Whether the valid twin of a negative case was accepted; `undefined` when there is none. */
  readonly twinAccepted: boolean | undefined;
  /** Whether any valid request of the operation was accepted so far: where none was, a refusal says nothing of what differs. */
  readonly baseAccepted: boolean;
  /** Validates a value of a response against the schema at a pointer: no errors when it is valid. */
  validate(pointer: Pointer, value: unknown): readonly ValidationError[];
  /** Error for what the document says; by evidence class for what an overlay added. */
  severityOf(pointer: Pointer): Severity;
  /** Whether an overlay wrote what stands at a pointer. */
  isOverlaid(pointer: Pointer): boolean;
  /** Whether the body keeps the document without the overlays that strengthen it. */
  keepsBareDocument(testCase: TestCase): boolean;
  /** The first rule that the request breaks by itself; `undefined` when it keeps all. */
  readonly brokenRule: string | undefined;
}

/** Was the run right as a whole? Pure over all exchanges of the operations it speaks of. */
export interface RunCheck {
  readonly id: string;
  readonly appliesTo: readonly string[];
  /** What does not fit together, each with all the exchanges that show it, the last one last; empty when all is right. */
  check(exchanges: readonly Exchange[], contract: Contract): readonly RunFailure[];
}

export interface RunFailure {
  readonly failure: Failure;
  readonly shownBy: readonly Exchange[];
}

/** Was it right? Pure over one exchange. */
export interface Check {
  readonly id: string;
  /** Asked also when nothing came back (`status` 0, the reason in the body). */
  readonly judgesSilence?: true;
  check(exchange: Exchange, context: CheckContext): Verdict;
}

/**
 * What no schema can say: a relation between request and response, an invariant, a law over a whole run. One rule, one
 * file, pure; in the harness every rule is a check. It has one of `request`, `check` and `across`, or several.
 */
export interface Rule {
  readonly id: string;
  readonly evidence: EvidenceClass;
  /** The pointer or page it rests on, and the words there. */
  readonly source: string;
  /** The operations it speaks of. */
  readonly appliesTo: readonly string[];
  /** The SDK's `validate` checks it too: its file has type-only imports, and its text is printed into the package. */
  readonly sdk?: true;
  /** What it says of a request alone. A request that breaks it need not be accepted, whatever its schema says. */
  request?(call: Arguments): RuleVerdict;
  /** The call changed so that it breaks the rule and nothing else; `undefined` where that cannot be done. */
  breakRequest?(call: Arguments): Arguments | undefined;
  /** A call that breaks the rule changed so that it keeps it, what need not be changed left as the same objects. */
  repairRequest?(call: Arguments): Arguments | undefined;
  /** Only called for exchanges of those operations; says why when it does not apply. */
  check?(exchange: RuleExchange): RuleVerdict;
  /** Asked once, at the end of a run, of all exchanges of those operations in order: what does not fit together. */
  across?(exchanges: readonly RuleExchange[]): readonly RuleConflict[];
}

/** What a rule over a run found, and the exchange that shows it. */
export interface RuleConflict {
  readonly exchange: RuleExchange;
  /** Those before that it does not fit with. */
  readonly against?: readonly RuleExchange[];
  readonly message: string;
  readonly instanceLocation: string;
}

/** An exchange as a rule sees it: decoded, without keys. */
export interface RuleExchange {
  readonly operationId: string;
  readonly intent: Intent;
  readonly arguments: Arguments;
  readonly status: number;
  readonly contentType: string;
  /** Parsed where the type is JSON, else text. */
  readonly body: unknown;
  /** The events of a stream, parsed where they are JSON, its end mark left out. */
  readonly events?: readonly unknown[];
}

export type RuleVerdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly message: string; readonly instanceLocation: string }
  | { readonly kind: 'notApplicable'; readonly reason: string }
  | { readonly kind: 'undetermined'; readonly reason: string };

/** One call of a feature: encoded, sent and judged as any other. */
export interface FeatureCall {
  readonly operationId: string;
  /** What is tried, in a few words. */
  readonly title: string;
  /** What is absent is empty. */
  readonly arguments: Partial<Arguments>;
}

/**
 * Something that the API is documented to do, tried once in a run that costs money: calls that a user makes, one after the
 * other. Pure: the same responses lead to the same calls.
 */
export interface LiveFeature {
  readonly id: string;
  /** The operations it calls. */
  readonly operations: readonly string[];
  /** Most of its calls that cost money. */
  readonly paid: number;
  /** Whether a discriminator value has the feature; all have it when absent. */
  suits?(value: string): boolean;
  /** Is given each exchange, and returns at the end whether the feature was reached. */
  run(wish: {
    /** The discriminator value to try it with, where the server says which it serves. */
    readonly value: string;
    /** Most tokens of one response. */
    readonly maxTokens: number;
  }): Generator<FeatureCall, boolean, RuleExchange>;
}

/** A server as a function; what the mock is, and what mutants wrap. */
export type Handler = (request: Request) => Promise<Response>;

/** A call as a behaviour of the mock sees it: routed and decoded. */
export interface MockCall {
  readonly operationId: string;
  readonly operation: Operation;
  /** For its headers; its body is read already. */
  readonly request: Request;
  readonly arguments: Arguments;
  /** Whose state this is: told apart by key. */
  readonly account: string;
  /** Equal for equal requests to mocks of equal seeds. */
  readonly seed: number;
}

/** An answer as plain data: a mock writes it without making a Response first. */
export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array | null;
}

/** What a mock gives its behaviours. Everything remembered here is forgotten by `POST /__mock/reset`. */
export interface MockWorld {
  /** Milliseconds since the epoch, by the clock of the mock, which may be moved. */
  now(): number;
  /** The state of that name for an account, made when first asked for. */
  state<State>(account: string, name: string, create: () => State): State;
  /** Sends a request to the mock itself. */
  send(request: Request): Promise<Response>;
  /** A 32-bit seed from a text and the seed of the mock. */
  seedOf(text: string): number;
  /** Counts up, from 1. */
  next(name: string): number;
  /** The requests of an account that are not answered to the end; one that is being answered counts. */
  inFlight(account: string): number;
  /** The mock takes every request that the schemas take; refusals beyond them are left to others. */
  readonly lenient: boolean;
}

/** What a mock refuses by itself, told in the words of the API by a behaviour's `error`. */
export interface MockError {
  readonly kind:
    | 'no-credentials'
    | 'wrong-credentials'
    | 'no-operation'
    | 'wrong-method'
    | 'unreadable'
    | 'invalid'
    | 'unknown-id';
  readonly status: number;
  readonly message: string;
  readonly operationId?: string;
  /** The id that nothing has. */
  readonly id?: string;
  readonly request: Request;
}

/** What the mock of one API does beyond its schemas: remembers, computes, refuses with reasons. */
export interface Behaviour {
  readonly id: string;
  readonly appliesTo: readonly string[];
  /** The JSON body that the schemas are to judge, where the API takes more than its document says. Not asked in a lenient mock. */
  relax?(body: unknown): unknown;
  /** A refusal that no body could prevent, such as a limit of requests; asked before all others, in a lenient mock too. */
  admit?(call: MockCall, world: MockWorld): Response | Reply | undefined;
  /** A refusal in the words of the API, asked before the schemas, so nothing is known of the body. Not asked in a lenient mock. */
  refuse?(call: MockCall, world: MockWorld): Response | Reply | undefined;
  /** Answers a call that the schemas accept; the generic mock answers where this is `undefined`. */
  answer?(
    call: MockCall,
    world: MockWorld,
  ): Response | Reply | undefined | Promise<Response | Reply | undefined>;
  /** The body of an error that the generic mock found, in the shape of the API. */
  error?(error: MockError): unknown;
  /** Faults of this API, by name: what is answered in place of an answer, or how the JSON of each answer and event is spoilt. */
  readonly faults?: {
    readonly [name: string]: {
      readonly title: string;
      respond?(): Response | Reply;
      alter?(body: Readonly<Record<string, unknown>>): unknown;
    };
  };
  /** How clients are pointed at the mock, for its start page: name to code, in which `{url}` is its address. */
  readonly clients?: { readonly [name: string]: string };
  /** Headers that every answer has. */
  headers?(call: Pick<MockCall, 'seed'>): { readonly [name: string]: string };
  /** Answers `/__mock/<name>`: a control of this API, with the JSON that was sent. */
  readonly controls?: {
    readonly [name: string]: {
      readonly title: string;
      apply(body: Readonly<Record<string, unknown>>, account: string, world: MockWorld): unknown;
    };
  };
}

export interface Answer {
  readonly response: WireResponse;
  /** From the first byte sent to the last byte received. */
  readonly milliseconds: number;
}

/** Sends a request and gives back what came; throws TransportError when nothing came. */
export interface Transport {
  /** For reports and curl lines, e.g. `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  send(request: WireRequest): Promise<Answer>;
  close(): Promise<void>;
}

/** What it takes to tell a mutant: the bare document, HTTP itself, a relation, prose, a sequence. */
export type MutantBasis = 'schema' | 'http' | 'relation' | 'prose' | 'sequence';

/** A server broken in one way, and the check that must tell. */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  readonly basis: MutantBasis;
  readonly caughtBy: readonly string[];
  /** The operations it concerns; all when absent. */
  readonly operations?: readonly string[];
  breakServer(handler: Handler, contract: Contract): Handler;
}

/** A failure as reported: known by its fingerprint, reproducible from what stands in it. */
export interface Finding extends Failure {
  /** Stable across runs and seeds for the same defect. */
  readonly fingerprint: string;
  readonly exchange: Exchange;
  /** What was sent before, in order and up to the exchange, where the failure takes several requests. */
  readonly history?: readonly Exchange[];
  readonly seed: number;
  /** With the seed, leads to the shrunk case again. */
  readonly path: string;
}

export type SuiteEvent =
  | {
      readonly event: 'suiteStarted';
      readonly contract: Contract;
      readonly target: string;
      readonly seed: number;
      readonly plans: readonly CasePlan[];
      readonly checks: readonly string[];
    }
  | { readonly event: 'exchange'; readonly exchange: Exchange }
  | {
      readonly event: 'verdict';
      readonly exchange: Exchange;
      readonly check: string;
      readonly verdict: Verdict;
    }
  | { readonly event: 'failure'; readonly finding: Finding }
  | { readonly event: 'suiteFinished'; readonly summary: Summary };

export interface Summary {
  readonly requests: number;
  readonly cases: number;
  /** Distinct, severity error. */
  readonly failures: number;
  /** Distinct, severity warning. */
  readonly warnings: number;
  readonly seconds: number;
  /** Why the suite ended before its last case. */
  readonly aborted?: string;
  /** The server ended it: it accepts no connections or no requests any more. */
  readonly isCutShort?: true;
  /** Cases that were planned and never sent. */
  readonly undone?: readonly Undone[];
  /** What the run left out on purpose, so that it need not be exercised. */
  readonly excused?: readonly Excused[];
}

/** An operation, or one discriminator value of it, that a run left out on purpose. */
export interface Excused {
  readonly operationId: string;
  readonly discriminatorValue?: string;
  /** `unpaid: ...`, `retired: ...`, `cut by the budget ...` */
  readonly reason: string;
}

/** Cases of one operation that were planned and never sent. */
export interface Undone {
  readonly operationId: string;
  readonly cases: number;
  readonly reason: string;
}

/** See DESIGN rule 5: what a rule rests on decides how loud it speaks. */
export const severityByEvidence: { readonly [evidence in EvidenceClass]: Severity } = {
  document: 'error',
  'third-party-measured': 'error',
  'vendor-code': 'warning',
  'vendor-later': 'warning',
  'vendor-docs': 'warning',
  reported: 'warning',
};
