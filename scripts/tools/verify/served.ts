import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../run/package-info.ts';

/** `plumbline mock` in a process of its own, at a free port. */
export function served(args: readonly string[] = []): Promise<{ readonly url: string; stop(): void }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(packageRoot, 'scripts/plumbline.ts'), 'mock', '--port', '0', ...args],
    { cwd: packageRoot, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /\bat (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve({ url, stop: () => child.kill('SIGINT') });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`the mock ended with ${code}: ${output}`)));
  });
}
