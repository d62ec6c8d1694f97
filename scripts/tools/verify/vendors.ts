import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Figure } from '../../../generator/testing/figure.ts';
import { say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';
import { freePort, installedGenerators, installedVendors } from '../bench/tools.ts';
import { run } from './run.ts';

/** One vendor's SDK, the document that it is made for, and what of it the document itself rules out. */
interface Vendor {
  readonly name: string;
  /** Calls `<name>.mjs` of `vendor-clients` makes: fewer mean that it broke off. */
  readonly calls: number;
  /** Beside the project, or of our own. */
  readonly document: string;
  /** What the SDK's base URL has after the host. */
  readonly base: string;
}

const own = join(packageRoot, 'scripts/tools/verify/vendor-clients');
const corpus = resolve(packageRoot, '../shared/corpus');

const vendors: readonly Vendor[] = [
  { name: 'stripe', calls: 35, document: join(corpus, 'stripe.json'), base: '' },
  { name: 'octokit', calls: 38, document: join(corpus, 'github.json'), base: '' },
  { name: 'openai', calls: 39, document: join(corpus, 'openai.json'), base: '/v1' },
  { name: 'fastapi', calls: 11, document: join(own, 'clinic.json'), base: '' },
];

/** SDKs of vendors against the mock of their own document: create, read back, list, page to the end, update, delete. */
export async function verifyVendors(add: (figure: Omit<Figure, 'issue'>) => void): Promise<void> {
  const folder = await installedVendors();
  cpSync(own, folder, { recursive: true });
  for (const vendor of vendors) {
    if (!existsSync(vendor.document)) {
      say(`skipped: there is no ${vendor.document}`);
      continue;
    }
    if (vendor.name === 'fastapi') await generateClient(vendor.document, join(folder, 'clinic'));
    const { calls, wrong } = await callsOf(vendor, folder);
    add({
      what: `calls of ${vendor.name} against the mock of its own document`,
      expected: `${vendor.calls} as its server would answer`,
      seen: `${calls - wrong.length} of ${calls}${wrong.length === 0 ? '' : `; ${wrong.join('; ')}`}`,
      ok: calls === vendor.calls && wrong.length === 0,
    });
  }
}

async function generateClient(document: string, folder: string): Promise<void> {
  const bin = await installedGenerators();
  const args = ['--input', document, '--output', folder, '--client', '@hey-api/client-fetch', '--silent'];
  const { code, output } = await run(join(bin, 'openapi-ts'), args, folder.replace(/[^/]*$/, ''));
  if (code !== 0) throw new Error(`the client could not be generated:\n${output}`);
}

/** Makes all calls of a vendor's SDK; `wrong` has a line for each that deviates. */
async function callsOf(
  { name, document, base }: Vendor,
  folder: string,
): Promise<{ readonly calls: number; readonly wrong: readonly string[] }> {
  const port = await freePort();
  const mock = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', join(packageRoot, 'scripts/plumbline.ts'), 'mock', document],
      ...['--port', String(port)],
    ],
    { cwd: packageRoot, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  try {
    await hasStarted(mock);
    const { output } = await run(
      process.execPath,
      [
        ...['--import', import.meta.resolve('tsx'), join(folder, `${name}.mjs`)],
        `http://127.0.0.1:${port}${base}`,
      ],
      folder,
    );
    const lines = output
      .split('\n')
      .filter((line) => line.startsWith('{"count"'))
      .map((line): { readonly title: string; readonly wrong?: string } => JSON.parse(line));
    return {
      calls: lines.length,
      wrong: lines.flatMap(({ title, wrong }) => (wrong === undefined ? [] : [`${title}: ${wrong}`])),
    };
  } finally {
    mock.kill('SIGINT');
  }
}

/** Resolves with the first line of a server; throws where it ends before. */
const hasStarted = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    server.stdout?.once('data', () => resolve());
    server.once('exit', (code) => reject(new Error(`the mock ended with ${code}`)));
  });
