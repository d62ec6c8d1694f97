import type { Operation } from '../../generator/contract/model.ts';
import { escapeHtml } from '../../generator/json/escape.ts';
import { htmlPage } from '../../generator/json/html-page.ts';

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

/** The page at `/`: client code for this mock, the growing log, stored items, faults as switches, operations, controls. */
export function startPage({ title, operations, controls, faults, clients }: StartPageView): Response {
  const body = `<main><h1>${escapeHtml(title)}, mock</h1>
<p>Serves every operation of the document from memory. Nothing leaves this machine.</p>
<h2>Clients</h2><table>${Object.entries(clients)
    .map(
      ([name, code]) =>
        `<tr><th>${escapeHtml(name)}</th><td><pre class="client">${escapeHtml(code)}</pre></td></tr>`,
    )
    .join('')}</table>
<h2>Requests</h2>
<p><label><input type="checkbox" id="record"> keep bodies of requests and responses</label>
<button type="button" id="reset">forget everything</button></p>
<table><thead><tr><th>time (UTC)</th><th>request</th><th>status</th><th>ms</th><th>why</th></tr></thead><tbody id="log" aria-live="polite"></tbody></table>
<div id="exchanges"></div>
<h2>Stored</h2><div id="items"><p>Nothing yet.</p></div>
<h2>Faults</h2><p>Each breaks every request while it is on. For one request: the header <code>x-mock-fault</code>; with a value: <code>POST /__mock/faults</code>.</p>
<table id="faults">${[...faults]
    .map(
      ([id, what]) =>
        `<tr><th><label><input type="checkbox" value="${escapeHtml(id)}"> <code>${escapeHtml(id)}</code></label></th><td>${escapeHtml(what)}</td></tr>`,
    )
    .join('')}</table>
<h2>Operations</h2><table>${rows(
    operations.map(
      ({ method, path, operationId }) => [`${method.toUpperCase()} ${path}`, operationId] as const,
    ),
  )}</table>
<h2>Controls</h2><table>${rows(Object.entries(controls))}</table>
</main><script>${script}</script>`;
  return new Response(htmlPage({ title: `${title} (mock)`, style, body }), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline'; connect-src 'self'",
    },
  });
}

const style = `main { max-width: 64rem; margin: 0 auto; } table { width: 100%; }
td, th { font-weight: 400; overflow-wrap: anywhere; } thead th { color: var(--dim); } pre.client { margin: .1rem 0; padding: .3rem .6rem; }
th code, #log td:not(:nth-child(2), :last-child) { white-space: nowrap; }
#log td { overflow-wrap: break-word; } #exchanges { margin-top: .6rem; }`;

// Everything from clients is inserted as text.
const script = `for (const code of document.querySelectorAll('.client')) code.textContent = code.textContent.replaceAll('{url}', location.origin);
const at = (id) => document.getElementById(id);
const make = (name, text, ...children) => {
  const element = document.createElement(name);
  if (text !== '') element.textContent = text;
  element.append(...children);
  return element;
};
const post = (path, body) => fetch('/__mock/' + path, { method: 'POST', body: JSON.stringify(body) });
const opened = new Set();
const fold = (key, title, text) => {
  const details = make('details', '', make('summary', title), make('pre', text));
  details.dataset.key = key;
  details.open = opened.has(key);
  details.ontoggle = () => (details.open ? opened.add(key) : opened.delete(key));
  return details;
};
// What had the focus has it again: a list that grows must not send a keyboard back to the start.
const fill = (place, ...children) => {
  const key = document.activeElement?.closest('details')?.dataset.key;
  place.replaceChildren(...children);
  if (key !== undefined) place.querySelector('details[data-key="' + CSS.escape(key) + '"] > summary')?.focus();
};
let seen = {};
const changed = (key, text) => {
  const same = seen[key] === text;
  seen = { ...seen, [key]: text };
  return !same;
};
async function showLog() {
  const text = await (await fetch('/__mock/requests')).text();
  if (!changed('log', text)) return;
  at('log').replaceChildren(...JSON.parse(text).slice(-20).reverse().map((entry) => {
    const why = entry.reason ?? entry.warning ?? '';
    const cells = [entry.at.slice(11, 19), entry.method + ' ' + entry.target, entry.status, entry.milliseconds, why];
    const row = make('tr', '', ...cells.map((cell) => make('td', String(cell))));
    if (entry.status >= 400 || entry.status === 0) row.className = 'bad';
    return row;
  }));
}
const message = ({ headers, body = '' }) => headers.map((pair) => pair.join(': ')).join('\\n') + (body === '' ? '' : '\\n\\n' + body);
async function showExchanges() {
  if (!at('record').checked) return;
  const text = await (await fetch('/__mock/transcript')).text();
  if (!changed('exchanges', text)) return;
  fill(at('exchanges'), ...text.trim().split('\\n').filter(Boolean).slice(-20).reverse().map((line) => {
    const { id, request, response } = JSON.parse(line);
    const head = request.method + ' ' + request.target;
    return fold('exchange ' + id, response.status + ' ' + head, head + '\\n' + message(request) + '\\n\\n' + response.status + '\\n' + message(response));
  }));
}
async function showState() {
  const { items, faults } = await (await fetch('/__mock/state')).json();
  const on = new Set(faults.map((fault) => fault.id));
  for (const box of document.querySelectorAll('#faults input')) if (document.activeElement !== box) box.checked = on.has(box.value);
  if (!changed('items', JSON.stringify(items))) return;
  const lists = Object.entries(items).map(([path, list]) => fold('items ' + path, path + ': ' + list.length, JSON.stringify(list.slice(-20), undefined, 2)));
  fill(at('items'), ...(lists.length > 0 ? lists : [make('p', 'Nothing yet.')]));
}
async function refresh() {
  for (const show of [showLog, showExchanges, showState]) await show().catch(() => {});
}
at('record').onchange = () => post('transcript', { record: at('record').checked });
at('reset').onclick = () => post('reset', {}).then(refresh);
for (const box of document.querySelectorAll('#faults input'))
  box.onchange = async () => {
    const wanted = [...document.querySelectorAll('#faults input:checked')].map((each) => each.value);
    await fetch('/__mock/faults', { method: 'DELETE' });
    for (const fault of wanted) await post('faults', { fault });
    await refresh();
  };
refresh();
setInterval(refresh, 1000);`;
