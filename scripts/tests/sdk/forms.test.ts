import { expect, it } from 'vitest';
import { resources } from '../../../generator/emit/resources.ts';
import { render } from '../../../generator/render/render.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { urlEncoded } from '../../../templates/runtime/forms.ts';

it.each<{ readonly body: object; readonly styles: Parameters<typeof urlEncoded>[1]; readonly want: string }>([
  { body: { a: ['x', 'y'] }, styles: undefined, want: 'a=x&a=y' },
  { body: { a: { b: 1 }, c: null, d: undefined }, styles: undefined, want: 'a={"b":1}' },
  { body: { a: ['x', 'y'] }, styles: { a: 'deepObject' }, want: 'a[0]=x&a[1]=y' },
  {
    body: { a: [{ b: 1, c: { d: true } }], e: '' },
    styles: { a: 'deepObject', e: 'deepObject' },
    want: 'a[0][b]=1&a[0][c][d]=true&e=',
  },
  { body: { a: { b: null, c: [] } }, styles: { a: 'deepObject' }, want: '' },
  { body: { a: ['x', 'y'], b: ['z'] }, styles: { a: { between: ' ' } }, want: 'a=x y&b=z' },
  { body: { a: [] }, styles: { a: { between: ',' } }, want: '' },
  { body: { constructor: ['x'] }, styles: { a: 'deepObject' }, want: 'constructor=x' },
])('$body in styles $styles is $want', ({ body, styles, want }) => {
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
    .replace(/\s+/g, ' ')
    .replace(/,? ([})])/g, '$1')
    .replace(/([{(]) /g, '$1');
  expect(text).toContain(
    "urlEncoded(body, {expand: 'deepObject', 'a-b': {between: '|'}, plain: 'exploded', comma: {between: ','}})",
  );
});
