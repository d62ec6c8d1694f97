import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract, Dialect } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { createJudge } from '../judge/judge.ts';
import { sourceOf } from '../render/source.ts';
import type { ValidationError } from '../schema/compile.ts';
import { counted } from '../testing/counted.ts';
import { figure } from '../testing/figure.ts';
import type { GeneratedFile } from './emitter.ts';
import { validators } from './validators.ts';

const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } });
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const nasty = `*/ alert(1) //\u2028\`$${'{1}'}\`</script>\n"`;

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: nasty, version: '1' },
  paths: {
    '/pets': {
      post: {
        operationId: 'addPet',
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1 } }],
        requestBody: json(ref('Pet')),
        responses: {
          '200': json(ref('Pet')),
          '4XX': json({ type: 'object', required: ['error'], properties: { error: { type: 'string' } } }),
        },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: 'object',
        required: ['id', 'name'],
        properties: {
          id: { type: 'integer', readOnly: true },
          name: { type: 'string', minLength: 1 },
          parents: { type: 'array', items: ref('Pet') },
          born: { type: 'string', format: 'date' },
          toy: ref('Toy'),
        },
      },
      Toy: {
        oneOf: [
          {
            type: 'object',
            required: ['kind'],
            properties: { kind: { const: 'ball' }, size: { type: 'number' } },
          },
          {
            type: 'object',
            required: ['kind'],
            properties: { kind: { const: 'rope' }, length: { type: 'number' } },
          },
        ],
      },
      Nasty: {
        type: 'object',
        required: ['toString', '__proto__', nasty],
        properties: { [nasty]: { const: nasty, pattern: 'a' }, constructor: { type: 'number' } },
        additionalProperties: false,
        description: nasty,
      },
      Bent: {
        properties: { a: {} },
        if: { required: ['a'] },
        then: { properties: { b: {} } },
        else: { allOf: [{ properties: { c: {} } }] },
      },
      Wide: { properties: { a: {} }, if: { required: ['a'] }, else: { additionalProperties: {} } },
      Loose: { properties: { a: {} }, anyOf: [{ required: ['a'] }, { properties: { b: {} } }] },
      Unique: { type: 'array', uniqueItems: true },
      Python: { type: 'string', pattern: '(?P<year>\\d+)', maxLength: 4 },
    },
  },
};

const contractOf = (value: JsonObject, dialect: Dialect = '3.1'): Contract =>
  buildContract({ value, dialect, origin: (pointer) => ({ file: 'x', pointer, position: () => undefined }) });

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

interface Emitted {
  readonly [name: string]: (value: unknown, more?: string) => unknown;
}

let folder = '';
let emitted: Emitted;
interface OperationValidators {
  readonly [name: string]: (...args: readonly unknown[]) => readonly ValidationError[] | undefined;
}
let operation: OperationValidators;
let files: readonly GeneratedFile[] = [];

const textOf = (path: string): string => {
  const file = files.find((one) => one.path === `src/validators/${path}`);
  return file?.kind === 'text' ? file.text : '';
};

beforeAll(async () => {
  files = await validators.emit(contractOf(document), {});
  folder = mkdtempSync(join(tmpdir(), 'plumbline-validators-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const file of files) {
    const text = file.kind === 'text' ? file.text : file.kind === 'source' ? sourceOf(file.source) : '';
    const path = join(folder, file.path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, transformSync(text, { loader: 'ts' }).code);
  }
  const load = (path: string) =>
    import(/* @vite-ignore */ pathToFileURL(join(folder, 'src/validators', path)).href);
  emitted = await load('index.js');
  operation = (await load('operations.js')).addPet;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

counted(
  4,
  'emitted modules: one schema one module, hostile values, worker without code from strings, page under CSP',
  'all',
);

describe('emitted validators', () => {
  it('are the same text every time', async () => {
    expect(await validators.emit(contractOf(structuredClone(document)), {})).toEqual(files);
  });

  it('import nothing from outside and make no code', () => {
    for (const file of files) {
      const text = file.kind === 'text' ? file.text : file.kind === 'source' ? sourceOf(file.source) : '';
      for (const [, from] of text.matchAll(/from '([^']+)'/g)) expect(from).toMatch(/^\.\.?\//);
      expect(text).not.toMatch(/require\(|new Function|\beval\(/);
    }
  });

  it('keep what speaks of a schema together: a change of Toy is seen in the lines of Toy alone', async () => {
    const altered = structuredClone(document) as { components: { schemas: Record<string, object> } };
    altered.components.schemas['Toy'] = { type: 'string', maxLength: 3 };
    const after = await validators.emit(contractOf(altered as unknown as JsonObject), {});
    const changed = after.filter((file, index) => JSON.stringify(file) !== JSON.stringify(files[index]));
    expect(changed.map(({ path }) => path)).toEqual(['src/validators/models.ts']);
    const before = new Set(textOf('models.ts').split('\n'));
    const [text] = changed.map((file) => (file.kind === 'text' ? file.text : ''));
    const added = (text ?? '')
      .split('\n')
      .filter((line) => !before.has(line) && !/^(import| {2}[\w, ]+,$)/.test(line));
    expect(added).toEqual(["  return aSizedString(value, report, 'Toy', undefined, undefined, 3);"]);
  });

  const pet = { id: 1, name: 'Rex', toy: { kind: 'ball' } };
  it.each<{ readonly name: string; readonly value: unknown; readonly count: number }>([
    { name: 'Pet', value: pet, count: 0 },
    { name: 'Pet', value: { name: 'Rex' }, count: 1 },
    { name: 'PetInput', value: { name: 'Rex' }, count: 0 },
    { name: 'Pet', value: { ...pet, name: '', toy: { kind: 'bal' }, born: '2023-02-29' }, count: 3 },
    { name: 'Pet', value: { ...pet, parents: [pet, { ...pet, id: 'x' }] }, count: 1 },
    { name: 'Toy', value: { kind: 'rope', length: 'x' }, count: 1 },
    { name: 'Toy', value: {}, count: 1 },
    { name: 'Nasty', value: {}, count: 3 },
    {
      name: 'Nasty',
      value: JSON.parse(JSON.stringify({ toString: 1, [nasty]: nasty }).replace('{', '{"__proto__":1,')),
      count: 2,
    },
    {
      name: 'Unique',
      value: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      count: 1,
    },
    { name: 'Python', value: 'abcde', count: 1 },
  ])('$name of $value has $count errors', ({ name, value, count }) => {
    const errors = emitted[`validate${name}`]?.(value, 'all') as readonly ValidationError[];
    expect(errors.map(({ instanceLocation, message }) => `${instanceLocation} ${message}`)).toHaveLength(
      count,
    );
    expect(emitted[`is${name}`]?.(value)).toBe(count === 0);
    const first = emitted[`validate${name}`]?.(value) as readonly ValidationError[];
    expect(first).toHaveLength(Math.min(1, count));
    if (count > 0) expect(errors).toContainEqual(first[0]);
    const judge = createJudge(document, '3.1', name === 'PetInput' ? 'request' : 'response');
    if (name !== 'Python')
      expect(judge.accepts(`#/components/schemas/${name === 'PetInput' ? 'Pet' : name}`, value)).toBe(
        count === 0,
      );
  });

  it('judge each part of an operation', () => {
    const { validateRequest, validateResponse, validateParameter } = operation;
    expect(validateRequest?.({ name: 'Rex' })).toEqual([]);
    expect(validateRequest?.({ name: 1 })).toHaveLength(1);
    expect(validateRequest?.({ name: 1 }, 'text/plain')).toBeUndefined();
    expect(validateRequest?.({ name: 1 }, 'Application/JSON; charset=utf-8')).toHaveLength(1);
    expect(validateResponse?.(404, {}, 'application/json;charset=utf-8')).toHaveLength(1);
    expect(validateResponse?.(404, {}, 'constructor')).toBeUndefined();
    expect(validateResponse?.(200, { name: 'Rex' })).toHaveLength(1);
    expect(validateResponse?.(404, { error: 'x' })).toEqual([]);
    expect(validateResponse?.(404, {})).toHaveLength(1);
    expect(validateResponse?.(500, {})).toBeUndefined();
    expect(validateParameter?.('query', 'limit', 0)).toHaveLength(1);
    expect(validateParameter?.('query', 'other', 0)).toBeUndefined();
    expect(validateRequest?.({ name: 1, toy: {} })).toHaveLength(1);
    expect(validateRequest?.({ name: 1, toy: {} }, undefined, 'all')).toHaveLength(2);
    expect(validateRequest?.({ name: 'Rex' }, undefined, 'all')).toEqual([]);
    expect(validateResponse?.(404, {}, undefined, 'all')).toHaveLength(1);
    expect(validateResponse?.(500, {}, undefined, 'all')).toBeUndefined();
  });

  it('speak Standard Schema, version 1', () => {
    const { petSchema } = emitted as unknown as Record<
      string,
      { '~standard': { validate(value: unknown): unknown; vendor: string; version: number } }
    >;
    const standard = petSchema?.['~standard'];
    expect([standard?.version, standard?.vendor]).toEqual([1, 'plumbline']);
    expect(standard?.validate(pet)).toEqual({ value: pet });
    expect(standard?.validate({ ...pet, parents: [{}] })).toEqual({
      issues: [{ message: 'lacks the member "id"', path: ['parents', '0'] }],
    });
  });

  it.each<{ readonly name: string; readonly value: unknown; readonly want: readonly string[] }>([
    { name: 'Pet', value: pet, want: [] },
    {
      name: 'Pet',
      value: { ...pet, nam: 'x', parents: [{ ...pet, Toy: 1 }] },
      want: ['/nam name', '/parents/0/Toy toy'],
    },
    { name: 'Toy', value: { kind: 'ball', length: 1, zzzzz: 2 }, want: ['/length ', '/zzzzz '] },
    { name: 'Nasty', value: { x: 1 }, want: ['/x '] },
    { name: 'Loose', value: { a: 1, anything: 2 }, want: [] },
    { name: 'Bent', value: { a: 1, b: 2, c: 3, zzzzz: 4 }, want: ['/zzzzz '] },
    { name: 'Wide', value: { a: 1, anything: 2 }, want: [] },
    { name: 'Pet', value: null, want: [] },
  ])('list members the document does not name, on request: $name of $value', ({ name, value, want }) => {
    const schema = emitted[`${name.charAt(0).toLowerCase()}${name.slice(1)}Schema`] as unknown as {
      undeclared(value: unknown): readonly ValidationError[];
    };
    const found = schema.undeclared(value);
    const suggestion = (message: string) => /did you mean "(.*)"/.exec(message)?.[1] ?? '';
    expect(
      found.map(({ instanceLocation, message }) => `${instanceLocation} ${suggestion(message)}`),
    ).toEqual(want);
  });

  it('give an error in two lines', () => {
    const errors = emitted['validatePet']?.({ ...pet, toy: { kind: 'rope', length: 'x' } }, 'all');
    const [error] = errors as readonly ValidationError[];
    expect(emitted['formatError']?.(error)).toBe(
      '/toy/length must be number, is "x"\n  by #/components/schemas/Toy/oneOf/1/properties/length/type (as kind is "rope")',
    );
    // With the text of the document, it also says where to look.
    const [, second] = String(emitted['formatError']?.(error, JSON.stringify(document, null, 2))).split('\n');
    const line = JSON.stringify(document, null, 2).split('\n')[
      Number(/, line (\d+) /.exec(second ?? '')?.[1]) - 1
    ];
    expect(line).toContain('"type": "number"');
  });

  const cyclic: Record<string, unknown> = { id: 1, name: 'x' };
  cyclic['parents'] = [cyclic];
  let deep: unknown = { id: 1, name: 'x' };
  for (let depth = 0; depth < 100_000; depth++) deep = { id: 1, name: 'x', parents: [deep] };
  const cyclicList: unknown[] = [];
  cyclicList.push(cyclicList, 1);
  const getter = Object.defineProperty({ name: 'x' }, 'id', { get: () => 1, enumerable: true });
  it.each<{
    readonly what: string;
    readonly name: string;
    readonly value: unknown;
    readonly valid: boolean;
    readonly keyword: string;
  }>([
    { what: 'depth 100,000', name: 'Pet', value: deep, valid: false, keyword: 'depth' },
    { what: 'a value that holds itself', name: 'Pet', value: cyclic, valid: false, keyword: 'depth' },
    { what: 'a list that holds itself', name: 'Unique', value: cyclicList, valid: false, keyword: 'depth' },
    {
      what: '10 MB of text',
      name: 'Pet',
      value: { id: 1, name: 'x'.repeat(10_000_000) },
      valid: true,
      keyword: '',
    },
    {
      what: '10 MB where 4 characters are allowed',
      name: 'Python',
      value: 'x'.repeat(10_000_000),
      valid: false,
      keyword: 'maxLength',
    },
    {
      what: '__proto__ as a member',
      name: 'Pet',
      value: JSON.parse('{"id":1,"name":"x","__proto__":{"id":"x"}}'),
      valid: true,
      keyword: '',
    },
    {
      what: 'an inherited member does not count',
      name: 'Nasty',
      value: { constructor: 1 },
      valid: false,
      keyword: 'required',
    },
    { what: 'a getter', name: 'Pet', value: getter, valid: true, keyword: '' },
    { what: 'BigInt', name: 'Pet', value: { id: 10n, name: 'x' }, valid: false, keyword: 'type' },
    { what: 'NaN', name: 'Pet', value: { id: Number.NaN, name: 'x' }, valid: false, keyword: 'type' },
    { what: 'a symbol', name: 'Pet', value: Symbol('x'), valid: false, keyword: 'type' },
  ])('stand hostile values: $what', ({ name, value, valid, keyword }) => {
    const started = performance.now();
    expect(emitted[`is${name}`]?.(value)).toBe(valid);
    const errors = emitted[`validate${name}`]?.(value, 'all') as readonly ValidationError[];
    expect(performance.now() - started).toBeLessThan(2000);
    expect(errors.length === 0).toBe(valid);
    if (!valid) {
      expect(errors.map((error) => error.keyword)).toContain(keyword);
      expect(JSON.parse(JSON.stringify(errors))).toEqual(errors);
    }
  });

  it('run where code cannot be made from strings, in a worker', async () => {
    const index = pathToFileURL(join(folder, 'src/validators/index.js')).href;
    const script = `
      const { Worker, isMainThread, parentPort } = await import('node:worker_threads');
      if (isMainThread) {
        const worker = new Worker(new URL(import.meta.url));
        worker.on('message', (text) => console.log(text));
      } else {
        let closed = false;
        try { new Function('return 1')(); } catch { closed = true; }
        const { isPet, validatePet } = await import(${JSON.stringify(index)});
        parentPort.postMessage(JSON.stringify([closed, isPet(${JSON.stringify(pet)}), validatePet({}).length]));
      }`;
    const file = join(folder, 'worker.mjs');
    writeFileSync(file, script);
    const output = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', file], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(JSON.parse(output)).toEqual([true, true, 1]);
  });

  it('run under a page that lets only its own scripts run', { timeout: 240_000 }, async (context) => {
    if (chromium === undefined) {
      context.skip('chromium is not installed: apt-get install chromium');
      return;
    }
    writeFileSync(
      join(folder, 'page.js'),
      `import { isPet, validatePet } from '/src/validators/index.js';
      let closed = false;
      try { new Function('return 1')(); } catch { closed = true; }
      document.body.textContent = JSON.stringify([closed, isPet(${JSON.stringify(pet)}), validatePet({}).length]);`,
    );
    const server = createServer((request, response) => {
      const isScript = (request.url ?? '').endsWith('.js');
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'");
      const page = '<!doctype html><body>no</body><script type="module" src="/page.js"></script>';
      response.end(
        isScript ? readFileSync(join(folder, new URL(request.url ?? '', 'http://x').pathname)) : page,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--virtual-time-budget=10000',
      '--dump-dom',
    ];
    const { stdout } = await promisify(execFile)(chromium, [...flags, `http://127.0.0.1:${port}/`]);
    server.close();
    server.closeAllConnections();
    figure({
      issue: 4,
      what: "validators under a page with script-src 'self', in chromium",
      expected: 'they run, and no code is made from text',
      seen: /<body>(.*?)[\n<]/.exec(stdout)?.[1] ?? 'nothing',
      ok: stdout.includes('[true,true,1]'),
    });
    expect(stdout).toContain('[true,true,1]');
  });

  it('say in the code which pattern they cannot check', () => {
    expect(textOf('models.ts')).toContain("// Not checked, as ECMAScript cannot read it: '(?P<year>\\\\d+)'");
  });
});
