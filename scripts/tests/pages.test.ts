import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMock } from '../../conformance/mock/mock.ts';
import { startPage } from '../../conformance/mock/start-page.ts';
import { formatHtml } from '../../generator/drift/index.ts';
import { pageStyle } from '../../generator/json/html-page.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { drift } from '../api/drift.ts';
import { packageRoot } from '../run/package-info.ts';
import { chromium, openPage, type Page } from './testing/chromium.ts';

/** The pages of the mock, the report and the changelog look alike; the mock's is used in a real browser, by keyboard. */

const contract = contractOf({
  paths: {
    '/pets': {
      get: {
        operationId: 'list',
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10 } }],
        responses: {
          200: {
            description: 'all',
            content: { 'application/json': { schema: { type: 'array', items: { type: 'object' } } } },
          },
          400: { description: 'wrong' },
        },
      },
      post: {
        operationId: 'create',
        requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
        responses: {
          201: {
            description: 'made',
            content: {
              'application/json': {
                schema: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
              },
            },
          },
        },
      },
    },
    '/pets/{id}': {
      get: {
        operationId: 'read',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 200: { description: 'one' }, 404: { description: 'none' } },
      },
    },
  },
});

it('the page of the mock and the changelog have the shared look, the report has its place', async () => {
  const mock = await startPage({
    title: 'T',
    operations: [],
    controls: {},
    faults: new Map(),
    clients: {},
  }).text();
  expect(mock).toContain(pageStyle);
  expect(formatHtml(await drift(contract, contract))).toContain(pageStyle);
  expect(readFileSync(join(packageRoot, 'templates/report.html'), 'utf8').split('/*FRAME*/')).toHaveLength(2);
});

/** Presses Tab until an element has the focus; false where the whole page has none. */
async function reach(page: Page, isThere: string): Promise<boolean> {
  for (let step = 0; step < 80; step++) {
    await page.press('Tab');
    if ((await page.evaluate(isThere)) === true) return true;
  }
  return false;
}

it.skipIf(!isFull || chromium === undefined)(
  'the mock is used by keyboard in a real browser, light and dark',
  async () => {
    const server = await createMock(contract).listen();
    const page = await openPage(chromium ?? '');
    try {
      for (const scheme of ['light', 'dark'] as const) {
        await page.theme(scheme);
        await page.open(`${server.url}/`);
        expect(await reach(page, `document.activeElement.id === 'record'`)).toBe(true);
        await page.press(' ');
        await expect.poll(() => page.evaluate(`document.getElementById('record').checked`)).toBe(true);
        await fetch(`${server.url}/pets`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"name":"Rex"}',
        });
        await fetch(`${server.url}/pets?limit=11`);
        const log = () => page.evaluate(`document.getElementById('log').textContent`);
        await expect.poll(log, { timeout: 5000 }).toContain('query/limit must be at most 10');
        await expect
          .poll(() => page.evaluate(`document.getElementById('exchanges').textContent`), { timeout: 5000 })
          .toContain('limit=11');
        // An exchange is opened with Enter, and shows the request and the response.
        expect(await reach(page, `document.activeElement.closest('#exchanges summary') !== null`)).toBe(true);
        await page.press('Enter');
        await expect
          .poll(() =>
            page.evaluate(`document.querySelector('#exchanges details[open] pre')?.textContent ?? ''`),
          )
          .toContain('GET /pets?limit=11');
        const stored = () => page.evaluate(`document.getElementById('items').textContent`);
        await expect.poll(stored, { timeout: 5000 }).toContain('Rex');
        expect(await reach(page, `document.activeElement.value === 'status'`)).toBe(true);
        await page.press(' ');
        const status = async (): Promise<number> => (await fetch(`${server.url}/pets`)).status;
        await expect.poll(status, { timeout: 5000 }).toBeGreaterThanOrEqual(500);
        const folder = process.env['PLUMBLINE_SCREENSHOTS'];
        if (folder !== undefined) await page.screenshot(join(folder, `mock-${scheme}.png`));
        expect(
          await page.evaluate('getComputedStyle(document.body).backgroundColor'),
          'the background of the scheme',
        ).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)');
        await page.press(' ');
        await expect.poll(status, { timeout: 5000 }).toBe(200);
      }
      expect(page.errors).toEqual([]);
      expect(page.requests.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual(
        [],
      );
      figure({
        issue: 25,
        what: 'the page of the mock in chromium, light and dark',
        expected: 'log, exchange, stored items and faults by keyboard, no error, nothing loaded',
        seen: 'all, twice',
        ok: true,
      });
    } finally {
      page.close();
      await server.close();
    }
  },
  120_000,
);
