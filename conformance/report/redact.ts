/** Takes secrets out of text before it is written anywhere. */
export type Redact = (text: string) => string;

/** What stands in place of a secret. */
export const redactedMark = '[redacted]';

/** What stands in place of the name of an account. */
const accountMark = '[account]';

/**
 * Replaces each secret, plain, percent-encoded or in base64 wherever it stands in the encoded bytes, by a mark. Secrets
 * under 4 characters are left: they are words.
 */
export function redactor(secrets: readonly string[], mark = redactedMark): Redact {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, mark), text);
}

/** A redactor that takes more out as it gets to know it: the values of headers that name the account. */
export interface LearningRedactor {
  readonly redact: Redact;
  learn(headers: readonly (readonly [name: string, value: string])[]): void;
  /** A key that it did not begin with. */
  learnKey(key: string): void;
}

/** Begins with the key; values of account headers that an answer has are taken out of all that is written from then on. */
export function learningRedactor(secrets: readonly string[]): LearningRedactor {
  const known = new Set<string>();
  const keys = new Set(secrets);
  let withoutKey = redactor(secrets);
  let withoutAccount: Redact = (text) => text;
  return {
    redact: (text) => withoutAccount(withoutKey(text)),
    learn(headers) {
      const before = known.size;
      for (const [name, value] of headers) {
        // Short values are words and numbers that stand elsewhere for other reasons.
        if (accountHeaders.test(name) && value.length >= 6) known.add(value);
      }
      if (known.size > before) withoutAccount = redactor([...known], accountMark);
    },
    learnKey(key) {
      if (keys.has(key)) return;
      keys.add(key);
      withoutKey = redactor([...keys]);
    },
  };
}

function formsOf(secret: string): readonly string[] {
  if (secret.length < 4) return [];
  return [
    secret,
    encodeURIComponent(secret),
    // Lower-case escapes, and what a query within a query is.
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(encodeURIComponent(secret)),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    ...[0, 1, 2].map((offset) => insideBase64(secret, offset)).filter((form) => form.length >= 6),
  ];
}

/** The characters of base64 that a secret alone decides when `offset` bytes stand before it. */
function insideBase64(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.byteLength * 8) / 6));
}

const secretHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|.*(token|secret).*)$/i;

/** `OpenAI-Organization`, `X-Project-Id`, `msh-uid`: who is billed. */
const accountHeaders = /(^|-)(uid|gid|user(-?id)?|org(anization)?(-?id)?|project(-?id)?|account(-?id)?)$/i;

/** Headers with the values of those that carry keys or sessions, or name the account, replaced. */
export const redactHeaders = (
  headers: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] =>
  headers.map(([name, value]) => [
    name,
    secretHeaders.test(name) ? redactedMark : accountHeaders.test(name) ? accountMark : value,
  ]);
