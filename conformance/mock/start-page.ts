import type { Operation } from '../../generator/contract/model.ts';
import { escapeHtml } from '../../generator/json/escape.ts';

export interface StartPageView {
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly controls: { readonly [name: string]: string };
  readonly faults: ReadonlyMap<string, string>;
  /** Name to code, in which `{url}` is the address of the mock. */
  readonly clients: { readonly [name: string]: string };
}

const rows = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([a, b]) => `<tr><th><code>${escapeHtml(a)}</code></th><td>${escapeHtml(b)}</td></tr>`).join('');

/** The page at `/`: the operations, how to point clients here, the log as it grows, controls and faults. */
export function startPage({ title, operations, controls, faults, clients }: StartPageView): Response {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} (mock)</title><style>${style}</style></head>
<body><h1>${escapeHtml(title)}, mock</h1>
<p>Serves every operation of the document from memory. Nothing leaves this machine.</p>
<h2>Clients</h2><table>${Object.entries(clients)
    .map(
      ([name, code]) =>
        `<tr><th>${escapeHtml(name)}</th><td><pre class="client">${escapeHtml(code)}</pre></td></tr>`,
    )
    .join('')}</table>
<h2>Requests</h2><table><thead><tr><th>time</th><th>request</th><th>status</th><th>ms</th></tr></thead><tbody id="log"></tbody></table>
<h2>Operations</h2><table>${rows(
    operations.map(
      ({ method, path, operationId }) => [`${method.toUpperCase()} ${path}`, operationId] as const,
    ),
  )}</table>
<h2>Controls</h2><table>${rows(Object.entries(controls))}</table>
<h2>Faults</h2><p>By <code>--fault</code>, by the header <code>x-mock-fault</code>, or by <code>POST /__mock/faults</code>.</p>
<table>${rows([...faults])}</table>
<script>${script}</script></body></html>`;
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
    },
  });
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.15rem .6rem .15rem 0;vertical-align:top;font-weight:400}
pre{background:#f4f4f2;padding:.3rem .6rem;margin:.1rem 0;white-space:pre-wrap;overflow-wrap:anywhere}thead th{color:#666}.bad{color:#b00}
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}pre{background:#222}thead th{color:#999}.bad{color:#f66}}`;

const script = `for (const code of document.querySelectorAll('.client')) code.textContent = code.textContent.replaceAll('{url}', location.origin);
const log = document.getElementById('log');
async function refresh() {
  try {
    const list = await (await fetch('/__mock/requests')).json();
    log.replaceChildren(...list.slice(-20).reverse().map((entry) => {
      const row = document.createElement('tr');
      for (const text of [entry.at.slice(11, 19), entry.method + ' ' + entry.target, entry.status, entry.milliseconds]) {
        const cell = document.createElement('td');
        cell.textContent = text;
        row.append(cell);
      }
      if (entry.status >= 400 || entry.status === 0) row.className = 'bad';
      return row;
    }));
  } catch {}
}
refresh();
setInterval(refresh, 1000);`;
