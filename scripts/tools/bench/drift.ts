import { buildContract } from '../../../generator/build/build-contract.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import { compareContracts } from '../../../generator/drift/index.ts';
import type { JsonObject } from '../../../generator/json/types.ts';

/** Milliseconds of one comparison: so many operations, so many of their schemas changed. */
export interface DriftRow {
  readonly operations: number;
  readonly changed: number;
  readonly milliseconds: number;
}

/** Drift takes time for what changed; what did not change is read once on either side. */
export function benchDrift(): readonly DriftRow[] {
  compareContracts(contractOf(20, 0), contractOf(20, 20));
  return [
    [200, 1],
    [800, 1],
    [3_200, 1],
    [800, 10],
    [800, 100],
  ].map(([operations = 0, changed = 0]) => {
    const [base, head] = [contractOf(operations, 0), contractOf(operations, changed)];
    const start = performance.now();
    const changes = compareContracts(base, head);
    const milliseconds = performance.now() - start;
    const broken = changes.filter(({ verdict }) => verdict === 'breaking').length;
    if (broken !== changed) throw new Error(`expected ${changed} breaking changes, found ${broken}`);
    return { operations, changed, milliseconds };
  });
}

/** The rows as a table. */
export const formatDriftRows = (rows: readonly DriftRow[]): string =>
  [
    'operations  changed      ms',
    ...rows.map(
      ({ operations, changed, milliseconds }) =>
        `${String(operations).padStart(10)}  ${String(changed).padStart(7)}  ${milliseconds.toFixed(1).padStart(6)}`,
    ),
  ].join('\n');

function contractOf(operations: number, changed: number): Contract {
  const schemas: Record<string, JsonObject> = {};
  const paths: Record<string, JsonObject> = {};
  for (let index = 0; index < operations; index++) {
    schemas[`Item${index}`] = {
      type: 'object',
      required: index < changed ? ['id'] : ['id', 'name'],
      properties: {
        id: { type: 'string' },
        name: { type: 'string' },
        kind: { enum: ['a', 'b', index] },
        parent: { $ref: `#/components/schemas/Leaf${index}` },
      },
    };
    schemas[`Leaf${index}`] = { type: 'object', properties: { value: { type: 'integer', minimum: index } } };
    const content = { 'application/json': { schema: { $ref: `#/components/schemas/Item${index}` } } };
    paths[`/items${index}`] = { get: { responses: { 200: { description: 'ok', content } } } };
  }
  const value = { openapi: '3.1.0', info: { title: 'Bench', version: '1' }, paths, components: { schemas } };
  return buildContract({
    value,
    dialect: '3.1',
    origin: (pointer) => ({ file: 'bench.json', pointer, position: () => undefined }),
  });
}
