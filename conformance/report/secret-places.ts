import type { Span } from './find-secrets.ts';

/** Whether a header, query parameter, member, form field or cookie of that name contains a secret. */
export type IsSecretName = (name: string) => boolean;

/** `access_token`, `Access-Token` and `accessToken` are one name. */
const normalised = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Names of secrets, in OAuth 2 and OpenID Connect and by convention, without page tokens and counts of tokens. */
const secretNames =
  /(authorization|password|passwd|passphrase|secret|secretkey|secretaccesskey|clientassertion|codeverifier|apikey|privatekey|subscriptionkey|(access|refresh|id|auth|api|bearer|session|security|csrf|xsrf|device|deploy|webhook|verification)token|sharedsecret|jwt)$/;

/** Also accepts the given names. */
export function isSecretName(names: readonly string[]): IsSecretName {
  const own = new Set(names.map(normalised));
  return (name) => {
    const short = normalised(name);
    return secretNames.test(short) || own.has(short);
  };
}

/** Names of headers with keys or sessions, in addition to those of members. */
const secretHeaders =
  /(^|-)(token\d*|auth|auth-key|api-?key\d*|session(-?id)?|credentials?)$|secret|password/i;

/** `OpenAI-Organization`, `X-Project-Id`, `msh-uid`: the account that is billed. */
export const accountNames =
  /(^|-)(uid|gid|user(-?id)?|org(anization)?(-?id)?|project(-?id)?|account(-?id)?)$/i;

/** Places of secrets in texts of a known kind. */
export const placesIn = {
  header(name: string, value: string, isSecret: IsSecretName): readonly Span[] {
    const lower = name.toLowerCase();
    const all = [{ start: 0, end: value.length }];
    if (value === '') return [];
    if (lower === 'cookie' || lower === 'set-cookie') return cookies(value, lower === 'set-cookie');
    if (lower === 'authorization' || lower === 'proxy-authorization') {
      const scheme = /^[A-Za-z-]+ +/.exec(value)?.[0].length ?? 0;
      return [{ start: scheme, end: value.length }];
    }
    if (isSecret(name) || secretHeaders.test(name)) return all;
    return queries(value, isSecret);
  },
  query: queries,
  body(text: string, contentType: string, isSecret: IsSecretName): readonly Span[] {
    return [
      ...members(text, isSecret),
      ...queries(text, isSecret),
      ...(/x-www-form-urlencoded/i.test(contentType) ? queries(`?${text}`, isSecret).map(back) : []),
      ...(/multipart\//i.test(contentType) ? parts(text, isSecret) : []),
      ...(/xml/i.test(contentType) ? elements(text, isSecret) : []),
    ];
  },
};

const back = ({ start, end }: Span): Span => ({ start: start - 1, end: end - 1 });

/** `a=1; b=2` has a value in each pair; `Set-Cookie` in the first only. */
function cookies(value: string, isSet: boolean): readonly Span[] {
  const pairs = [...value.matchAll(/(^|;)([^=;]*=)?([^;]+)/g)].slice(0, isSet ? 1 : undefined);
  return pairs.map(({ 0: whole, 3: secret = '', index }) => {
    const end = index + whole.length;
    return { start: end - secret.length, end };
  });
}

/** `?key=...`, `&key=...` and `#key=...` of URLs. */
function queries(text: string, isSecret: IsSecretName): readonly Span[] {
  return [...text.matchAll(/[?&#;]([\w.~%+[\]-]{1,100})=([^&#;\s"'<>\\]+)/g)].flatMap(
    ({ 0: whole, 1: name = '', 2: value = '', index }) => {
      const end = index + whole.length;
      return isSecret(percentDecoded(name)) ? [{ start: end - value.length, end }] : [];
    },
  );
}

/** `"name": "value"` of JSON, also for JSON in a string of JSON; numbers too. */
function members(text: string, isSecret: IsSecretName): readonly Span[] {
  const direct = text.matchAll(/"((?:[^"\\]|\\.){1,200})"\s*:\s*(?:"((?:[^"\\]|\\.)+)"|(-?\d[\d.eE+-]*))/g);
  const nested = text.matchAll(/\\"([^"\\]{1,200})\\"\s*:\s*\\"((?:[^"\\]|\\(?!").)+)\\"/g);
  return [
    ...[...direct].flatMap(({ 0: whole, 1: name = '', 2: text, 3: digits = '', index }): readonly Span[] => {
      const value = text ?? digits;
      const end = index + whole.length - (text === undefined ? 0 : 1);
      if (!isSecretMember(jsonDecoded(name), value, isSecret)) return [];
      return [{ start: end - value.length, end, ...(text === undefined ? { isBare: true } : {}) }];
    }),
    ...[...nested].flatMap(({ 0: whole, 1: name = '', 2: value = '', index }) => {
      const end = index + whole.length - 2;
      return isSecretMember(name, value, isSecret) ? [{ start: end - value.length, end }] : [];
    }),
  ];
}

/** A bare `token` may be a word of generated text: it is a secret only where it looks like one. */
const isSecretMember = (name: string, value: string, isSecret: IsSecretName): boolean =>
  isSecret(name) || (normalised(name) === 'token' && /^(?=.*\d)(?=.*[A-Za-z])[\w.~+/=-]{16,}$/.test(value));

/** The contents of parts of a form. */
function parts(text: string, isSecret: IsSecretName): readonly Span[] {
  const found = text.matchAll(/name="([^"\r\n]*)"[^\r\n]*(?:\r\n[^\r\n]+)*\r\n\r\n([\s\S]*?)(?=\r\n--)/g);
  return [...found].flatMap(({ 0: whole, 1: name = '', 2: value = '', index }) => {
    const end = index + whole.length;
    return isSecret(name) && value !== '' ? [{ start: end - value.length, end }] : [];
  });
}

/** `<name>value</name>` */
function elements(text: string, isSecret: IsSecretName): readonly Span[] {
  return [...text.matchAll(/<([\w:.-]{1,100})(?:\s[^<>]*)?>([^<]+)(?=<\/\1>)/g)].flatMap(
    ({ 0: whole, 1: name = '', 2: value = '', index }) => {
      const end = index + whole.length;
      return isSecret(name) ? [{ start: end - value.length, end }] : [];
    },
  );
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function jsonDecoded(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
