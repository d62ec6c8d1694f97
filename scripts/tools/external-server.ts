import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { loadSubject } from '../run/subject.ts';
import type { FaultyServer, ServerFault } from './score-faults.ts';

/** Rows of a Markdown table `| id | operations | what | kind |`. */
export function readFaults(file: string): readonly ServerFault[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length >= 6 && cells[1] !== 'id' && !/^-+$/.test(cells[1] ?? ''))
    .map(([, id = '', operations = '', , kind = '']) => ({ id, operations: operations.split(/\s+/), kind }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts a server as a process of its own, with one fault, and waits until it says something. */
async function start(script: string, fault: string, base: string) {
  const port = await freePort();
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, FAULT: fault, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${port}${base}`,
    close: async () => {
      child.kill();
    },
  };
}

/**
 * A server in a file of its own, which reads PORT and FAULT from the environment, and its document. Its key is in the variable
 * `keyEnv`.
 */
export async function externalServer(
  document: string,
  script: string,
  base: string,
  keyEnv: string,
): Promise<FaultyServer> {
  return {
    subject: await loadSubject(document),
    keyEnv,
    document,
    start: (fault) => start(script, fault ?? 'none', base),
  };
}

const shopFolder = '../shared/foreign';

/** The online shop with its faults, where it stands beside this repository. */
export async function shop(): Promise<
  { readonly server: FaultyServer; readonly faults: readonly ServerFault[] } | undefined
> {
  const [document, script, table] = ['shop.yaml', 'shop.mjs', 'faults.md'].map(
    (name) => `${shopFolder}/${name}`,
  );
  if (document === undefined || script === undefined || table === undefined || !existsSync(table))
    return undefined;
  const keyEnv = 'PLUMBLINE_SHOP_KEY';
  process.env[keyEnv] ??= 'shop-key-1';
  return { server: await externalServer(document, script, '/api/v2', keyEnv), faults: readFaults(table) };
}
