import { describe, expect, it } from 'vitest';
import type { FileReader } from './files.ts';
import { readAhead } from './read-ahead.ts';
import { parseValue } from './source.ts';

const root = new URL('file:///api/openapi.yaml');

/** A reader of files in memory that counts what is read. */
function memory(files: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  const reader: FileReader = {
    follow: (ref, base) => {
      const url = new URL(ref, base);
      const fragment = url.hash.slice(1);
      url.hash = '';
      return url.pathname.startsWith('/api/') && url.protocol === 'file:'
        ? { url, fragment }
        : { refused: 'ref-outside', why: 'leads outside', hint: '' };
    },
    read: async (url) => {
      reads.push(url.pathname);
      const text = files[url.pathname];
      if (text === undefined) throw new Error(`there is no ${url.pathname}`);
      return parseValue(url.pathname, text);
    },
  };
  return { reader, reads };
}

const schema = (ref: string) => ({ components: { schemas: { A: { $ref: ref } } } });

describe('reading ahead', () => {
  it('reads the files that a document refers to, each once', async () => {
    const { reader, reads } = memory({ '/api/a.yaml': 'type: string', '/api/b.yaml': 'type: integer' });
    const document = {
      components: {
        schemas: { A: { $ref: 'a.yaml' }, B: { $ref: './b.yaml#/x' }, C: { items: { $ref: 'a.yaml' } } },
      },
    };
    const ahead = await readAhead(root, document, reader);
    expect([...reads].sort()).toEqual(['/api/a.yaml', '/api/b.yaml']);
    expect((await ahead.read(new URL('a.yaml', root))).value).toEqual({ type: 'string' });
    expect(reads).toHaveLength(2);
  });

  it.each([
    { title: 'leads outside', document: schema('../secret.yaml') },
    { title: 'leads to another scheme', document: schema('https://other.test/a.yaml') },
    {
      title: 'is data of an example',
      document: { components: { examples: { A: { value: { $ref: 'a.yaml' } } } } },
    },
    { title: 'is a pointer', document: schema('#/components/schemas/B') },
  ])('reads nothing where a reference $title', async ({ document }) => {
    const { reader, reads } = memory({ '/api/a.yaml': 'type: string' });
    await readAhead(root, document, reader);
    expect(reads).toEqual([]);
  });

  it('does not follow what a file holds by itself', async () => {
    const { reader, reads } = memory({ '/api/a.yaml': '{ $ref: "../../etc/passwd" }' });
    await readAhead(root, schema('a.yaml'), reader);
    expect(reads).toEqual(['/api/a.yaml']);
  });

  it('leaves a file that cannot be read to the reader that needs it', async () => {
    const { reader } = memory({});
    const ahead = await readAhead(root, schema('a.yaml'), reader);
    await expect(ahead.read(new URL('a.yaml', root))).rejects.toThrow('there is no /api/a.yaml');
  });
});
