import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from './testing/run-command.ts';

/** `fuzz --validator` on validators with faults that libraries and people are known for. */

const document = {
  openapi: '3.1.0',
  info: { title: 'Validators', version: '1.0.0' },
  paths: {},
  components: {
    schemas: {
      Name: { type: 'string', minLength: 1, maxLength: 3 },
      Count: { type: 'integer' },
      Tags: { type: 'array', items: { type: 'object' }, uniqueItems: true },
      Price: { type: 'number', multipleOf: 0.01 },
      Maker: { type: 'object', required: ['constructor'] },
    },
  },
};

/** valibot counts UTF-16 code units where JSON Schema counts code points; zod rejects integers beyond 2^53. */
const faulty = `import * as v from 'valibot';
import { z } from 'zod';
export const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(3));
export const Count = z.number().int();
export const isTags = (value) => Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each)) && new Set(value).size === value.length;
export const validatePrice = (value) => typeof value === 'number' && value % 0.01 === 0;
export const MakerSchema = { validate: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && 'constructor' in value };
`;

const correct = `const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
export const Name = (value) => typeof value === 'string' && [...value].length >= 1 && [...value].length <= 3;
export const Count = (value) => Number.isInteger(value);
export const Maker = (value) => isObject(value) && Object.hasOwn(value, 'constructor');
`;

let folder = '';
beforeAll(() => {
  // Inside the repository, so that zod and valibot are found.
  folder = mkdtempSync(resolve(import.meta.dirname, '../../node_modules/.fuzz-validator-'));
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  writeFileSync(join(folder, 'faulty.mjs'), faulty);
  writeFileSync(join(folder, 'correct.mjs'), correct);
});
afterAll(() => rmSync(folder, { recursive: true }));

const fuzz = (module: string) =>
  runCommand(
    ['fuzz', join(folder, 'openapi.json'), '--validator', join(folder, module), '--runs', '400'],
    folder,
  );

it('five faulty validators are reported, each with a small value', async () => {
  const { code, stdout, stderr } = await fuzz('faulty.mjs');
  expect(stderr).toBe('');
  const found = Object.fromEntries(
    [...stdout.matchAll(/^(\w+) \(#[^\n]*: validator ([^\n]*)\n {2}value {2}([^\n]*)$/gm)].map(
      ([, name = '', what, value = '']) => [name, { what, size: value.length }],
    ),
  );
  expect(Object.keys(found).sort()).toEqual(['Count', 'Maker', 'Name', 'Price', 'Tags']);
  for (const { what } of Object.values(found)) expect(what).toMatch(/^decides otherwise /);
  expect(Math.max(...Object.values(found).map(({ size }) => size))).toBeLessThan(30);
  expect(code).toBe(1);
}, 120_000);

it('correct validators are silent, and schemas without a validator are named', async () => {
  const { code, stdout } = await fuzz('correct.mjs');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^no validator: Tags, Price\nno disagreement in \d+ values over 3 schemas/),
  });
}, 120_000);
