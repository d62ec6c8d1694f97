import type { CheckPolicy, CheckSet } from '../../conformance/engine/check-policy.ts';
import { withPolicy } from '../../conformance/engine/check-policy.ts';
import type { GivenValues, Hooks, Severity, Users } from '../../conformance/model.ts';
import { DiagnosticError, fail } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import type { CredentialSources } from './credential-sources.ts';
import { didYouMean } from './did-you-mean.ts';
import { fromEnvironment } from './environment.ts';

/** Settings of `plumbline conform`. */
export interface ConformSettings extends CheckPolicy {
  /** Further users, each by the environment variable of a key: another user, and one whose key has few scopes. */
  readonly users?: Users;
  /** Where the credential of each security scheme comes from. */
  readonly credentials?: CredentialSources;
  /** Values that only you can know, such as ids that exist. */
  readonly values?: GivenValues;
  /** How long callbacks are waited for, and which operations call back for certain. */
  readonly callbacks?: CallbackSettings;
  /** Functions that a run calls: `beforeAll`, `beforeCase`, `afterResponse`, `afterAll`. */
  readonly hooks?: Hooks;
}

/** Callbacks of a server on this machine. */
export interface CallbackSettings {
  /** Seconds for the first callback of a request; default 5. */
  readonly wait?: number;
  /** Operations, by id, whose callbacks have to arrive, whatever their response says. */
  readonly expected?: readonly string[];
}

/** The same on the command line; it wins over the configuration. */
export interface ConformFlags {
  /** `<check>=<off|warning|error>` */
  readonly check?: readonly string[];
  /** `<operationId>=<status>[,<status>...]`, `*` for all operations. */
  readonly accept?: readonly string[];
  readonly otherKeyEnv?: string;
  readonly limitedKeyEnv?: string;
  /** Joined by commas. */
  readonly limitedScopes?: string;
  /** Seconds. */
  readonly callbackWait?: number;
  /** Operation ids. */
  readonly expectCallback?: readonly string[];
}

/** The settings of a run: those of the configuration and of the command line. */
export function conformSettings(
  contract: Contract,
  configured: ConformSettings = {},
  flags: ConformFlags = {},
): ConformSettings {
  const { check = [], accept = [], otherKeyEnv, limitedKeyEnv, limitedScopes } = flags;
  const { users = {}, hooks, values, credentials } = configured;
  const wait = flags.callbackWait ?? configured.callbacks?.wait;
  const expected = flags.expectCallback ?? configured.callbacks?.expected ?? [];
  for (const id of expected) checkOperation(contract, id, 'expect-callback');
  for (const id of Object.keys(values?.operations ?? {})) checkOperation(contract, id, 'values.operations');
  const scopes = limitedScopes?.split(',').map((scope) => scope.trim());
  const limited =
    limitedKeyEnv === undefined && scopes === undefined
      ? users.limited
      : {
          keyEnv: limitedKeyEnv ?? users.limited?.keyEnv ?? '',
          scopes: scopes ?? users.limited?.scopes ?? [],
        };
  const other = otherKeyEnv === undefined ? users.other : { keyEnv: otherKeyEnv };
  if (limited?.keyEnv === '')
    fail({ code: 'usage', message: '--limited-scopes goes with --limited-key-env' });
  const accepted = { ...configured.accept, ...Object.fromEntries(accept.map(readAccept)) };
  for (const id of Object.keys(accepted)) if (id !== '*') checkOperation(contract, id, 'accept');
  return {
    severity: { ...configured.severity, ...Object.fromEntries(check.map(readSeverity)) },
    accept: accepted,
    users: {
      ...(other === undefined ? {} : { other }),
      ...(limited === undefined ? {} : { limited }),
    },
    ...(wait === undefined && expected.length === 0
      ? {}
      : { callbacks: { ...(wait === undefined ? {} : { wait }), expected } }),
    ...(hooks === undefined ? {} : { hooks }),
    ...(values === undefined ? {} : { values }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function checkOperation({ operations }: Contract, id: string, setting: string): void {
  if (!operations.some(({ operationId }) => operationId === id))
    fail({
      code: 'unknown-operation',
      message: `${setting}: the document has no operation ${JSON.stringify(id)}`,
    });
}

/** The checks as the settings want them; an unknown id is a diagnostic that lists the known ones. */
export function checksOf(all: CheckSet, settings: ConformSettings): CheckSet {
  const known = [...all.checks, ...all.historyChecks, ...all.runChecks].map(({ id }) => id);
  const unknown = Object.keys(settings.severity ?? {}).find((id) => !known.includes(id));
  if (unknown !== undefined)
    fail({
      code: 'unknown-check',
      message: `there is no check ${JSON.stringify(unknown)}`,
      hint: `${didYouMean(unknown, known)} docs/checks.md lists the checks.`,
    });
  return withPolicy(all, settings);
}

/** The keys of the further users. An empty variable is a diagnostic. */
export function keysOfUsers({ users = {} }: ConformSettings): {
  readonly other?: string;
  readonly limited?: string;
} {
  const keyIn = (name: string): string => fromEnvironment(name, 'a further user');
  return {
    ...(users.other === undefined ? {} : { other: keyIn(users.other.keyEnv) }),
    ...(users.limited === undefined ? {} : { limited: keyIn(users.limited.keyEnv) }),
  };
}

/** The hooks with their errors named: "could not run". A run that sends nothing prepares and ends nothing. */
export function guardedHooks(hooks: Hooks, recordedOnly: boolean): Hooks {
  const guarded =
    <Parameters extends readonly unknown[], Result>(
      name: keyof Hooks,
      hook: (...parts: Parameters) => Result | Promise<Result>,
    ) =>
    async (...parts: Parameters): Promise<Result> => {
      try {
        return await hook(...parts);
      } catch (cause) {
        if (cause instanceof DiagnosticError) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        return fail({ code: 'hook-failed', message: `the hook ${name} failed: ${reason}` }, 3);
      }
    };
  const { beforeAll, beforeCase, afterResponse, afterAll } = hooks;
  return {
    ...(beforeCase === undefined ? {} : { beforeCase: guarded('beforeCase', beforeCase) }),
    ...(recordedOnly || beforeAll === undefined ? {} : { beforeAll: guarded('beforeAll', beforeAll) }),
    ...(recordedOnly || afterResponse === undefined
      ? {}
      : { afterResponse: guarded('afterResponse', afterResponse) }),
    ...(recordedOnly || afterAll === undefined ? {} : { afterAll: guarded('afterAll', afterAll) }),
  };
}

function readSeverity(text: string): readonly [check: string, severity: Severity | 'off'] {
  const [, check = '', severity] = /^([\w-]+)=(off|warning|error)$/.exec(text) ?? [];
  return severity === 'off' || severity === 'warning' || severity === 'error'
    ? [check, severity]
    : fail({
        code: 'usage',
        message: `--check ${JSON.stringify(text)} is not a check and what becomes of it`,
        hint: 'For example --check max-response-time=off, =warning or =error',
      });
}

function readAccept(text: string): readonly [operationId: string, statuses: readonly number[]] {
  const [, operationId = '', statuses] = /^([^=]+)=([1-5]\d\d(?:,[1-5]\d\d)*)$/.exec(text) ?? [];
  return statuses === undefined
    ? fail({
        code: 'usage',
        message: `--accept ${JSON.stringify(text)} is not an operation and its statuses`,
        hint: "For example --accept createPet=429,503 or --accept '*=503'",
      })
    : [operationId, statuses.split(',').map(Number)];
}
