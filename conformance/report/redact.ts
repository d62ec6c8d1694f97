import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from 'node:zlib';
import type { Contract } from '../../generator/contract/model.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import type { Exchange, Finding, SuiteEvent, TestCase } from '../model.ts';
import { mergeSpans, type SecretFinder, type Span, secretFinder } from './find-secrets.ts';
import { accountNames, isSecretName, placesIn } from './secret-places.ts';

/** Replaces a secret. */
export const redactedMark = '[redacted]';

/** Replaces the name of an account. */
const accountMark = '[account]';

/** A shorter key could be a common word: it is redacted in places of keys only. */
export const shortestByValue = 8;

/** Most account names and tokens that one run remembers; further ones are redacted only in their places. */
const mostLearned = 256;

/** Texts whose redacted form is kept, and the UTF-16 units of the longest of them. */
const mostKept = 2_000;
const longestKept = 2_048;

export interface RedactorOptions {
  /** Names of headers, query parameters, members and form fields that contain secrets, in addition to the usual ones. */
  readonly names?: readonly string[];
  /** Names of headers that contain secrets: those of the contract's security schemes. */
  readonly headers?: readonly string[];
  /** Names of query parameters that contain secrets: those of the contract's security schemes. */
  readonly query?: readonly string[];
  /** `false`: equal messages stay equal, whatever was redacted before. */
  readonly learns?: boolean;
}

/**
 * Redacts secrets before anything is written: known values at any place and in any encoding, and values in places of secrets.
 * Nothing else changes; a message without secrets is returned as the same object. Tokens and account names of a message are
 * known values from then on.
 */
export interface Redactor {
  /** A text without the known values. */
  text(text: string): string;
  /** JSON without the known values in its strings and names. */
  value<Value>(value: Value): Value;
  request(request: WireRequest): WireRequest;
  response(response: WireResponse): WireResponse;
  event(event: SuiteEvent): SuiteEvent;
  /** Adds a key that was not known at the start. */
  learnKey(key: string): void;
}

/** Names of the headers and query parameters that carry keys of the contract. */
export function credentialNames({ securitySchemes }: Contract): Pick<RedactorOptions, 'headers' | 'query'> {
  const namesIn = (place: string): readonly string[] =>
    [...securitySchemes.values()].flatMap((scheme) =>
      scheme.type === 'apiKey' && scheme.in === place && scheme.parameterName !== undefined
        ? [scheme.parameterName]
        : [],
    );
  return { headers: namesIn('header'), query: namesIn('query') };
}

type Headers = readonly (readonly [name: string, value: string])[];

/** Knows the given keys from the start. */
export function createRedactor(keys: readonly string[], options: RedactorOptions = {}): Redactor {
  const { names = [], learns = true } = options;
  const isSecret = isSecretName(names);
  const isSecretHeader = isSecretName([...names, ...(options.headers ?? [])]);
  const isSecretQuery = isSecretName([...names, ...(options.query ?? [])]);
  const known = new Set<string>();
  const accounts = new Set<string>();
  // Names and values of headers, titles and bodies come again with every message; a value that is learned changes all.
  const kept = new Map<string, string>();
  let find: SecretFinder = () => [];
  let findAccount: SecretFinder = () => [];
  const finder = (values: ReadonlySet<string>): SecretFinder => secretFinder([...values].flatMap(spellings));
  const learn = (values: Set<string>, value: string): boolean => {
    if (!learns || values.has(value) || values.size >= mostLearned) return false;
    values.add(value);
    return true;
  };
  const learnKey = (key: string): void => {
    if (key.length < shortestByValue || known.has(key)) return;
    known.add(key);
    find = finder(known);
    kept.clear();
  };
  for (const key of keys) learnKey(key);

  const text = (given: string): string => {
    const before = kept.get(given);
    if (before !== undefined) return before;
    const clean = replaced(given, find(given), redactedMark);
    const after = replaced(clean, findAccount(clean), accountMark);
    if (given.length > longestKept) return after;
    if (kept.size >= mostKept) kept.clear();
    kept.set(given, after);
    return after;
  };

  const memory = new WeakMap<object, object>();
  /** The same object for the same object, and the object itself where nothing changes. */
  const once = <Value extends object>(value: Value, clean: (value: Value) => Value): Value => {
    const before = memory.get(value) as Value | undefined;
    if (before !== undefined) return before;
    const after = clean(value);
    memory.set(value, after);
    return after;
  };

  const value = <Value>(given: Value): Value => {
    const cleaned = (each: unknown): unknown => {
      if (typeof each === 'string') return text(each);
      if (Array.isArray(each)) return each.map(cleaned);
      if (typeof each !== 'object' || each === null) return each;
      return Object.fromEntries(Object.entries(each).map(([name, member]) => [text(name), cleaned(member)]));
    };
    return cleaned(given) as Value;
  };

  const headers = (given: Headers): Headers => {
    for (const [name, each] of given)
      if (accountNames.test(name) && each.length >= 6 && learn(accounts, each)) {
        findAccount = finder(accounts);
        kept.clear();
      }
    return given.map(([name, each]) => [
      text(name),
      accountNames.test(name)
        ? accountMark
        : text(byPlace(each, placesIn.header(name, each, isSecretHeader))),
    ]);
  };

  /** Redacts places of secrets, and remembers what looks like a token. */
  function byPlace(from: string, spans: readonly Span[]): string {
    for (const { start, end } of spans) {
      const token = from.slice(start, end);
      if (looksLikeToken(token) && !token.includes(redactedMark) && learn(known, token)) {
        find = finder(known);
        kept.clear();
      }
    }
    return replaced(from, spans, redactedMark);
  }

  const body = (bytes: Uint8Array, headers: Headers): Uint8Array => {
    if (bytes.byteLength === 0) return bytes;
    const [coding = ''] = headersNamed('content-encoding', headers);
    const codec = codecs[coding.trim().toLowerCase()];
    const plain = codec === undefined ? undefined : attempt(() => codec.decode(bytes));
    if (codec !== undefined && plain !== undefined) {
      const cleaned = body(plain, []);
      return cleaned === plain ? bytes : codec.encode(cleaned);
    }
    const buffer = Buffer.from(bytes);
    const utf8 = buffer.toString('utf8');
    const encoding = Buffer.from(utf8).equals(buffer) ? 'utf8' : 'latin1';
    const said = encoding === 'utf8' ? utf8 : buffer.toString('latin1');
    const [type = ''] = headersNamed('content-type', headers);
    const cleaned = text(byPlace(said, placesIn.body(said, type, isSecret)));
    return cleaned === said ? bytes : Buffer.from(cleaned, encoding);
  };

  const target = (given: string): string => text(byPlace(given, placesIn.query(given, isSecretQuery)));

  const request = (given: WireRequest): WireRequest =>
    once(given, (each) => ({
      ...each,
      target: target(each.target),
      headers: headers(each.headers),
      ...(each.body === undefined ? {} : { body: body(each.body, each.headers) }),
    }));
  const response = (given: WireResponse): WireResponse =>
    once(given, (each) => ({ ...each, headers: headers(each.headers), body: body(each.body, each.headers) }));
  const testCase = (given: TestCase): TestCase =>
    once(given, ({ twin, template, setups, ...each }) => ({
      ...each,
      id: text(each.id),
      title: text(each.title),
      request: request(each.request),
      ...(twin === undefined ? {} : { twin: testCase(twin) }),
      ...(template === undefined ? {} : { template: testCase(template) }),
      ...(setups === undefined ? {} : { setups: setups.map((each) => exchange(each)) }),
    }));
  const exchange = (given: Exchange): Exchange =>
    once(given, (each) => ({
      ...each,
      // First: secrets of the response are redacted in the other parts too.
      response: response(each.response),
      request: request(each.request),
      testCase: testCase(each.testCase),
      ...(each.callbacks === undefined
        ? {}
        : { callbacks: { ...each.callbacks, received: each.callbacks.received.map(request) } }),
    }));
  const finding = ({ history, exchange: shown, ...given }: Finding): Finding => ({
    ...value(given),
    exchange: exchange(shown),
    ...(history === undefined ? {} : { history: history.map(exchange) }),
  });

  return {
    text,
    value,
    request,
    response,
    learnKey,
    event(event) {
      switch (event.event) {
        case 'suiteStarted':
          return { ...event, target: text(event.target) };
        case 'exchange':
          return { ...event, exchange: exchange(event.exchange) };
        case 'verdict': {
          const { verdict } = event;
          const cleaned =
            verdict.kind === 'undetermined' ? { ...verdict, reason: text(verdict.reason) } : verdict;
          return { ...event, exchange: exchange(event.exchange), verdict: cleaned };
        }
        case 'failure':
          return { ...event, finding: finding(event.finding) };
        case 'suiteFinished': {
          const { aborted } = event.summary;
          if (aborted === undefined) return event;
          return { ...event, summary: { ...event.summary, aborted: text(aborted) } };
        }
        default:
          return event satisfies never;
      }
    },
  };
}

/** A value as it is written in texts, and as its bytes are in binary data. */
function spellings(value: string): readonly string[] {
  const bytes = Buffer.from(value).toString('latin1');
  return [...new Set([value, bytes, value.replaceAll(' ', '+')])];
}

function replaced(text: string, spans: readonly Span[], mark: string): string {
  if (spans.length === 0) return text;
  let clean = '';
  let at = 0;
  for (const { start, end, isBare } of mergeSpans(spans)) {
    clean += text.slice(at, start) + (isBare === true ? JSON.stringify(mark) : mark);
    at = end;
  }
  return clean + text.slice(at);
}

/** Long, without spaces, of letters and digits: not a common word. */
const looksLikeToken = (value: string): boolean => /^(?=.*\d)(?=.*[A-Za-z])[!#-[\]-~]{16,}$/.test(value);

const headersNamed = (wanted: string, headers: Headers): readonly string[] =>
  headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);

/** Most bytes that a compressed body may become; a larger one stays compressed. */
const maxOutputLength = 64 * 1024 * 1024;

interface Codec {
  readonly decode: (bytes: Uint8Array) => Buffer;
  readonly encode: (bytes: Uint8Array) => Buffer;
}

const gzip: Codec = {
  decode: (bytes) => gunzipSync(bytes, { maxOutputLength }),
  encode: (bytes) => gzipSync(bytes),
};

/** By content coding. */
const codecs: { readonly [coding: string]: Codec | undefined } = {
  gzip,
  'x-gzip': gzip,
  deflate: {
    decode: (bytes) => inflateSync(bytes, { maxOutputLength }),
    encode: (bytes) => deflateSync(bytes),
  },
  br: {
    decode: (bytes) => brotliDecompressSync(bytes, { maxOutputLength }),
    encode: (bytes) => brotliCompressSync(bytes),
  },
};

function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
