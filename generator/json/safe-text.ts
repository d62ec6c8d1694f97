/**
 * What a terminal, a log or a viewer acts on instead of showing it: control characters but for tabs and line ends (`\n`, `\r\n`), marks that
 * turn the direction of text (https://trojansource.codes), separators of lines that editors disagree on, invisible characters, halves of surrogate pairs.
 */
const acting =
  /(?![\t\n\r])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}|\r(?!\n)/gu;

/** As JSON and JavaScript write it, so that JSON text keeps its meaning. */
const escaped = (text: string): string =>
  text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Text that is shown as it is by a terminal, a viewer or an editor; what these would act on becomes `\u001b`. */
export const visibleText = (text: string): string => text.replace(acting, escaped);

/** The same with line ends and tabs made visible too: a name that stays within its line. */
export const oneLine = (text: string): string => visibleText(text).replace(/[\r\n\t]/g, escaped);

/**
 * Text for a log: visible, and no line of it is a command of a CI runner. GitHub runs `::command::` at the beginning of a line
 * and `##[command]` anywhere, Azure Pipelines `##vso[command]`, TeamCity `##teamcity[command]`. JSON text keeps its meaning.
 */
export const safeText = (text: string): string =>
  visibleText(text)
    .replace(/^(\s*):(?=:)/gm, '$1\\u003a')
    .replace(/#(?=#(?:\[|vso\[|teamcity\[))/gi, '\\u0023');
