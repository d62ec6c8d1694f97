import type { Oracle } from '../model.ts';
import { failed, passed } from './verdict.ts';

/** Shapes of things that no answer should hold. */
const secrets: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an API key', /\bsk-[A-Za-z0-9_-]{12,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a cloud access key', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]+:[^\s/@"]+@/],
  ['a storage credential', /\b(X-Amz-Signature|AccountKey|aws_secret_access_key)=/i],
];

/** No answer says the caller's key again, or holds what looks like another secret. */
export const secretLeak: Oracle = {
  id: 'secret-leak',
  check(exchange) {
    const { request, response, testCase } = exchange;
    const text =
      new TextDecoder().decode(response.body) +
      response.headers.map(([name, value]) => `\n${name}: ${value}`).join('');
    const sent = testCase.request.body === undefined ? '' : new TextDecoder().decode(testCase.request.body);
    const key = request.headers
      .find(([name]) => /^(authorization|.*api-?key)$/i.test(name))?.[1]
      .replace(/^\S+ /, '');
    if (key !== undefined && key.length >= 4 && text.includes(key))
      return failed(this, exchange, {
        message: 'the answer says the caller’s key again',
        instanceLocation: '/key',
      });
    // What the request itself holds may be said again.
    const leaked = secrets.find(([, pattern]) => {
      const match = pattern.exec(text)?.[0];
      return match !== undefined && !sent.includes(match);
    });
    return leaked === undefined
      ? passed
      : failed(this, exchange, {
          message: `the answer holds what looks like ${leaked[0]}`,
          instanceLocation: `/${leaked[0]}`,
        });
  },
};
