import { escapeHtml } from './escape.ts';

/** The look that all pages share: the report of a run, the changelog, the page of the mock. Light and dark as the reader has it. */
export const pageStyle = `:root { color-scheme: light dark; --bg: #fff; --fg: #1c2128; --dim: #5c6675; --line: #d8dee6; --soft: #f4f6f8; --bad: #c62f2f; --warn: #8a5b00; --good: #1f7a3d; --mark: #2f6fd0; }
@media (prefers-color-scheme: dark) { :root { --bg: #14171c; --fg: #e3e7ee; --dim: #93a0b1; --line: #303844; --soft: #1c2128; --bad: #ff7b72; --warn: #e3b341; --good: #56d364; --mark: #79b8ff; } }
:root[data-theme=light] { color-scheme: light; --bg: #fff; --fg: #1c2128; --dim: #5c6675; --line: #d8dee6; --soft: #f4f6f8; --bad: #c62f2f; --warn: #8a5b00; --good: #1f7a3d; --mark: #2f6fd0; }
:root[data-theme=dark] { color-scheme: dark; --bg: #14171c; --fg: #e3e7ee; --dim: #93a0b1; --line: #303844; --soft: #1c2128; --bad: #ff7b72; --warn: #e3b341; --good: #56d364; --mark: #79b8ff; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 84rem; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
table { border-collapse: collapse; }
td, th { padding: .25rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
input, select, button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .6rem; }
code { font: .9em ui-monospace, monospace; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; overflow-x: auto; font: 12.5px/1.45 ui-monospace, monospace; margin: .3rem 0 .8rem; max-height: 28rem; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
.dim { color: var(--dim); } .bad { color: var(--bad); } .warn { color: var(--warn); } .good { color: var(--good); }`;

/** A page, except for its data. */
export interface HtmlPage {
  readonly title: string;
  /** CSS beside the shared one. */
  readonly style: string;
  /** HTML, escaped by the caller. */
  readonly body: string;
}

/** A whole page that loads nothing else. */
export const htmlPage = ({ title, style, body }: HtmlPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${pageStyle}
${style}
</style>
</head>
<body>
${body}
</body>
</html>`;
