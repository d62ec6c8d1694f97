import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { conform } from '../cli/verbs/conform.ts';

const document = {
  openapi: '3.0.3',
  info: { title: 'Notes', version: '1' },
  security: [{ key: [] }],
  paths: {
    '/notes': {
      get: {
        operationId: 'listNotes',
        responses: {
          200: { description: 'all', content: { 'application/json': { schema: { type: 'array' } } } },
          401: { description: 'no key' },
          404: { description: 'nothing' },
        },
      },
      post: {
        operationId: 'createNote',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['text'],
                properties: { text: { type: 'string', maxLength: 20 } },
              },
            },
          },
        },
        responses: {
          201: { description: 'made' },
          400: { description: 'wrong' },
          409: { description: 'there already' },
          401: { description: 'no key' },
        },
      },
    },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

let folder = '';
let spec = '';
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-exercised-'));
  spec = join(folder, 'notes.json');
  writeFileSync(spec, JSON.stringify(document));
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** A server with one response to every request, at an address of its own. */
function answering(status: (method: string, key: string | undefined) => number): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const key = request.headers['x-key'];
    const code = status(request.method ?? '', typeof key === 'string' ? key : undefined);
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(code === 200 ? '[]' : '{"message":"the door is shut"}');
  });
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}

async function run(target: string, more: { requireExercised?: string; report?: string[] } = {}) {
  let printed = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    const code = await conform({ spec, target, ...more });
    return { code, printed };
  } finally {
    spy.mockRestore();
  }
}

it('A server that rejects every credential gets no tick, a line with the reason, and exit code 3.', async () => {
  const report = ['junit', 'markdown', 'html'].map((kind) => `${kind}=${join(folder, kind)}`);
  const { code, printed } = await run(await answering(() => 401), { report });
  expect(code).toBe(3);
  expect(printed).not.toContain('✓');
  expect(printed).toMatch(
    /NOT EXERCISED listNotes: \d+ of \d+ valid requests answered 401 "the door is shut"; give a key/,
  );
  expect(printed).toContain('0 of 2 operations were exercised, 1 are required');
  const junit = readFileSync(join(folder, 'junit'), 'utf8');
  expect(junit).toContain('<skipped type="skipped" message="NOT EXERCISED: ');
  expect(readFileSync(join(folder, 'markdown'), 'utf8')).toContain('NOT EXERCISED listNotes');
  expect(readFileSync(join(folder, 'html'), 'utf8')).toContain('NOT EXERCISED listNotes');
});

it('A server with one working operation gets a tick there only, and --require-exercised can require both.', async () => {
  const target = await answering((method, key) =>
    key !== 'plumbline-harness-key' ? 401 : method === 'GET' ? 200 : method === 'POST' ? 409 : 405,
  );
  const { code, printed } = await run(target);
  expect(printed).toMatch(/✓ listNotes/);
  expect(printed).toMatch(/· createNote/);
  expect(printed).toMatch(/NOT EXERCISED createNote: \d+ of \d+ valid requests answered 409/);
  expect(code).toBe(0);
  expect((await run(target, { requireExercised: '100%' })).code).toBe(3);
  expect((await run(target, { requireExercised: 'createNote' })).code).toBe(3);
  expect((await run(target, { requireExercised: 'listNotes' })).code).toBe(0);
});
