import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { say } from '../../cli/terminal.ts';
import { run } from '../verify/run.ts';

/** What we are measured against, and with; installed outside the project. */
const tools = { '@redocly/cli': '2.77.0', '@stoplight/prism-cli': '5.14.2', autocannon: '8.0.0' };

/** A generator of much the same: types, client and validators by zod. */
const generators = { '@hey-api/openapi-ts': '0.99.0', typescript: '5.9.3', zod: '4.6.7' };

/** The folder of the commands, installed on first use. */
export const installed = (): Promise<string> =>
  install('plumbline-bench-tools', tools, ['redocly', 'prism', 'autocannon']);

/** The folder of the generators' commands, installed on first use. */
export const installedGenerators = (): Promise<string> =>
  install('plumbline-bench-generators', generators, ['openapi-ts']);

/** SDKs of vendors, of about the age of the documents that they are tried with. */
const sdks = { stripe: '9.16.0', '@octokit/rest': '22.0.1', openai: '6.49.0' };

/** The folder of the vendors' SDKs, installed on first use. */
export const installedVendors = async (): Promise<string> =>
  dirname(dirname(await install('plumbline-vendor-sdks', sdks, [])));

async function install(
  name: string,
  packages: { readonly [name: string]: string },
  commands: readonly string[],
): Promise<string> {
  const folder = join(tmpdir(), name);
  const bin = join(folder, 'node_modules', '.bin');
  if (existsSync(join(folder, 'node_modules')) && commands.every((command) => existsSync(join(bin, command))))
    return bin;
  say(`installing ${Object.keys(packages).join(' and ')} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: packages }),
  );
  const { code, output } = await run('npm', ['install', '--no-audit', '--no-fund'], folder);
  if (code !== 0) throw new Error(`npm install failed:\n${output}`);
  return bin;
}

/** Starts a server that is silent. */
export const serve = (command: string, args: readonly string[], cwd: string): ChildProcess =>
  spawn(command, args, { cwd, stdio: 'ignore' });

/** A free port. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Resolves when a server responds at a port; throws after 30 s. */
export async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    try {
      await fetch(`http://127.0.0.1:${port}/v1/models`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`nothing responds at port ${port}`);
}
