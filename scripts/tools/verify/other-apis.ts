import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Figure } from '../../../generator/testing/figure.ts';
import { print, say } from '../../cli/terminal.ts';
import { packageRoot } from '../../run/package-info.ts';
import { answers, freePort, installed, serve } from '../bench/tools.ts';
import { run } from './run.ts';

/** Documents that the harness was not made for, small enough to be read beside its findings. */
const names = [
  'readme-3.1-petstore',
  'readme-3.1-train-travel',
  'readme-3.0-polymorphism',
  'readme-3.0-discriminators',
  'readme-3.0-link-example',
  'readme-3.0-schema-enums',
  'readme-3.0-complex-nesting',
  'readme-3.0-uspto',
  'readme-3.0-schema-types',
  'box-2025',
];

/**
 * The harness against mocks that are not ours, of documents that are not ours: it ends, and what it finds is printed
 * to be read.
 */
export async function verifyOtherApis(add: (figure: Omit<Figure, 'issue'>) => void): Promise<void> {
  const folder = resolve(packageRoot, '../shared/corpus');
  if (!existsSync(folder)) return say('skipped: there is no ../shared/corpus beside the project');
  const bin = await installed();
  let clean = 0;
  for (const name of names) {
    const document = join(folder, `${name}.json`);
    const port = await freePort();
    const prism = serve(join(bin, 'prism'), ['mock', '--port', String(port), document], tmpdir());
    try {
      await answers(port);
      const command = ['--import', 'tsx', join(packageRoot, 'scripts/plumbline.ts'), 'conform', document];
      const { code, output } = await run(
        process.execPath,
        [...command, '--target', `http://127.0.0.1:${port}`, '--max-requests', '400'],
        packageRoot,
      );
      print(`\n${name}: exit ${code}\n${output.trimEnd()}`);
      if (code === 0 || code === 1) clean++;
    } finally {
      prism.kill('SIGINT');
    }
  }
  add({
    what: 'runs against Prism on documents of the corpus that end with a judgement',
    expected: `${names.length} of ${names.length}`,
    seen: `${clean} of ${names.length}`,
    ok: clean === names.length,
  });
}
