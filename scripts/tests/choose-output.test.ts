import { describe, expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { generate } from '../api/generate.ts';

const contract = contractOf({
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        responses: {
          200: {
            description: '',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
          },
        },
      },
    },
  },
  components: { schemas: { Pet: { type: 'object', properties: { id: { type: 'string' } } } } },
});

describe('the parts of the output', () => {
  it.each([
    { only: ['types'], has: ['src/types.ts', 'src/models.ts'], lacks: /client|resources|validators|testing/ },
    {
      only: ['client'],
      has: ['src/client.ts', 'src/models.ts'],
      lacks: /validators|testing\/|types\.ts$(?<!runtime\/types\.ts)/,
    },
    { only: ['validators'], has: ['src/validators/models.ts'], lacks: /client|resources|testing|src\/types/ },
    {
      only: ['testing'],
      has: ['testing/index.js', 'src/models.ts'],
      lacks: /client|resources|validators|src\/types/,
    },
  ] as const)('$only', async ({ only, has, lacks }) => {
    const paths = (await generate(contract, { only })).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([...has, 'package.json', 'src/index.ts']));
    expect(paths.filter((path) => lacks.test(path))).toEqual([]);
  });

  it('are sources without a package with --layout sources', async () => {
    const paths = (await generate(contract, { layout: 'sources' })).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['client.ts', 'models.ts', 'validators/index.ts']));
    expect(
      paths.filter((path) =>
        /^src\/|package\.json|tsconfig\.json$(?<!testing\/tsconfig\.json)|README/.test(path),
      ),
    ).toEqual([]);
  });

  it('makes a package name of at most 30 characters from a long title', async () => {
    const long = {
      ...contract,
      info: { ...contract.info, title: 'The very long name of a remarkable interface' },
    };
    const file = (await generate(long, { only: ['types'] })).find(({ path }) => path === 'package.json');
    const { name } = JSON.parse(file?.text ?? '{}') as { name: string };
    expect(name).toBe('the-very-long-name-of-a-client');
  });
});
