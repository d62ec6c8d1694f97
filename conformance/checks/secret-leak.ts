import type { Contract } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import type { Check, CheckContext, Exchange } from '../model.ts';
import { failed, headerOf, passed } from './verdict.ts';

/** Patterns of secrets that no response should contain. */
const secrets: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an API key', /\bsk-[A-Za-z0-9_-]{12,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a cloud access key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]+:[^\s/@"]+@/],
  ['a storage credential', /\b(X-Amz-Signature|AccountKey|aws_secret_access_key)=/i],
];

/** Members in which an API returns secrets, where its document declares them. */
const credential = /(token|secret|jwt|password|credentials?|signature|key|url|uri)$/i;

/** What a response contains because its document declares it, by name or example: a login its token, a new key its secret. */
function givenOnPurpose(exchange: Exchange, { contract, operation }: CheckContext): readonly string[] {
  const { status, body } = exchange.response;
  const contentType = headerOf(exchange, 'content-type');
  const content = findResponse(operation, status)?.content ?? [];
  const media = contentType === undefined ? undefined : findMediaType(content, contentType);
  if (status >= 300 || media?.schema === undefined) return [];
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return [
      ...credentialsIn(contract, media.schema.normal.schema, value),
      ...media.examples.flatMap((example) => likeExample(example, value)),
    ];
  } catch {
    return [];
  }
}

/** Texts of a response at the places where an example of the document has a secret of the same kind. */
function likeExample(example: unknown, value: unknown): readonly string[] {
  if (typeof example === 'string' && typeof value === 'string')
    return secrets.some(([, pattern]) => pattern.test(example) && pattern.test(value)) ? [value] : [];
  if (!isObject(example) || !isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => likeExample(example[name], member));
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

/** Names of members that hold a secret, in snake case. */
const secretName =
  /(^|_)(secret|password|passwd|(private|api|access|secret|storage|upstream|signing|internal)_?key|(auth|access|refresh|session|bearer|internal|owner|upstream)_token)$/;

/** Shorter texts are marks rather than secrets. */
const leastSecret = 6;

/** The first member with the name of a secret that no schema of the document declares. */
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
  // Cheap for all responses without such a name.
  if (!/secret|passw|key|token/i.test(text)) return undefined;
  try {
    return find(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** No response repeats the client's key, or contains what looks like another secret. */
export const secretLeak: Check = {
  id: 'secret-leak',
  judgesUnusual: true,
  check(exchange, context) {
    const { request, response, testCase } = exchange;
    const text =
      new TextDecoder().decode(response.body) +
      response.headers.map(([name, value]) => `\n${name}: ${value}`).join('');
    // A header value that the case itself sets is not the client's key.
    const isArgument = (name: string): boolean =>
      testCase.request.headers.some(([own]) => own.toLowerCase() === name.toLowerCase());
    const sent = testCase.request.body === undefined ? '' : new TextDecoder().decode(testCase.request.body);
    const own = [...context.contract.securitySchemes.values()].flatMap(({ in: place, parameterName }) =>
      place === 'header' && parameterName !== undefined ? [parameterName.toLowerCase()] : [],
    );
    const key = request.headers
      .find(
        ([name]) =>
          (/^(authorization|.*api-?key)$/i.test(name) || own.includes(name.toLowerCase())) &&
          !isArgument(name),
      )?.[1]
      .replace(/^\S+ /, '');
    if (key !== undefined && key.length >= 4 && text.includes(key))
      return failed(this, exchange, {
        message: 'the response repeats the client’s key',
        instanceLocation: '/key',
      });
    const found = secrets.filter(([, pattern]) => pattern.test(text));
    // A response may repeat what the request contains.
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
        message: `the response contains ${named}, which the document does not declare`,
        instanceLocation: `/${named}`,
      });
    return leaked === undefined
      ? passed
      : failed(this, exchange, {
          message: `the response contains what looks like ${leaked[0]}`,
          instanceLocation: `/${leaked[0]}`,
        });
  },
};
