import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { observedChanges } from './observed.ts';

const ok = { description: 'ok' };
const json = { ...ok, content: { 'application/json': { schema: { type: 'object' } } } };

describe('what traffic shows beside the document', () => {
  it.each([
    { title: 'a body where the document says nothing of bodies', responses: { 200: ok }, breaks: false },
    { title: 'success where the document names only errors', responses: { 404: ok }, breaks: false },
    { title: 'success with a status beside the documented one', responses: { 201: json }, breaks: true },
    {
      title: 'a media type beside the documented one',
      responses: { 200: { ...ok, content: { 'text/csv': { schema: { type: 'string' } } } } },
      breaks: true,
    },
    { title: 'what is documented', responses: { 200: json }, breaks: undefined },
  ])('$title', async ({ responses, breaks }) => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-observed-'));
    try {
      const journal = join(folder, 'traffic.ndjson');
      const request = { method: 'GET', target: '/things' };
      const response = { status: 200, headers: [['content-type', 'application/json']], body: '{}' };
      writeFileSync(journal, `${JSON.stringify({ event: 'exchange', request, response })}\n`);
      const contract = contractOf({
        paths: { '/things': { get: { operationId: 'list', responses } } },
      });
      const changes = await observedChanges(contract, contract, journal, undefined);
      const verdicts = changes.map(({ verdict }) => verdict);
      expect(verdicts).toEqual(breaks === undefined ? [] : [breaks ? 'breaking' : 'non-breaking']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
