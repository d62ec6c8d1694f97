/** Takes secrets out of text before it is written anywhere. */
export type Redact = (text: string) => string;

/** Replaces each secret, plain, percent-encoded or in base64, by a mark. Secrets under 4 characters are left: they are words. */
export function redactor(secrets: readonly string[]): Redact {
  const forms = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      Buffer.from(`${secret}:`).toString('base64').replace(/=+$/, ''),
    ])
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, '[redacted]'), text);
}

const secretHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|.*(token|secret).*)$/i;

/** Headers with the values of those that carry keys or sessions replaced. */
export const redactHeaders = (
  headers: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] =>
  headers.map(([name, value]) => [name, secretHeaders.test(name) ? '[redacted]' : value]);
