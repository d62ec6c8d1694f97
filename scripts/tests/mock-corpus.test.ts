import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { packageRoot } from '../run/package-info.ts';
import { run } from '../tools/verify/run.ts';

/** The whole command against the mock of many public documents: no failure, few undetermined verdicts, every operation reached. */

const shared = resolve(packageRoot, '../shared');
const documentsIn = (folder: string): readonly string[] =>
  existsSync(join(shared, folder))
    ? readdirSync(join(shared, folder))
        .filter((name) => /\.(json|ya?ml)$/.test(name))
        .map((name) => join(folder, name))
    : [];
const documents = [
  'corpus',
  'cases/conform',
  'cases/mock',
  'cases/foreign',
  'cases/documents',
  'cases/sdk',
].flatMap(documentsIn);

/** Larger documents, in bytes, are tried with this many requests. */
const large = { bytes: 240_000, requests: 1_500 };

describe.skipIf(!isFull || documents.length === 0)('conform --target mock', () => {
  it.each(documents)(
    '%s',
    async (name) => {
      const file = join(shared, name);
      const isLarge = statSync(file).size > large.bytes;
      const { code, output } = await run(
        process.execPath,
        [
          ...['--import', 'tsx', join(packageRoot, 'scripts/plumbline.ts'), 'conform', file],
          ...['--target', 'mock', ...(isLarge ? ['--max-requests', String(large.requests)] : [])],
        ],
        packageRoot,
      );
      const lines = output.split('\n');
      const counts = lines.flatMap((line) => /^ {2}([\d,]+) × /.exec(line)?.[1]?.replaceAll(',', '') ?? []);
      const undetermined = counts.reduce((sum, count) => sum + Number(count), 0);
      const last = lines.find((line) => /^(no failures|[\d,]+ failures?)/.test(line)) ?? 'cannot be read';
      const cases = Number(/([\d,]+) cases/.exec(last)?.[1]?.replaceAll(',', '') ?? 0);
      const share = undetermined / Math.max(cases, 1);
      // 2: the document is invalid, with the place; 3: it has no operation.
      const isRight =
        code === 0 ||
        (code === 2 && /: error [\w-]+: /.test(output)) ||
        (code === 3 && output.includes('0 of 0 operations were exercised'));
      const ok = isRight && share <= 0.03;
      const missing = lines
        .filter((line) => line.startsWith('NOT EXERCISED'))
        .map((line) => line.slice(0, 160));
      figure({
        issue: 25,
        what: `conform --target mock ${name}${isLarge ? `, ${large.requests} requests` : ''}`,
        expected: '0 failures, at most 3 % undetermined, what is not exercised listed',
        seen: `exit ${code}, ${last}, ${(share * 100).toFixed(1)} % undetermined${missing.length === 0 ? '' : `; ${missing.join('; ')}`}`,
        ok,
      });
      expect({ wrong: isRight ? '' : output.slice(-2_000), many: share <= 0.03 ? '' : counts }).toEqual({
        wrong: '',
        many: '',
      });
    },
    900_000,
  );
});
