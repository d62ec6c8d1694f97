import { safeText, visibleText } from './safe-text.ts';

/** Text in an HTML document, between tags or in a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Text between the tags of an XML 1.0 document; what a viewer or a log would act on is made visible. */
export const escapeXmlText = (text: string): string =>
  safeText(text)
    // Characters that XML 1.0 cannot spell (section 2.2).
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');

/** Text in a quoted attribute of an XML 1.0 document, where a reader makes plain blanks of line ends (section 3.3.3). */
export const escapeXmlAttribute = (text: string): string =>
  escapeXmlText(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

/** The message of a workflow command (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). */
export const escapeGithubData = (text: string): string =>
  safeText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A property of a workflow command, such as `title=`. */
export const escapeGithubProperty = (text: string): string =>
  escapeGithubData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * A whole file of code or JSON: marks that turn the direction of text, line separators and invisible characters become
 * escapes, and `</script>` ends no element of a page that holds the file. They stand in strings and comments only, where
 * an escape says the same.
 */
export const escapeSource = (text: string): string => visibleText(text).replace(/<\/(?=script)/gi, '<\\/');

/** Text that a regular expression matches as it stands, with or without the flag `u`. */
export const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
