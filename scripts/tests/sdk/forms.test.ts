import { expect, it } from 'vitest';
import { resources } from '../../../generator/emit/resources.ts';
import { render } from '../../../generator/render/render.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { urlEncoded } from '../../../templates/runtime/forms.ts';

it.each<readonly [body: object, styles: Parameters<typeof urlEncoded>[1], want: string]>([
  [{ a: ['x', 'y'] }, undefined, 'a=x&a=y'],
  [{ a: { b: 1 }, c: null, d: undefined }, undefined, 'a={"b":1}'],
  [{ a: ['x', 'y'] }, { a: 'deepObject' }, 'a[0]=x&a[1]=y'],
  [
    { a: [{ b: 1, c: { d: true } }], e: '' },
    { a: 'deepObject', e: 'deepObject' },
    'a[0][b]=1&a[0][c][d]=true&e=',
  ],
  [{ a: { b: null, c: [] } }, { a: 'deepObject' }, ''],
  [{ a: ['x', 'y'], b: ['z'] }, { a: { between: ' ' } }, 'a=x y&b=z'],
  [{ a: [] }, { a: { between: ',' } }, ''],
  [{ constructor: ['x'] }, { a: 'deepObject' }, 'constructor=x'],
])('%j in styles %j is %s', (body, styles, want) => {
  const content = urlEncoded(body, styles)?.content;
  const pairs = content instanceof URLSearchParams ? [...content] : [];
  expect(pairs.map((pair) => pair.join('=')).join('&')).toBe(want);
});

it('functions say the style of each member that has one', async () => {
  const encoding = {
    expand: { style: 'deepObject', explode: true },
    'a-b': { style: 'pipeDelimited' },
    plain: { style: 'form', explode: true },
    comma: { style: 'form', explode: false },
    typed: { contentType: 'text/plain' },
  };
  const schema = { type: 'object', properties: { expand: { type: 'array', items: { type: 'string' } } } };
  const content = { 'application/x-www-form-urlencoded': { schema, encoding } };
  const contract = contractOf({
    paths: { '/a': { post: { operationId: 'send', requestBody: { content }, responses: {} } } },
  });
  const files = await render(await resources.emit(contract, {}));
  const text = files
    .map((file) => file.text)
    .join('\n')
    .replace(/\s+/g, ' ');
  expect(text).toContain(
    "urlEncoded(body, { expand: 'deepObject', 'a-b': { between: '|' }, comma: { between: ',' } })",
  );
});
