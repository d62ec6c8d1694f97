/**
 * A text of at most `most` UTF-16 code units: a longer one ends with an ellipsis, and no character is cut in half.
 * @example shorten('abcdef', 4) // 'abc…'
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`;
}
