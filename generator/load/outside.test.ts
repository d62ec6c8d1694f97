import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../contract/diagnostics.ts';
import { figure } from '../testing/figure.ts';
import { type LoadOptions, loadDocument } from './load.ts';

const secret = 'SECRET-OF-THIS-MACHINE';
const root = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-outside-')));
const folder = join(root, 'api');
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(() => {
  mkdirSync(join(folder, 'inner'), { recursive: true });
  mkdirSync(join(root, 'api-other'));
  const schema = JSON.stringify({ type: 'string', description: secret });
  for (const path of ['secret.json', 'secret.yaml', 'api-other/secret.json'])
    writeFileSync(join(root, path), schema);
  writeFileSync(join(root, 'secret.txt'), secret);
  writeFileSync(join(folder, 'inner/secret.json'), schema);
  writeFileSync(join(folder, 'inner/text.txt'), secret);
  writeFileSync(join(folder, 'inner/up.json'), '{"$ref":"../../secret.json"}');
  writeFileSync(join(folder, 'inner/deep.json'), `${'{"not":'.repeat(500)}true${'}'.repeat(500)}`);
  writeFileSync(join(folder, 'inner/bomb.yaml'), bomb);
  symlinkSync(join(root, 'secret.json'), join(folder, 'link.json'));
  symlinkSync(root, join(folder, 'out'));
  symlinkSync('link.json', join(folder, 'link-to-link.json'));
  symlinkSync(join(folder, 'inner'), join(folder, 'in'));
});

const bomb = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x]',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `a${n}: &a${n} [${`*a${n - 1}, `.repeat(9)}]`),
  'A: { enum: *a8 }',
].join('\n');

/** A document with a value in a place where OpenAPI has a reference. */
const withSchema = (schema: unknown): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {},
    components: { schemas: { A: schema } },
  });

/** What was read of the secret where nothing may be. */
const read: string[] = [];

function keepOut(text: string): void {
  if (text.includes(secret)) read.push(text);
  expect(text).not.toContain(secret);
}

/** What the document holds after it was loaded, or the codes of why it was not. */
async function outcome(
  text: string,
  options: LoadOptions = {},
  file = join(folder, 'a.json'),
): Promise<string> {
  try {
    return JSON.stringify((await loadDocument(file, { ...options, text })).value);
  } catch (cause) {
    if (!(cause instanceof DiagnosticError)) throw cause;
    return cause.diagnostics.map(({ code }) => code).join();
  }
}

const fileUrl = (path: string): string => pathToFileURL(join(root, path)).href;

describe('no spelling of a reference reads a file outside the folder of the document', () => {
  it.each<{ readonly ref: string; readonly want: string }>([
    { ref: '../secret.json', want: 'ref-outside' },
    { ref: '../secret.json#/description', want: 'ref-outside' },
    { ref: './../secret.yaml', want: 'ref-outside' },
    { ref: 'inner/../../secret.json', want: 'ref-outside' },
    { ref: '..\\secret.json', want: 'ref-outside' },
    { ref: 'inner\\..\\..\\secret.json', want: 'ref-outside' },
    { ref: '%2e%2e/secret.json', want: 'ref-outside' },
    { ref: '.%2E/secret.json', want: 'ref-outside' },
    { ref: '..%2fsecret.json', want: 'bad-ref' },
    { ref: '..%5csecret.json', want: 'unreadable-file' },
    { ref: ' ../secret.json', want: 'ref-outside' },
    { ref: '..\t/secret.json', want: 'ref-outside' },
    { ref: '../api-other/secret.json', want: 'ref-outside' },
    { ref: 'ROOT/secret.json', want: 'ref-outside' },
    { ref: 'ROOT/secret.json#/description', want: 'ref-outside' },
    { ref: 'file://ROOT/secret.json', want: 'ref-outside' },
    { ref: 'FILE://ROOT/secret.json', want: 'ref-outside' },
    { ref: 'file:ROOT/secret.json', want: 'ref-outside' },
    { ref: 'file://localhostROOT/secret.json', want: 'ref-outside' },
    { ref: 'file://hostROOT/secret.json', want: 'network-ref' },
    { ref: 'file://ROOT/api/out/secret.json', want: 'ref-outside' },
    { ref: 'link.json', want: 'ref-outside' },
    { ref: 'link-to-link.json', want: 'ref-outside' },
    { ref: 'out/secret.json', want: 'ref-outside' },
    { ref: 'out/api-other/secret.json', want: 'ref-outside' },
    { ref: './in/../../secret.json', want: 'ref-outside' },
    { ref: 'inner/up.json', want: 'ref-outside' },
    { ref: '/etc/passwd', want: 'ref-outside' },
    { ref: 'file:///proc/self/environ', want: 'ref-outside' },
    { ref: '/dev/zero', want: 'ref-outside' },
    { ref: '/dev/stdin', want: 'ref-outside' },
    { ref: 'a\0/../../secret.json', want: 'ref-outside' },
    { ref: '~/secret.json', want: 'unreadable-file' },
    { ref: 'data:application/json,{"description":"x"}', want: 'network-ref' },
  ])('$ref', async ({ ref, want }) => {
    const got = await outcome(withSchema({ $ref: ref.replace('ROOT', root) }));
    keepOut(got);
    expect(got).toBe(want);
  });

  it.each<{ readonly title: string; readonly ref: string }>([
    { title: 'beside the document', ref: 'inner/secret.json' },
    { title: 'through a link that stays within', ref: 'in/secret.json' },
    { title: 'with a dot before it', ref: './inner/./secret.json' },
  ])('a file is read $title', async ({ ref }) => {
    expect(await outcome(withSchema({ $ref: ref }))).toContain(secret);
  });

  it.each<{ readonly title: string; readonly ref: string }>([
    { title: 'a path', ref: '../secret.json' },
    { title: 'a link', ref: 'link.json' },
    { title: 'a file that is read', ref: 'inner/up.json' },
  ])('a folder that is allowed is read through $title', async ({ ref }) => {
    expect(await outcome(withSchema({ $ref: ref }), { allowPaths: [root] })).toContain(secret);
  });
});

afterAll(() => {
  figure({
    issue: 17,
    what: 'reads outside the folder of a document, 34 spellings in references and 10 in data; 12 ways to hosts that are not named',
    expected: '0',
    seen: `${read.length}`,
    ok: read.length === 0,
  });
});

describe('only where OpenAPI or JSON Schema has a reference', () => {
  const paths = (operation: object): object => ({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { get: { operationId: 'a', responses: { 200: { description: 'ok' } }, ...operation } } },
  });
  const inside = { $ref: 'inner/secret.json' };
  it.each<{ readonly title: string; readonly document: object }>([
    { title: 'a description', document: { ...paths({ description: inside }) } },
    { title: 'the title', document: { ...paths({}), info: { title: inside, version: '1' } } },
    {
      title: 'a const',
      document: paths({ parameters: [{ name: 'a', in: 'query', schema: { const: inside } }] }),
    },
    {
      title: 'an enum',
      document: paths({ parameters: [{ name: 'a', in: 'query', schema: { enum: [inside] } }] }),
    },
    {
      title: 'a default',
      document: paths({ parameters: [{ name: 'a', in: 'query', schema: { default: inside } }] }),
    },
    {
      title: 'an example',
      document: paths({ parameters: [{ name: 'a', in: 'query', schema: {}, example: inside }] }),
    },
    {
      title: 'the value of an example',
      document: paths({
        parameters: [{ name: 'a', in: 'query', schema: {}, examples: { b: { value: inside } } }],
      }),
    },
    { title: 'an extension', document: { ...paths({}), 'x-a': inside } },
    { title: 'a tag', document: { ...paths({}), tags: [inside] } },
    { title: 'a server', document: { ...paths({}), servers: [inside] } },
  ])('$title is not replaced by a file', async ({ document }) => {
    keepOut(await outcome(JSON.stringify(document)));
  });
});

describe('every file of a document is guarded as the first is', () => {
  it.each<{ readonly title: string; readonly ref: string; readonly want: string }>([
    { title: 'text that is not an object', ref: 'inner/text.txt', want: 'not-an-object' },
    { title: '500 levels', ref: 'inner/deep.json', want: 'too-large' },
    { title: 'a YAML bomb', ref: 'inner/bomb.yaml#/A', want: 'too-large' },
    { title: 'a folder', ref: 'inner', want: 'unreadable-file' },
    { title: 'nothing', ref: 'inner/none.json', want: 'unreadable-file' },
  ])('$title is refused', async ({ ref, want }) => {
    const got = await outcome(withSchema({ $ref: ref }));
    keepOut(got);
    expect(got).toBe(want);
  });

  it.each(['/dev/zero', '/dev/tty', '/dev/null'])('%s is refused as a document', async (file) => {
    await expect(loadDocument(file)).rejects.toThrow('unreadable-file');
  });

  it.skipIf(process.platform === 'win32')('a named pipe without a writer is refused at once', async () => {
    const pipe = join(folder, 'pipe.json');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    await expect(loadDocument(pipe)).rejects.toThrow('not a regular file');
    expect(await outcome(withSchema({ $ref: 'pipe.json' }))).toBe('unreadable-file');
  });
});

describe('the web', () => {
  const requested: string[] = [];
  const servers: Server[] = [];
  let host = '';
  let other = '';
  const listen = async (respond: (url: string) => string | undefined): Promise<string> => {
    const server = createServer(({ url = '' }, response) => {
      requested.push(url);
      const text = respond(url);
      if (url === '/moved') response.writeHead(302, { location: `http://${other}/b.json` }).end();
      else if (url === '/slow') response.write('{');
      else response.end(text);
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  beforeAll(async () => {
    other = await listen(() => JSON.stringify({ description: secret }));
    const refs: Readonly<Record<string, string>> = {
      '/to-file': fileUrl('api/inner/secret.json'),
      '/to-path': join(folder, 'inner/secret.json'),
      '/to-other': `http://${other}/b.json`,
      '/beside/a.json': 'b.json',
    };
    host = await listen((url) => {
      if (url === '/beside/b.json') return JSON.stringify({ description: 'beside' });
      if (url === '/beside/doc.json') return withSchema({ $ref: './b.json' });
      if (url === '/doc-to-file') return withSchema({ $ref: fileUrl('api/inner/secret.json') });
      if (url === '/doc-to-other') return withSchema({ $ref: `http://${other}/b.json` });
      return JSON.stringify(refs[url] === undefined ? { type: 'null' } : { $ref: refs[url] });
    });
  });
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it.each<{
    readonly title: string;
    readonly ref: () => string;
    readonly hosts: () => readonly string[];
    readonly want: string;
  }>([
    {
      title: 'no host is allowed',
      ref: () => `http://${other}/b.json`,
      hosts: () => [],
      want: 'network-ref',
    },
    {
      title: 'another host is allowed',
      ref: () => `http://${other}/b.json`,
      hosts: () => ['example.com'],
      want: 'network-ref',
    },
    {
      title: 'another port is allowed',
      ref: () => `http://${other}/b.json`,
      hosts: () => ['127.0.0.1'],
      want: 'network-ref',
    },
    { title: 'the scheme is left out', ref: () => `//${other}/b.json`, hosts: () => [], want: 'network-ref' },
    {
      title: 'with backslashes',
      ref: () => `http:\\\\${other}\\b.json`,
      hosts: () => [],
      want: 'network-ref',
    },
    {
      title: 'another spelling of the address',
      ref: () => `http://2130706433:${other.split(':')[1]}/b`,
      hosts: () => [],
      want: 'network-ref',
    },
    {
      title: 'the name of an allowed host before an @',
      ref: () => `http://${host}@${other}/b.json`,
      hosts: () => [host],
      want: 'network-ref',
    },
    { title: 'in capitals', ref: () => `HTTP://${other}/b.json`, hosts: () => [], want: 'network-ref' },
    {
      title: 'an allowed host leads on',
      ref: () => `http://${host}/to-other`,
      hosts: () => [host],
      want: 'network-ref',
    },
    {
      title: 'an allowed host redirects',
      ref: () => `http://${host}/moved`,
      hosts: () => [host],
      want: 'redirect-refused',
    },
    {
      title: 'another scheme',
      ref: () => `ftp://${other}/b.json`,
      hosts: () => [other],
      want: 'network-ref',
    },
    { title: 'a socket', ref: () => `ws://${other}/b.json`, hosts: () => [other], want: 'network-ref' },
  ])('a host that is not named is not contacted: $title', async ({ ref, hosts, want }) => {
    requested.length = 0;
    const got = await outcome(withSchema({ $ref: ref() }), { allowHosts: hosts() });
    expect(got).toBe(want);
    expect(requested).not.toContain('/b.json');
  });

  it.each(['/to-file', '/to-path'])(
    'a file of the web never reaches files of this machine: %s',
    async (path) => {
      const got = await outcome(withSchema({ $ref: `http://${host}${path}` }), { allowHosts: [host] });
      keepOut(got);
      expect(got).toMatch(/^ref-outside$|"type":"null"/);
    },
  );

  it('a host that is allowed is contacted', async () => {
    const got = await outcome(withSchema({ $ref: `http://${other}/b.json` }), { allowHosts: [other] });
    expect(got).toContain(secret);
  });

  it('a document on the web has its own host, and no other, and no file', async () => {
    const load = async (path: string): Promise<string> => {
      try {
        return JSON.stringify((await loadDocument(`http://${host}${path}`)).value);
      } catch (cause) {
        return (cause as DiagnosticError).diagnostics.map(({ code }) => code).join();
      }
    };
    expect(await load('/beside/doc.json')).toContain('beside');
    expect(await load('/doc-to-other')).toBe('network-ref');
    expect(await load('/doc-to-file')).toBe('ref-outside');
  });

  it('a response that does not end is given up', async () => {
    await expect(loadDocument(`http://${host}/slow`, { timeout: 200 })).rejects.toThrow(
      'did not end within 200 ms',
    );
  });
});
