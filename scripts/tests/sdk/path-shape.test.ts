import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathValues } from '../../../templates/runtime/url.ts';

const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 });
const runs = process.env['PLUMBLINE_FULL'] === '1' ? 2_000 : 100;

it('a path keeps its shape whatever the value is', () => {
  fc.assert(
    fc.property(word, (id) => {
      let path: string;
      try {
        path = pathValues({ id })('/v1/files/{id}/content');
      } catch {
        expect(['.', '..']).toContain(id);
        return;
      }
      const { pathname, search, hash } = new URL(path, 'http://x');
      expect([search, hash]).toEqual(['', '']);
      const [, , , segment = '', ...rest] = pathname.split('/');
      expect(rest).toEqual(['content']);
      expect(decodeURIComponent(segment)).toBe(id);
    }),
    { numRuns: runs, examples: [['.'], ['..'], ['%2e%2e'], ['a/b?c#d'], ['\\'], ['\n']] },
  );
});
