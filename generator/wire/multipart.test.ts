import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMultipart } from './multipart.ts';

const form = (...lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\r\n'));
const seen = (bytes: Uint8Array, contentType = 'multipart/form-data; boundary=b') =>
  readMultipart(bytes, contentType)?.map(
    (part) => [part.name, part.filename, part.contentType, Buffer.from(part.bytes).toString()] as const,
  );
const file = (disposition: string): Uint8Array =>
  form('--b', `Content-Disposition: form-data; ${disposition}`, '', 'x', '--b--', '');

describe('a form', () => {
  it.each([
    { name: 'names in quotes', disposition: 'name="f"; filename="a.txt"', want: 'a.txt' },
    { name: 'names without quotes', disposition: 'name=f; filename=a.txt', want: 'a.txt' },
    { name: 'a name of RFC 5987', disposition: `name="f"; filename*=UTF-8''%E6%97%A5.txt`, want: '日.txt' },
    {
      name: 'both names, the extended one first',
      disposition: `name="f"; filename*=utf-8'en'%E6%97%A5; filename="_"`,
      want: '日',
    },
    {
      name: 'both names, the extended one last',
      disposition: `name="f"; filename="_"; filename*=iso-8859-1''%E9`,
      want: 'é',
    },
    {
      name: 'an extended name that is broken',
      disposition: `name="f"; filename="a"; filename*=UTF-8''%E6%9`,
      want: 'a',
    },
    {
      name: 'a quote escaped as in headers',
      disposition: 'name="f"; filename="a\\"b;c.txt"',
      want: 'a"b;c.txt',
    },
    {
      name: 'a quote escaped as browsers do',
      disposition: 'name="f"; filename="a%22b.txt"',
      want: 'a"b.txt',
    },
    { name: 'a path on Windows', disposition: 'name="f"; filename="C:\\dir\\a.txt"', want: 'C:\\dir\\a.txt' },
    { name: 'bytes of UTF-8', disposition: 'name="f"; filename="日.txt"', want: '日.txt' },
    { name: 'an empty name', disposition: 'name="f"; filename=""', want: '' },
    { name: 'no file', disposition: 'name="f"', want: undefined },
    { name: 'odd spaces and cases', disposition: ' NAME = "f" ;FileName="a"', want: 'a' },
    { name: 'a folded header', disposition: 'name="f";\r\n filename="a.txt"', want: 'a.txt' },
    { name: 'a name of backslashes', disposition: 'name="f"; filename="\\\\\\"; x="y"', want: '\\\\\\' },
  ])('with $name', ({ disposition, want }) => {
    expect(seen(file(disposition))).toEqual([['f', want, undefined, 'x']]);
  });

  it.each([
    {
      name: 'text before and after',
      bytes: form('hello', ...['--b', 'content-disposition: form-data; name=f', '', 'x', '--b--', 'bye']),
    },
    {
      name: 'no line break at the end',
      bytes: form('--b', 'content-disposition: form-data; name=f', '', 'x', '--b--'),
    },
    {
      name: 'lines that end in LF alone',
      bytes: new TextEncoder().encode('--b\ncontent-disposition: form-data; name=f\n\nx\n--b--\n'),
    },
    {
      name: 'spaces behind the boundary',
      bytes: form('--b \t', 'content-disposition: form-data; name=f', '', 'x', '--b--'),
    },
  ])('with $name', ({ bytes }) => {
    expect(seen(bytes)).toEqual([['f', undefined, undefined, 'x']]);
  });

  it('keeps empty parts, types, and text that only looks like the boundary', () => {
    const bytes = form(
      ...[
        '--b',
        'content-type: text/csv',
        'content-disposition: form-data; name=e; filename=e',
        '',
        '',
        '--b',
      ],
      ...['content-disposition: form-data; name=f', '', '--bc', ' --b', 'x--b', '', '--b--', ''],
    );
    expect(seen(bytes)).toEqual([
      ['e', 'e', 'text/csv', ''],
      ['f', undefined, undefined, '--bc\r\n --b\r\nx--b\r\n'],
    ]);
    expect(seen(form('--b--'))).toEqual([]);
  });

  it.each([
    { contentType: 'multipart/form-data; boundary="a b"', line: '--a b' },
    { contentType: 'multipart/form-data; charset=utf-8; Boundary=a', line: '--a' },
    { contentType: `multipart/form-data; boundary=${'-'.repeat(70)}`, line: '-'.repeat(72) },
  ])('under $contentType', ({ contentType, line }) => {
    const bytes = form(line, 'content-disposition: form-data; name=f', '', 'x', `${line}--`);
    expect(seen(bytes, contentType)).toEqual([['f', undefined, undefined, 'x']]);
  });

  it.each([
    { name: 'no boundary', contentType: 'multipart/form-data', bytes: file('name=f') },
    { name: 'an empty boundary', contentType: 'multipart/form-data; boundary=', bytes: file('name=f') },
    { name: 'another boundary', contentType: 'multipart/form-data; boundary=c', bytes: file('name=f') },
    {
      name: 'no end',
      contentType: 'multipart/form-data; boundary=b',
      bytes: form('--b', 'content-disposition: form-data; name=f', '', 'x'),
    },
    {
      name: 'no end of headers',
      contentType: 'multipart/form-data; boundary=b',
      bytes: form('--b', 'content-disposition: form-data; name=f'),
    },
    {
      name: 'a part without a name',
      contentType: 'multipart/form-data; boundary=b',
      bytes: file('filename=a'),
    },
    {
      name: 'headers without end',
      contentType: 'multipart/form-data; boundary=b',
      bytes: file(`name=f; filename=${'a'.repeat(20_000)}`),
    },
    {
      name: 'parts without end',
      contentType: 'multipart/form-data; boundary=b',
      bytes: form(...Array(10_001).fill('--b\r\ncontent-disposition: form-data; name=f\r\n\r\n'), '--b--'),
    },
  ])('is refused with $name', ({ contentType, bytes }) => {
    expect(readMultipart(bytes, contentType)).toBeUndefined();
  });

  it('reads what the platform writes', async () => {
    const part = fc.record({
      name: fc.string({ minLength: 1 }),
      file: fc.option(fc.string({ minLength: 1 })),
      bytes: fc.uint8Array(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
        const wanted = new FormData();
        for (const { name, file: filename, bytes } of parts)
          if (filename === null) wanted.append(name, Buffer.from(bytes).toString('latin1'));
          else wanted.append(name, new File([new Uint8Array(bytes)], filename));
        const sent = new Request('http://x.y', { method: 'POST', body: wanted });
        const contentType = sent.headers.get('content-type') ?? '';
        const bytes = new Uint8Array<ArrayBuffer>(await sent.arrayBuffer());
        const platform = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
        const want = await Promise.all(
          [...platform].map(async ([name, value]) => [
            name,
            typeof value === 'string' ? undefined : value.name,
            Buffer.from(await new Blob([value]).arrayBuffer()).toString('hex'),
          ]),
        );
        expect(
          readMultipart(bytes, contentType)?.map((each) => [
            each.name,
            each.filename,
            Buffer.from(each.bytes).toString('hex'),
          ]),
        ).toEqual(want);
      }),
    );
  });
});
