import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { shippedText } from '../../generator/emit/hand-written.ts';
import { checkHelpers } from './check-helpers.ts';
import { readHelpers } from './hand-written.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-helpers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const diagnosticOf = async (promise: Promise<unknown>) => {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DiagnosticError);
  return (error as DiagnosticError).diagnostics[0];
};

describe('the helpers of a folder', () => {
  it('are its modules without tests, in a fixed order', async () => {
    write('index.ts', "export { greet } from './deep/greet.ts';\n");
    write(
      'deep/greet.ts',
      "import { Shop } from 'shop-client';\nexport const greet = (shop: Shop) => shop;\n",
    );
    write('deep/greet.test.ts', "import 'vitest';\n");
    const helpers = await readHelpers(folder, 'shop-client');
    expect(helpers.map(({ path }) => path)).toEqual(['deep/greet.ts', 'index.ts']);
  });

  it.each([
    { title: 'a package', text: "export const a = 1;\nimport fs from 'node:fs';\n", line: 2 },
    { title: 'a file outside', text: "import { a } from '../a.ts';\n", line: 1 },
    { title: 'a package for its side effect', text: "\n\nimport 'left-pad';\n", line: 3 },
    { title: 'a package, later', text: "export const a = () => import('node:fs');\n", line: 1 },
    { title: 'a private path of the package', text: "import { a } from 'shop-client/dist/a.js';\n", line: 1 },
  ])('are refused with the place of an import of $title', async ({ text, line }) => {
    write('index.ts', text);
    expect(await diagnosticOf(readHelpers(folder, 'shop-client'))).toMatchObject({
      code: 'helper-not-alone',
      file: join(folder, 'index.ts'),
      line,
    });
  });

  it('need an index', async () => {
    write('greet.ts', 'export const greet = 1;\n');
    expect(await diagnosticOf(readHelpers(folder, 'shop-client'))).toMatchObject({ code: 'no-helpers' });
  });
});

it('a shipped module names the package by its path, and files with .js', () => {
  const text =
    "import { type A, b } from './a.ts';\nimport type {\n  Shop,\n} from 'shop-client';\nexport * from './c.ts';\nconst d = await import('./d.ts');\nconst s = \"from 'shop-client'\";\n";
  expect(shippedText(text, { 'shop-client': '../index.js' })).toBe(
    "import { type A, b } from './a.js';\nimport type {\n  Shop,\n} from '../index.js';\nexport * from './c.js';\nconst d = await import('./d.js');\nconst s = \"from 'shop-client'\";\n",
  );
});

describe('helpers are compiled against the package before it is written', () => {
  const files = (helper: string) => [
    { path: 'package.json', text: '{"type":"module"}' },
    { path: 'src/index.ts', text: 'export interface Shop { readonly name: string }\n' },
    { path: 'src/helpers/index.ts', text: `// Generated; do not edit.\n${helper}` },
  ];
  const helper = (member: string): string =>
    `import type { Shop } from '../index.js';\n\nexport const label = (shop: Shop): string => shop.${member};\n`;

  it('and pass where they fit', () => {
    expect(() => checkHelpers('helpers', files(helper('name')))).not.toThrow();
  });

  it('and fail with their place where the package lacks what they use', () => {
    const error = (() => {
      try {
        return checkHelpers('helpers', files(helper('title')));
      } catch (thrown) {
        return thrown;
      }
    })();
    expect((error as DiagnosticError).diagnostics).toMatchObject([
      {
        code: 'helper-does-not-compile',
        file: 'helpers/index.ts',
        line: 3,
        message: "Property 'title' does not exist on type 'Shop'.",
      },
    ]);
  });
});
