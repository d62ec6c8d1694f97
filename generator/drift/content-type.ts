/** `application/json` for `Application/JSON; charset=utf-8`. */
export const essence = (contentType: string): string =>
  (contentType.split(';')[0] ?? '').trim().toLowerCase();

/** Whether a media type or range takes in another. */
export function covers(range: string, type: string): boolean {
  const [wide, narrow] = [essence(range), essence(type)];
  if (wide === narrow || wide === '*/*' || wide === '*') return true;
  return wide.endsWith('/*') && narrow.startsWith(wide.slice(0, -1));
}

/** Whether a media type is XML. */
export const isXml = (contentType: string): boolean => /[/+]xml$/.test(essence(contentType));
