import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { library, printShop } from '../../../conformance/examples/index.ts';
import { loadContract } from '../../../generator/index.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { explain } from '../../run/explanation.ts';

const run = promisify(execFile);

describe('explain', () => {
  it('lists names, roles, keys and parents of a CRUD document', async () => {
    const { operations, resources } = explain(await loadContract(library.document));
    const rows = operations.map(({ operationId, role, resource, call }) => [
      operationId,
      role,
      resource,
      call,
    ]);
    expect(rows.slice(5, 10)).toEqual([
      ['listBooks', 'list', '/authors/{authorId}/books', 'client.books.list'],
      ['createBook', 'create', '/authors/{authorId}/books', 'client.books.create'],
      ['getBook', 'retrieve', '/authors/{authorId}/books', 'client.books.retrieve'],
      ['updateBook', 'update', '/authors/{authorId}/books', 'client.books.update'],
      ['deleteBook', 'delete', '/authors/{authorId}/books', 'client.books.delete'],
    ]);
    expect(resources[1]).toMatchObject({
      parent: '/authors',
      keys: [{ parameter: 'bookId', member: ['id'] }],
      created: { in: 'response', members: ['id'] },
      holders: { listBooks: ['books'] },
    });
  });

  it('lists the orders of lists, and what actions do to states', async () => {
    const { sorts, actions } = explain(await loadContract(library.document));
    expect(sorts.map(({ inference }) => inference.what)).toEqual([
      'GET /authors?sort=name orders by name, ascending',
      'GET /authors?sort=-name orders by name, descending',
      'GET /authors?sort=born orders by born, ascending',
      'GET /authors?sort=-born orders by born, descending',
      'GET /readings?sort=seats&order=asc orders by seats, ascending',
      'GET /readings?sort=seats&order=desc orders by seats, descending',
      'GET /readings?sort=place&order=asc orders by place, ascending',
      'GET /readings?sort=place&order=desc orders by place, descending',
    ]);
    expect(actions.map(({ operationId, to, words }) => [operationId, to, words])).toEqual([
      ['confirmReading', 'confirmed', 'Only from planned'],
      ['closeReading', 'closed', 'Only from confirmed'],
      ['cancelReading', 'cancelled', 'The reading is closed or cancelled already'],
    ]);
  });

  it('lists paging, streams, variants, credentials and how ids flow', async () => {
    const { operations, references, credentials } = explain(await loadContract(printShop.document));
    const at = (id: string) => operations.find(({ operationId }) => operationId === id);
    expect(at('listDocuments')?.pagination).toMatchObject({ style: 'cursor', next: ['nextCursor'] });
    expect(at('watchJob')?.stream).toMatchObject({ format: 'events' });
    expect(at('getStatus')?.credentials).toEqual([]);
    expect(at('createJob')?.credentials).toEqual([['token']]);
    expect(references.filter((each) => each.in === 'body')).toEqual([
      expect.objectContaining({ operationId: 'createJob', members: ['documentId'], resource: '/documents' }),
    ]);
    expect(credentials).toEqual([
      { name: 'token', type: 'http', sentAs: 'header Authorization (bearer)', env: expect.any(String) },
    ]);
  });

  it('names an extension that means nothing here once, and no property of that name', () => {
    const schema = { type: 'object', properties: { 'x-name': { type: 'string' } } };
    const operation = {
      'x-vendor': 1,
      responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
    };
    const { ignored } = explain(
      contractOf({ paths: { '/a': { get: operation }, '/b': { get: operation } } }),
    );
    expect(ignored.map(({ what }) => what)).toEqual(['x-vendor is ignored, 2 times']);
  });

  it('an overlay changes what it says', () => {
    const answered = { responses: { 200: { description: 'ok' } } };
    const roleWith = (resource: unknown) =>
      explain(
        contractOf({ paths: { '/things': { post: { ...answered, 'x-plumbline-resource': resource } } } }),
      ).operations[0]?.role;
    expect([roleWith(undefined), roleWith({ role: 'action' }), roleWith(false)]).toEqual([
      'create',
      'action',
      'action',
    ]);
  });

  it('the command prints the reasons, and the line that changes each', async () => {
    const command = ['--import', 'tsx', 'scripts/plumbline.ts', 'explain', printShop.document];
    const { stdout } = await run(process.execPath, command);
    expect(stdout).toContain('POST /jobs/{jobId}/cancel\n    action of /jobs, client.jobs.cancel,');
    const long = stdout
      .split('\n')
      .filter((line) => line.length > 80 && !/change it: |^ {2}[A-Z]+ /.test(line));
    expect(long).toEqual([]);
    expect(stdout).toContain('because cancel says what is done');
    expect(stdout).toContain("$.paths['/jobs/{jobId}/cancel'].post");
  });
});
