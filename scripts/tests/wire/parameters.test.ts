import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../conformance/mock/request.ts';
import type { JsonObject } from '../../../generator/json/types.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { encodeRequest } from '../../../generator/wire/encode.ts';
import { generate } from '../../api/generate.ts';
import { runPackage } from '../testing/fuzz-documents.ts';
import { type Cell, cells, contract, readable, readBack, seenIn, written } from './parameter-cells.ts';
import { absent, refused } from './parameter-table.ts';

describe('a package has every module that it imports', () => {
  const paths = new Map(contract.operations.map(({ operationId, path }) => [operationId, path]));
  const alone = cells.filter(({ id }, index) => cells.findIndex((other) => other.id === id) === index);
  it.each(alone.filter(({ id }) => /text|object/.test(id)))('$writing.name of $id', async ({ id }) => {
    const path = paths.get(id) ?? '';
    const { paths: all } = contract.document as { readonly paths: JsonObject };
    const small = contractOf(
      { servers: [{ url: 'https://api.test' }], paths: { [path]: all[path] } },
      '3.2.0',
    );
    const files = await generate(small, { only: ['client', 'types'] });
    const names = new Set(files.map((file) => file.path));
    for (const file of files)
      for (const [, name = ''] of file.text.matchAll(/from '(\.[^']*)\.js'/g))
        expect(names).toContain(join(dirname(file.path), `${name}.ts`));
  });
});

describe('parameters are written and read as the specification says', async () => {
  const { client } = await runPackage(await generate(contract, { only: ['client', 'types', 'validators'] }));
  const Client = client['Test'] as new (
    options: object,
  ) => { readonly wire: { readonly [method: string]: (argument: unknown) => Promise<unknown> } };

  /** What the SDK sends. */
  async function sent(cell: Cell): Promise<string | symbol> {
    let seen: string | symbol = refused;
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      seen = seenIn(cell, url.slice('https://api.test'.length), new Headers(init.headers));
      return new Response(null, { status: 204 });
    };
    const { wire } = new Client({ fetch });
    const method = wire[cell.id];
    if (method === undefined) throw new Error(`no method ${cell.id} of ${Object.keys(wire)}`);
    const argument = cell.writing.in === 'path' ? cell.value : { color: cell.value };
    await method.call(wire, argument).catch(() => undefined);
    return seen;
  }

  it.each(cells)('$writing.name, $name: the SDK writes it', async (cell) => {
    expect(await sent(cell)).toBe(cell.want);
  });

  it.each(cells)('$writing.name, $name: the harness writes it', (cell) => {
    expect(written(encodeRequest, cell)).toBe(cell.want);
  });

  it.each(readable)('$writing.name, $name: the mock reads it', async (cell) => {
    expect(await readBack(readArguments, cell)).toEqual(cell.want === absent ? {} : { color: cell.value });
  });
});
