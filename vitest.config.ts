import { defineConfig } from 'vitest/config';

const alias = [
  {
    find: /^openapi-plumbline$/,
    replacement: new URL('./scripts/api/index.ts', import.meta.url).pathname,
  },
  {
    find: /^moonshot-plumbline\/helpers$/,
    replacement: new URL('./spec/sdk/index.ts', import.meta.url).pathname,
  },
  {
    find: /^moonshot-plumbline\/(node|validation)$/,
    replacement: new URL('./generated/src/$1.ts', import.meta.url).pathname,
  },
  {
    find: /^moonshot-plumbline$/,
    replacement: new URL('./generated/src/index.ts', import.meta.url).pathname,
  },
  {
    find: /^openapi-plumbline\/(.*)$/,
    replacement: new URL('./scripts/api/$1.ts', import.meta.url).pathname,
  },
];

export default defineConfig({
  resolve: { alias },
  test: {
    // Far above what any test takes alone: a busy machine makes a test slow, not wrong.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Files share what they import: half the time, and no test leans on a module of its own.
    isolate: false,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{generator,conformance,scripts,spec}/**/*.test.ts'],
          exclude: ['spec/contract/**'],
        },
      },
      { extends: true, test: { name: 'contract', include: ['spec/contract/**/*.test.ts'] } },
    ],
  },
});
