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
    ['names in quotes', 'name="f"; filename="a.txt"', 'a.txt'],
    ['names without quotes', 'name=f; filename=a.txt', 'a.txt'],
    ['a name of RFC 5987', `name="f"; filename*=UTF-8''%E6%97%A5.txt`, '日.txt'],
    ['both names, the extended one first', `name="f"; filename*=utf-8'en'%E6%97%A5; filename="_"`, '日'],
    ['both names, the extended one last', `name="f"; filename="_"; filename*=iso-8859-1''%E9`, 'é'],
    ['an extended name that is broken', `name="f"; filename="a"; filename*=UTF-8''%E6%9`, 'a'],
    ['a quote escaped as in headers', 'name="f"; filename="a\\"b;c.txt"', 'a"b;c.txt'],
    ['a quote escaped as browsers do', 'name="f"; filename="a%22b.txt"', 'a"b.txt'],
    ['a path on Windows', 'name="f"; filename="C:\\dir\\a.txt"', 'C:\\dir\\a.txt'],
    ['bytes of UTF-8', 'name="f"; filename="日.txt"', '日.txt'],
    ['an empty name', 'name="f"; filename=""', ''],
    ['no file', 'name="f"', undefined],
    ['odd spaces and cases', ' NAME = "f" ;FileName="a"', 'a'],
    ['a folded header', 'name="f";\r\n filename="a.txt"', 'a.txt'],
    ['a name of backslashes', 'name="f"; filename="\\\\\\"; x="y"', '\\\\\\'],
  ])('with %s', (_, disposition, want) => {
    expect(seen(file(disposition))).toEqual([['f', want, undefined, 'x']]);
  });

  it.each([
    [
      'text before and after',
      form('hello', ...['--b', 'content-disposition: form-data; name=f', '', 'x', '--b--', 'bye']),
    ],
    ['no line break at the end', form('--b', 'content-disposition: form-data; name=f', '', 'x', '--b--')],
    [
      'lines that end in LF alone',
      new TextEncoder().encode('--b\ncontent-disposition: form-data; name=f\n\nx\n--b--\n'),
    ],
    [
      'spaces behind the boundary',
      form('--b \t', 'content-disposition: form-data; name=f', '', 'x', '--b--'),
    ],
  ])('with %s', (_, bytes) => {
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
    ['multipart/form-data; boundary="a b"', '--a b'],
    ['multipart/form-data; charset=utf-8; Boundary=a', '--a'],
    [`multipart/form-data; boundary=${'-'.repeat(70)}`, '-'.repeat(72)],
  ])('under %s', (contentType, line) => {
    const bytes = form(line, 'content-disposition: form-data; name=f', '', 'x', `${line}--`);
    expect(seen(bytes, contentType)).toEqual([['f', undefined, undefined, 'x']]);
  });

  it.each([
    ['no boundary', 'multipart/form-data', file('name=f')],
    ['an empty boundary', 'multipart/form-data; boundary=', file('name=f')],
    ['another boundary', 'multipart/form-data; boundary=c', file('name=f')],
    [
      'no end',
      'multipart/form-data; boundary=b',
      form('--b', 'content-disposition: form-data; name=f', '', 'x'),
    ],
    [
      'no end of headers',
      'multipart/form-data; boundary=b',
      form('--b', 'content-disposition: form-data; name=f'),
    ],
    ['a part without a name', 'multipart/form-data; boundary=b', file('filename=a')],
    [
      'headers without end',
      'multipart/form-data; boundary=b',
      file(`name=f; filename=${'a'.repeat(20_000)}`),
    ],
    [
      'parts without end',
      'multipart/form-data; boundary=b',
      form(...Array(10_001).fill('--b\r\ncontent-disposition: form-data; name=f\r\n\r\n'), '--b--'),
    ],
  ])('is refused with %s', (_, contentType, bytes) => {
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
