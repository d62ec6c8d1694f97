import { createRunState } from '../../conformance/cases/state/run-state.ts';
import { checks, historyChecks } from '../../conformance/checks/index.ts';
import { brokenRule, ruleCheck, ruleRunCheck } from '../../conformance/checks/rule-check.ts';
import type { SuiteOptions } from '../../conformance/engine/suite-options.ts';
import type { JournalRedaction } from '../../conformance/live/journal.ts';
import { createMock } from '../../conformance/mock/mock.ts';
import type { Handler, TestCase, Transport } from '../../conformance/model.ts';
import type { ShownServer } from '../../conformance/report/curl.ts';
import { createRedactor, credentialNames, redactedMark } from '../../conformance/report/redact.ts';
import { withCallbacks } from '../../conformance/transport/callbacks.ts';
import { credentialWriter } from '../../conformance/transport/credentials.ts';
import { httpTransport } from '../../conformance/transport/http.ts';
import { inProcessTransport } from '../../conformance/transport/in-process.ts';
import { createValidate } from '../../conformance/validate.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { isFilePart } from '../../generator/json/file-part.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import { baseUrlOf } from './base-url.ts';
import type { LoadedConfig } from './config.ts';
import {
  type ConformFlags,
  checksOf,
  conformSettings,
  guardedHooks,
  keysOfUsers,
} from './conform-settings.ts';
import { credentialSources } from './credential-sources.ts';
import { didYouMean } from './did-you-mean.ts';
import { type ExtraHeaders, extraHeaders, isSendable, secretParts } from './extra-headers.ts';
import { pairsIn } from './key-env.ts';
import { type NetworkOptions, networkLimits } from './network-limits.ts';
import type { Subject } from './subject.ts';

/** What a suite is run against. */
export interface TargetOptions extends NetworkOptions, ConformFlags {
  /** A URL, or `mock` for the built-in one in-process. */
  readonly target: string;
  readonly seed: number;
  /** The environment variable that holds the key; the contract names one. */
  readonly keyEnv?: string;
  /** `Name: value` of headers for every request; `$NAME` in a value is taken from the environment. */
  readonly header?: readonly string[];
  /** Mutants to break the built-in mock with. */
  readonly fault?: readonly string[];
  /** Nothing is sent: responses come from a journal, so no key is needed. */
  readonly recordedOnly?: boolean;
  /** Requests are far apart. */
  readonly live?: boolean;
  /** Names that hold a secret, beside the usual ones. */
  readonly redact?: readonly string[];
  /** See `RunStateOptions.nonce`. */
  readonly nonce?: string;
}

/** Everything that a run needs except its plans; `redact` removes keys from the output. */
export interface Suite extends JournalRedaction {
  readonly parts: Omit<SuiteOptions, 'plans' | 'maxRequests' | 'signal'>;
  /** Headers of every request, from the command line and the configuration. */
  readonly headers: ExtraHeaders['headers'];
  /** How lines that show a finding again name the server and the headers of the run. */
  readonly shown: ShownServer;
  /** Puts the key back into recorded exchanges, so that checks see the original response. */
  reveal(text: string): string;
}

/** Puts together transport, key, checks and rules for a subject. Close `parts.transport` when done. */
export function openSuite(subject: Subject, options: TargetOptions): Suite {
  const { contract, config } = subject;
  const key = findKey(contract, options, config?.conform?.credentials !== undefined);
  const own = schemeKeys(contract, options);
  const settings = conformSettings(contract, config?.conform, options);
  const users = keysOfUsers(settings);
  const transport = openTransport(subject, options, key);
  const isReached = options.target !== 'mock' && options.recordedOnly !== true;
  const sources = credentialSources(contract, isReached ? (settings.credentials ?? {}) : {}, {
    baseUrl: transport.baseUrl,
    limits: networkLimits(options, config?.network),
    onSecret: (secret) => {
      for (const part of secretParts(secret)) redact.learnKey(part);
    },
  });
  const writer = credentialWriter(
    contract,
    key.value,
    (scheme) => sources.keyOf(scheme) ?? own.get(scheme.name),
    {
      ...users,
      isGiven: key.given || sources.schemes.length > 0,
    },
  );
  const extra = extraHeaders(contract, [...(config?.network?.headers ?? []), ...(options.header ?? [])]);
  const given = [
    ...own.values(),
    ...Object.values(users),
    ...sources.secrets,
    ...(key.given ? [key.value] : []),
  ];
  // The mock's own values are no secrets: without a key of the user's there is nothing to find.
  const isOwn = options.target === 'mock' && given.length === 0 && extra.secrets.length === 0;
  const keys = isOwn ? [] : [...[key.value, ...given].flatMap(secretParts), ...extra.secrets];
  const rules = config?.rules ?? [];
  const secrets = { names: options.redact ?? [], ...credentialNames(contract) };
  const redact = createRedactor(keys, { ...secrets, learns: !isOwn });
  return {
    parts: {
      contract,
      ...checksOf(
        {
          checks: [...checks, ...(config?.checks ?? []), ...rules.map(ruleCheck)],
          historyChecks,
          runChecks: rules.map(ruleRunCheck).filter((check) => check !== undefined),
        },
        settings,
      ),
      ...(settings.hooks === undefined
        ? {}
        : { hooks: guardedHooks(settings.hooks, options.recordedOnly === true) }),
      brokenRule: (testCase) => brokenRule(rules, testCase),
      ...(subject.bare === undefined ? {} : { keepsBareDocument: bodyKeeps(subject.bare) }),
      transport,
      validate: createValidate(contract),
      state: createRunState(contract, {
        seed: options.seed,
        rules,
        nonce: options.nonce ?? '',
        isBilled: options.live === true,
        ...(settings.values === undefined ? {} : { values: settings.values }),
      }),
      seed: options.seed,
      authorize(operation, request, credentials) {
        const write = (): WireRequest =>
          extra.add(writer.write(operation, request, credentials), credentials);
        return sources.ready()?.then(write) ?? write();
      },
    },
    redact,
    headers: extra.headers,
    shown: {
      baseUrl: redact.text(transport.baseUrl),
      headers: extra.shown.map((each) => ({ ...each, value: redact.text(each.value) })),
    },
    identify: createRedactor(keys, { ...secrets, learns: false }).request,
    reveal: (text) => text.replaceAll(redactedMark, key.value),
  };
}

/** The file that is uploaded: some text. */
const asText = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, isFilePart(item) ? '' : item]))
    : value;

/** Whether the body of a case is valid; a case without a body is. */
function bodyKeeps(contract: Contract): (testCase: TestCase) => boolean {
  const validate = createValidate(contract);
  return ({ operationId, arguments: { body } }) => {
    const operation = contract.operations.find((each) => each.operationId === operationId);
    const media = body && findMediaType(operation?.requestBody?.content ?? [], body.contentType);
    return (
      media?.schema === undefined ||
      validate(media.schema.pointer, asText(body?.value), 'request').length === 0
    );
  };
}

interface Key {
  readonly value: string;
  readonly given: boolean;
}

/** The keys of schemes that have one of their own: named by --key-env, else in the variable of the scheme. */
function schemeKeys(contract: Contract, { keyEnv }: TargetOptions): ReadonlyMap<string, string> {
  const pairs = pairsIn(keyEnv);
  const unknown = pairs.find(([scheme]) => !contract.securitySchemes.has(scheme));
  if (unknown !== undefined)
    return fail({
      code: 'usage',
      message: `--key-env: the document has no security scheme ${JSON.stringify(unknown[0])}`,
      hint: `Known: ${[...contract.securitySchemes.keys()].join(', ')}`,
    });
  const named =
    keyEnv === undefined
      ? [...contract.securitySchemes.values()].map(({ name, env }) => [name, env] as const)
      : pairs;
  return new Map(
    named.flatMap(([scheme, variable]) => {
      const value = process.env[variable];
      return value === undefined || value === '' ? [] : [[scheme, value] as const];
    }),
  );
}

/** The key comes from the environment only; for a server on this machine any will do. */
function findKey(
  contract: Contract,
  { keyEnv: given, target, recordedOnly }: TargetOptions,
  hasSources: boolean,
): Key {
  const keyEnv = pairsIn(given)[0]?.[1] ?? given;
  const name = keyEnv ?? [...contract.securitySchemes.values()][0]?.env;
  const value = name === undefined ? undefined : process.env[name];
  if (keyEnv !== undefined && !value)
    return fail({ code: 'no-key', message: `the environment variable ${keyEnv} is empty` });
  // Basic credentials and queries encode other characters; no scheme can carry a line break.
  const encodes = [...contract.securitySchemes.values()].some(
    ({ scheme, in: place }) => scheme === 'basic' || place === 'query',
  );
  const text = encodes ? value?.replaceAll(/\P{ASCII}/gu, '') : value;
  if (text !== undefined && !isSendable(text))
    return fail({
      code: 'no-key',
      message: `the key in ${name} has characters that no header may have`,
      hint: 'Expected visible ASCII characters; a line break often comes from the end of a file.',
    });
  if (!value && name !== undefined && recordedOnly !== true && isElsewhere(target) && !hasSources) {
    return fail({
      code: 'no-key',
      message: `${new URL(target).origin} is not on this machine, and no key is set for it`,
      hint: `Put the key into the environment variable ${name}, or name another with --key-env.`,
    });
  }
  return value ? { value, given: true } : { value: 'plumbline-harness-key', given: false };
}

function openTransport(subject: Subject, options: TargetOptions, key: Key): Transport {
  const { contract, config } = subject;
  const { target, seed, fault, live } = options;
  if (target === 'mock') {
    const handler = mockOf(subject, seed, key.given ? key.value : undefined);
    return inProcessTransport(withFaults(handler, contract, config, fault ?? []));
  }
  if (fault !== undefined) {
    return fail({
      code: 'usage',
      message: '--fault goes with --target mock',
      hint: 'Start the server with `plumbline mock --fault` instead.',
    });
  }
  if (!/^https?:\/\//.test(target) || !URL.canParse(target)) {
    return fail({
      code: 'bad-target',
      message: `${JSON.stringify(target)} is neither \`mock\` nor an http(s) URL`,
      hint: 'For example --target http://127.0.0.1:4010',
    });
  }
  const transport = httpTransport(
    baseUrlOf(contract, target),
    networkLimits(options, config?.network),
    live !== true && !isElsewhere(target),
  );
  if (!receivesCallbacks(target, live === true) || options.recordedOnly === true) return transport;
  const { wait = defaultCallbackWait, expected = [] } =
    conformSettings(contract, config?.conform, options).callbacks ?? {};
  return withCallbacks(transport, { wait: wait * 1000, expected });
}

/** Seconds. */
const defaultCallbackWait = 5;

/** Whether a target is a server on this machine, which reaches a port of it; a server that bills is given no URL. */
export const receivesCallbacks = (target: string, isLive: boolean): boolean =>
  URL.canParse(target) && isLoopback(target) && !isLive;

/** Time advances with each reading, so that equal runs have equal times and timed jobs come to their end. */
export function steadyClock(): () => number {
  let now = Date.UTC(2026, 0, 1);
  return () => (now += 300);
}

/** Whether a target is a server on another machine: it may bill, and it has other users. */
export const isElsewhere = (target: string): boolean => URL.canParse(target) && !isLoopback(target);

/** Whether a URL leads to this machine. */
export function isLoopback(target: string): boolean {
  const { hostname } = new URL(target);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The built-in mock as the suite meets it. Its clock stands still. Below full strength it accepts what the schemas accept: its own
 * refusals rest on all of the evidence.
 */
export function mockOf(
  { contract, config, strength = 'full' }: Pick<Subject, 'contract' | 'config' | 'strength'>,
  seed: number,
  key?: string,
): Handler {
  const behaviours = config?.behaviours ?? [];
  return createMock(contract, {
    seed,
    behaviours,
    lenient: strength !== 'full',
    documentedOnly: true,
    rules: config?.rules ?? [],
    clock: steadyClock(),
    ...(key === undefined ? {} : { key }),
  }).fetch;
}

/** The handler with the requested faults; an unknown id is a diagnostic that names the nearest of these and of `others`. */
export function withFaults(
  handler: Handler,
  contract: Contract,
  config: LoadedConfig | undefined,
  ids: readonly string[],
  others: readonly string[] = [],
): Handler {
  const mutants = config?.mutants ?? [];
  return ids.reduce((broken, id) => {
    const mutant = mutants.find((each) => each.id === id);
    if (mutant === undefined) {
      const known = [...mutants.map((each) => each.id), ...others];
      return fail({
        code: 'unknown-fault',
        message: `unknown fault ${JSON.stringify(id)}`,
        hint: didYouMean(/^[\w-]*/.exec(id)?.[0] ?? '', known) || 'No fault is configured.',
      });
    }
    return mutant.breakServer(broken, contract);
  }, handler);
}
