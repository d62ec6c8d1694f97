import { expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import { client } from '../emit/client.ts';
import { resources } from '../emit/resources.ts';
import { render } from '../render/render.ts';

const operation = (tag: string) => ({
  tags: [tag],
  operationId: `list${tag}`,
  parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }],
  responses: { 200: { description: '', content: { 'application/json': { schema: { type: 'string' } } } } },
});

it.each([
  'Operation',
  'Promise',
  'ApiPromise',
  'ClientConfig',
  'RequestInput',
  'Stream',
  'Pet',
  'Shop',
  'ListShopParams',
])('a tag called %s hides nothing: no module declares or imports a name twice', async (tag) => {
  const value = {
    openapi: '3.1.0',
    info: { title: 'Shop API', version: '1' },
    paths: { '/a': { get: operation(tag) }, '/b': { get: operation('Shop') } },
    components: { schemas: { Pet: { type: 'object', properties: { a: { type: 'string' } } } } },
  };
  const contract = buildContract({
    value,
    dialect: '3.1',
    origin: (pointer) => ({ file: 't.json', pointer, position: () => undefined }),
  });
  const files = await render([...(await client.emit(contract, {})), ...(await resources.emit(contract, {}))]);
  expect(files.length).toBeGreaterThan(1);
  for (const { path, text } of files) {
    const imported = [...text.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
      names.split(','),
    );
    const declared = [...text.matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name);
    const names = [...imported.map((name) => name.trim().replace(/^type /, '')), ...declared, 'Promise'];
    expect(names.length, path).toBe(new Set(names).size);
  }
});

it('nothing is called then: await would take it for a promise', async () => {
  const value = {
    openapi: '3.1.0',
    info: { title: 'Shop API', version: '1' },
    paths: { '/a': { get: { ...operation('then'), operationId: 'then' } } },
  };
  const contract = buildContract({
    value,
    dialect: '3.1',
    origin: (pointer) => ({ file: 't.json', pointer, position: () => undefined }),
  });
  const files = await render([...(await client.emit(contract, {})), ...(await resources.emit(contract, {}))]);
  for (const { text } of files) expect(text).not.toMatch(/\bthen[(:]/);
});
