import type { Contract } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import type { Check, CheckContext, Exchange } from '../model.ts';
import { failed, headerOf, passed } from './verdict.ts';

/** Shapes of things that no answer should hold. */
const secrets: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an API key', /\bsk-[A-Za-z0-9_-]{12,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a cloud access key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]+:[^\s/@"]+@/],
  ['a storage credential', /\b(X-Amz-Signature|AccountKey|aws_secret_access_key)=/i],
];

/** Members that an API hands out secrets in, where its document has them. */
const credential = /(token|secret|jwt|password|credentials?|signature|key|url|uri)$/i;

/** What an answer gives because its document says so, by a name or an example: a login its token, a new key its secret. */
function givenOnPurpose(exchange: Exchange, { contract, operation }: CheckContext): readonly string[] {
  const { status, body } = exchange.response;
  const contentType = headerOf(exchange, 'content-type');
  const content = findResponse(operation, status)?.content ?? [];
  const media = contentType === undefined ? undefined : findMediaType(content, contentType);
  if (status >= 300 || media?.schema === undefined) return [];
  try {
    return credentialsIn(contract, media.schema.normal.schema, JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return [];
  }
}

const credentialsIn = (
  contract: Contract,
  schema: JsonSchema | undefined,
  value: unknown,
): readonly string[] =>
  !isObject(value)
    ? []
    : Object.entries(value).flatMap(([name, member]) => {
        const own = memberSchema(contract, schema, name);
        if (own === undefined) return [];
        const isShown = secrets.some(([, pattern]) => pattern.test(JSON.stringify(own)));
        return typeof member === 'string' && (credential.test(name) || isShown)
          ? [member]
          : credentialsIn(contract, own, member);
      });

/** Members that hold a secret by their name, in snake case. */
const secretName =
  /(^|_)(secret|password|passwd|(private|api|access|secret|storage|upstream|signing|internal)_?key|(auth|access|refresh|session|bearer|internal|owner|upstream)_token)$/;

/** Shorter than this, a text is a mark rather than a secret. */
const leastSecret = 6;

/** The first member with the name of a secret that no schema of the document has: nobody asked for it. */
function undeclaredSecret(text: string, { contract }: CheckContext, sent: string): string | undefined {
  const isLeak = (name: string, value: unknown): boolean =>
    typeof value === 'string' &&
    value.length >= leastSecret &&
    secretName.test(name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()) &&
    !sent.includes(value) &&
    !JSON.stringify(contract.document).includes(JSON.stringify(name));
  const find = (value: unknown): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    for (const [name, member] of Object.entries(value)) {
      const found = isLeak(name, member) ? name : find(member);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  // Cheap for all the answers that have no such name.
  if (!/secret|passw|key|token/i.test(text)) return undefined;
  try {
    return find(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** No answer says the caller's key again, or holds what looks like another secret. */
export const secretLeak: Check = {
  id: 'secret-leak',
  check(exchange, context) {
    const { request, response, testCase } = exchange;
    const text =
      new TextDecoder().decode(response.body) +
      response.headers.map(([name, value]) => `\n${name}: ${value}`).join('');
    // What the case itself puts into a header is no key of the caller's.
    const isArgument = (name: string): boolean =>
      testCase.request.headers.some(([own]) => own.toLowerCase() === name.toLowerCase());
    const sent = testCase.request.body === undefined ? '' : new TextDecoder().decode(testCase.request.body);
    const key = request.headers
      .find(([name]) => /^(authorization|.*api-?key)$/i.test(name) && !isArgument(name))?.[1]
      .replace(/^\S+ /, '');
    if (key !== undefined && key.length >= 4 && text.includes(key))
      return failed(this, exchange, {
        message: 'the answer says the caller’s key again',
        instanceLocation: '/key',
      });
    const found = secrets.filter(([, pattern]) => pattern.test(text));
    // What the request itself holds may be said again.
    const known = found.length === 0 ? [] : [sent, ...givenOnPurpose(exchange, context)];
    const leaked = found.find(([, pattern]) =>
      [...text.matchAll(new RegExp(pattern, `g${pattern.flags}`))].some(
        ([match]) => !known.some((each) => each.includes(match)),
      ),
    );
    const named =
      leaked === undefined
        ? undeclaredSecret(new TextDecoder().decode(response.body), context, sent)
        : undefined;
    if (named !== undefined)
      return failed(this, exchange, {
        message: `the answer holds ${named}, which the document does not know`,
        instanceLocation: `/${named}`,
      });
    return leaked === undefined
      ? passed
      : failed(this, exchange, {
          message: `the answer holds what looks like ${leaked[0]}`,
          instanceLocation: `/${leaked[0]}`,
        });
  },
};
