import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../conformance/arbitraries/index.ts';
import { loadContract } from '../../generator/index.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import type { RenderedFile } from '../../generator/render/render.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { renderSdk } from '../cli/verbs/generate.ts';
import { compileTogether, runPackage } from './testing/fuzz-documents.ts';
import { disagreementsOf } from './testing/fuzz-values.ts';

/** Any small document becomes a package that compiles, loads, and judges values as Ajv does. */

const count = isFull ? 5_000 : 8;
const perProgram = 200;
const seed = 20;
/** A program costs seconds of reading the library; the files of a few documents are enough for `npm test`. */
const compiled = isFull ? count : 4;

/** The documents of one batch, each with its number, by which it can be generated again. */
const documents = fc.sample(openApiDocument(), { numRuns: count, seed });

interface Made {
  readonly number: number;
  readonly files: readonly RenderedFile[];
}

describe('any document', () => {
  it('is generated, compiled, loaded, and agreed with', { timeout: 3_600_000 }, async () => {
    const failures: string[] = [];
    const total = { schemas: 0, values: 0, accepted: 0, outvoted: 0, unjudged: 0 };
    const note = (number: number, what: string): void => {
      failures.push(`document ${number} of seed ${seed}: ${what.slice(0, 600)}`);
    };
    for (let start = 0; start < documents.length && failures.length < 50; start += perProgram) {
      const batch: Made[] = [];
      for (const [index, document] of documents.slice(start, start + perProgram).entries()) {
        const number = start + index;
        try {
          const { contract, files } = await made(document);
          if (number < compiled) batch.push({ number, files });
          const { validators } = await runPackage(files);
          const judged = await disagreementsOf(contract, validators);
          for (const disagreement of judged.disagreements) note(number, disagreement);
          for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += judged[key];
        } catch (cause) {
          note(number, cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
        }
      }
      for (const line of compileTogether(batch.map(({ files }) => files))) {
        const [index = '', ...rest] = line.split('/');
        note(batch[Number(index)]?.number ?? -1, rest.join('/'));
      }
    }
    figure({
      issue: 11,
      what: `${count} random documents through generate, tsc in batches of ${perProgram}, and ${total.values} values of ${total.schemas} schemas against Ajv`,
      expected: 'no crash, no type error, no disagreement',
      seen:
        failures.length === 0
          ? `none; ${total.accepted} valid, ${total.outvoted} where an exact engine outvotes Ajv, ${total.unjudged} not judged`
          : `${failures.length}: ${failures[0]}`,
      ok: failures.length === 0,
    });
    expect(failures).toEqual([]);
    expect(total.accepted).toBeGreaterThan(total.values / 5);
    expect(total.accepted).toBeLessThan((total.values * 4) / 5);
    expect(total.outvoted + total.unjudged).toBeLessThanOrEqual(total.values / 500);
  });

  it('is reported if it decides otherwise', async () => {
    const schemas = {
      A: { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 3 } } },
    };
    const { contract, files } = await made({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      components: { schemas },
    });
    const { validators } = await runPackage(files);
    expect((await disagreementsOf(contract, validators)).disagreements).toEqual([]);
    const careless = { isA: (value: unknown) => typeof value === 'object' };
    expect((await disagreementsOf(contract, careless)).disagreements.length).toBeGreaterThan(0);
  });

  it('is reported if it does not compile', () => {
    const file = (text: string): RenderedFile => ({ path: 'src/index.ts', text });
    const errors = compileTogether([[file('export const a = 1;')], [file("export const a: number = 'b';")]]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^1\/src\/index\.ts:1: Type 'string' is not assignable/);
  });
});

async function made(document: JsonObject) {
  const contract = await loadContract('document.json', { text: JSON.stringify(document) });
  return { contract, files: await renderSdk(contract, {}) };
}
