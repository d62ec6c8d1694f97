import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Diagnostic, DiagnosticError } from '../contract/diagnostics.ts';
import { valueAt } from '../json/pointer.ts';
import { loadDocument, type OpenApiDocument } from './load.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-load-'));
});
afterAll(() => rm(folder, { recursive: true }));

const head = '{"openapi":"3.1.0","info":{"title":"T","version":"1"}';

/** Loads a text from a file and gives the first diagnostic's `code line:column`; a warning is called one. */
async function refusal(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  const warnings: string[] = [];
  const onWarning = ({ code, line, column }: Diagnostic): void => {
    warnings.push(`warning ${code} ${line}:${column}`);
  };
  try {
    await loadDocument(file, { onWarning });
    return warnings[0] ?? 'accepted';
  } catch (cause) {
    if (!(cause instanceof DiagnosticError)) throw cause;
    const [first] = cause.diagnostics;
    return `${first?.code} ${first?.line}:${first?.column}`;
  }
}

describe('a document that is wrong is refused with its place', () => {
  const cases: readonly {
    readonly title: string;
    readonly file: string;
    readonly text: string;
    readonly want: string;
  }[] = [
    {
      title: 'a stray comma',
      file: 'a.json',
      text: '{"openapi": "3.1.0",\n  "info": {"title": "T",, "version": "1"}}',
      want: 'not-json 2:25',
    },
    { title: 'JSON cut off', file: 'b.json', text: '{"openapi": "3.1.0"', want: 'not-json 1:20' },
    {
      title: 'YAML with a tab',
      file: 'c.yaml',
      text: 'openapi: 3.1.0\ninfo:\n\ttitle: T\n',
      want: 'not-yaml 3:1',
    },
    {
      title: 'a key twice in YAML',
      file: 'd.yaml',
      text: 'openapi: 3.1.0\ninfo:\n  title: T\n  title: U\n',
      want: 'not-yaml 4:3',
    },
    { title: 'Swagger 1.2', file: 'e.yaml', text: 'swagger: "1.2"\ninfo: {}\n', want: 'not-openapi 1:10' },
    { title: 'no version', file: 'f.json', text: '{"info": {}}', want: 'not-openapi 1:1' },
    {
      title: 'an unknown version',
      file: 'g.json',
      text: '{\n  "openapi": "4.0.0"}',
      want: 'not-openapi 2:3',
    },
    { title: 'a list', file: 'h.json', text: '[]', want: 'not-an-object 1:1' },
    {
      title: 'a $ref to nowhere',
      file: 'i.json',
      text: `${head},\n"paths":{"/a":{"get":{"responses":{"200":{\n"$ref":"#/components/responses/None"}}}}}}`,
      want: 'ref-not-found 3:1',
    },
    {
      title: 'a $ref to a host',
      file: 'j.json',
      text: `${head},"paths":{},"components":{"schemas":{"A":\n{"$ref":"https://example.com/a.json"}}}}`,
      want: 'network-ref 2:2',
    },
    {
      title: 'no title',
      file: 'k.json',
      text: '{"openapi":"3.1.0",\n"info":{"version":"1"},"paths":{}}',
      want: 'warning read-otherwise 2:1',
    },
    { title: 'a sound document', file: 'l.json', text: `${head},"paths":{}}`, want: 'accepted' },
    {
      title: 'a server variable that is described',
      file: 'm.json',
      text: `${head},"paths":{},"servers":[{"url":"https://{a}.test","variables":{"a":{"default":"b","description":"c"}}}]}`,
      want: 'accepted',
    },
    {
      title: 'a server variable whose description is not a text',
      file: 'n.json',
      text: `${head},"paths":{},"servers":[{"url":"https://{a}.test","variables":{\n"a":{"default":"b","description":7}}}]}`,
      want: 'warning read-otherwise 2:20',
    },
  ];
  it.each(cases)('$title', async ({ file, text, want }) => {
    expect(await refusal(file, text)).toBe(want);
  });
});

it('a response called default and a header called x-... are not data: what they refer to is there', async () => {
  const response =
    '"responses":{"default":{"$ref":"#/components/responses/A"},"200":{"description":"b","headers":{"x-a":{"$ref":"#/components/headers/H"}}}}';
  const components = '"components":{"responses":{"A":{"description":"a"}},"headers":{"H":{"schema":{}}}}';
  expect(await refusal('n.json', `${head},"paths":{"/a":{"get":{${response}}}},${components}}`)).toBe(
    'accepted',
  );
  const text = `${head.replace('3.1.0', '3.0.3')},"paths":{"/a":{"get":{${response}}}},${components}}`;
  expect(await refusal('o.json', text)).toBe('accepted');
  expect(await refusal('p.json', text.replace('responses/A', 'responses/B'))).toBe('ref-not-found 1:101');
});

it('a list of things with members named as methods of objects is compared', async () => {
  const parameter = (name: string): string =>
    `{"name":"${name}","in":"query","content":{"application/json":{"schema":{"properties":{"toString":{},"valueOf":{}}}}}}`;
  const document = (...names: readonly string[]): string =>
    `${head.replace('3.1.0', '3.0.3')},"paths":{"/a":{"get":{"parameters":[${names.map(parameter).join()}],"responses":{"200":{"description":"b"}}}}}}`;
  expect(await refusal('q.json', document('a', 'b'))).toBe('accepted');
  expect(await refusal('r.json', document('a', 'a'))).toMatch(/^warning read-otherwise/);
});

it('an overlay puts right what cannot be read by itself, and what it leaves is refused', async () => {
  const file = join(folder, 'corrected.json');
  const get = { operationId: 'same', responses: { 204: { description: 'done' } } };
  const paths = { '/a': { get }, '/b': { get } };
  await writeFile(file, JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }));
  const overlay = async (name: string, target: string, update: string): Promise<string> => {
    const path = join(folder, name);
    const text = `overlay: 1.0.0\ninfo: { title: N, version: 1.0.0 }\nactions:\n  - target: ${target}\n    update: ${update}\n`;
    await writeFile(path, text);
    return path;
  };
  const correcting = await overlay('correcting.yaml', "$.paths['/b'].get", '{ operationId: other }');
  const other = await overlay('other.yaml', '$.info', '{ description: none }');
  const { value } = await loadDocument(file, { overlays: [correcting] });
  expect(value['paths']).toMatchObject({ '/b': { get: { operationId: 'other' } } });
  await expect(loadDocument(file, { overlays: [other] })).rejects.toThrow('duplicate-operation-id');
});

it('what is read otherwise is a warning, and an error on request', async () => {
  const file = join(folder, 'strict.json');
  await writeFile(file, '{"openapi":"3.1.0","info":{"title":"T","version":1},"paths":{}}');
  const warnings: string[] = [];
  const { value } = await loadDocument(file, { onWarning: ({ message }) => warnings.push(message) });
  expect(value['info']).toEqual({ title: 'T', version: '1' });
  expect(warnings).toEqual(['must be string: read as "1"']);
  await expect(loadDocument(file, { strict: true })).rejects.toThrow('must be string');
});

it('a value that is not a schema is refused with its place', async () => {
  const file = join(folder, 'none.json');
  await writeFile(
    file,
    '{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":{"A":{"properties":{"b":"string"}}}}}',
  );
  const refused = await loadDocument(file).catch((cause: DiagnosticError) => cause.diagnostics);
  expect(refused).toMatchObject([
    {
      code: 'invalid-document',
      pointer: '#/components/schemas/A/properties/b',
      message: 'not valid OpenAPI: must be object, is "string"',
    },
  ]);
});

it('a reference to another file is brought in', async () => {
  await writeFile(join(folder, 'pet.yaml'), 'type: object\nproperties:\n  name: { type: string }\n');
  await writeFile(
    join(folder, 'root.yaml'),
    'openapi: 3.1.0\ninfo: { title: T, version: "1" }\npaths: {}\ncomponents:\n  schemas:\n    Pet: { $ref: ./pet.yaml }\n',
  );
  const { value } = await loadDocument(join(folder, 'root.yaml'));
  expect(value['components']).toEqual({
    schemas: { Pet: { type: 'object', properties: { name: { type: 'string' } } } },
  });
});

it('an example that holds $ref is data', async () => {
  const text = `${head},"paths":{},"components":{"schemas":{"A":{"type":"object","example":{"$ref":"#/nowhere"}}}}}`;
  expect(await refusal('m.json', text)).toBe('accepted');
});

it('an overlaid place points into the overlay, an untouched one into the document', async () => {
  await writeFile(
    join(folder, 'doc.json'),
    `${head},\n"paths":{"/a":{"get":{"responses":{"200":{"description":"ok"}}}}}}`,
  );
  await writeFile(
    join(folder, 'names.yaml'),
    "overlay: 1.0.0\ninfo: { title: N, version: 1.0.0 }\nactions:\n  - target: $.paths['/a'].get\n    x-evidence: vendor-docs\n    update: { operationId: getA }\n",
  );
  const { origin } = await loadDocument(join(folder, 'doc.json'), { overlays: [join(folder, 'names.yaml')] });
  const written = origin('#/paths/~1a/get/operationId');
  expect([written.overlay?.evidence, written.position()]).toEqual(['vendor-docs', { line: 4, column: 5 }]);
  expect([origin('#/paths/~1a/get').overlay, origin('#/paths/~1a/get').position()]).toEqual([
    undefined,
    { line: 2, column: 16 },
  ]);
});

describe('references to the network', () => {
  const remote = JSON.stringify({ type: 'string', minLength: 3 });
  let server: Server;
  let host = '';
  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { location: `http://127.0.0.1:1/a.json` }).end();
      else response.end(remote);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  const load = (path: string, allowHosts: readonly string[]) =>
    loadDocument('a.json', {
      text: `${head},"paths":{},"components":{"schemas":{"A":{"$ref":"http://${host}/${path}"}}}}`,
      allowHosts,
    });

  it('are followed to a host that is allowed', async () => {
    const { value } = await load('a.json', [host]);
    expect(JSON.stringify(value)).toContain('"minLength":3');
  });

  it.each([
    { title: 'to any other host', path: 'a.json', hosts: () => ['example.com'], want: 'network-ref' },
    {
      title: 'to that name on another port',
      path: 'a.json',
      hosts: () => ['127.0.0.1'],
      want: 'network-ref',
    },
    { title: 'from there on to another', path: 'moved', hosts: () => [host], want: 'redirect-refused' },
  ])('are refused $title', async ({ path, hosts, want }) => {
    await expect(load(path, hosts())).rejects.toThrow(want);
  });
});

it('a document names no environment variable, an overlay does', async () => {
  const file = join(folder, 'env.json');
  const text = `${head},"paths":{},"components":{"securitySchemes":{"k":{"type":"http","scheme":"bearer","x-plumbline-env":"AWS_KEY"}}}}`;
  await writeFile(file, text);
  const notes: string[] = [];
  const env = ({ value }: OpenApiDocument): unknown =>
    valueAt(value, '#/components/securitySchemes/k/x-plumbline-env');
  const bare = await loadDocument(file, { onWarning: ({ code }) => notes.push(code) });
  expect([env(bare), notes]).toEqual([undefined, ['env-suggested']]);
  const overlay = join(folder, 'env.yaml');
  await writeFile(
    overlay,
    'overlay: 1.0.0\ninfo: { title: N, version: 1.0.0 }\nactions:\n  - target: $.components.securitySchemes.k\n    update: { x-plumbline-env: T_KEY }\n',
  );
  expect(env(await loadDocument(file, { overlays: [overlay] }))).toBe('T_KEY');
});
