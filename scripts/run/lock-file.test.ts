import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockFile } from './lock-file.ts';

const fresh = (): string => join(mkdtempSync(join(tmpdir(), 'plumbline-lock-')), 'journal.ndjson');
const locked = expect.objectContaining({
  diagnostics: [expect.objectContaining({ code: 'journal-locked' })],
});

it('a file is locked once, and again after it was given back', () => {
  const file = fresh();
  const unlock = lockFile(file);
  expect(() => lockFile(file)).toThrow(locked);
  unlock();
  expect(existsSync(`${file}.lock`)).toBe(false);
  lockFile(file)();
});

it('the lock of a process that is gone is taken over', () => {
  const file = fresh();
  // No process has this number: it is above the most that any system gives.
  writeFileSync(`${file}.lock`, '99999999');
  const unlock = lockFile(file);
  expect(readFileSync(`${file}.lock`, 'utf8')).toBe(String(process.pid));
  unlock();
});

it('the lock of a process that lives is not', () => {
  const file = fresh();
  writeFileSync(`${file}.lock`, String(process.ppid));
  expect(() => lockFile(file)).toThrow(locked);
  expect(readFileSync(`${file}.lock`, 'utf8')).toBe(String(process.ppid));
});
