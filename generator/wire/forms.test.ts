import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contractOf } from '../testing/small-contract.ts';
import { formFields, readFields } from './forms.ts';

const text = { type: 'string' };
const properties = {
  tags: { type: 'array', items: text },
  expand: { type: 'array', items: text },
  price: {
    anyOf: [{ type: 'object', properties: { amount: { type: 'integer' }, of: text } }, { enum: [''] }],
  },
  items: {
    type: 'array',
    items: { type: 'object', properties: { price: text, quantity: { type: 'integer' } } },
  },
  metadata: { type: 'object', additionalProperties: text },
  names: { type: 'array', items: text },
  either: { anyOf: [text, { type: 'array', items: text }] },
};
const deep = { style: 'deepObject', explode: true };
const encoding = { expand: deep, price: deep, items: deep, names: { style: 'pipeDelimited' } };
const schema = { type: 'object', properties };
const contract = contractOf({
  paths: {
    '/a': {
      post: {
        requestBody: { content: { 'application/x-www-form-urlencoded': { schema, encoding } } },
        responses: {},
      },
    },
  },
});
const media = contract.operations[0]?.requestBody?.content[0];

it.each<{ readonly value: object; readonly form: string }>([
  { value: { tags: ['a', 'b'] }, form: 'tags=a&tags=b' },
  { value: { expand: ['a', 'b'] }, form: 'expand[0]=a&expand[1]=b' },
  { value: { price: { amount: 7, of: 'x' } }, form: 'price[amount]=7&price[of]=x' },
  { value: { price: '' }, form: 'price=' },
  {
    value: { items: [{ price: 'p', quantity: 2 }, { price: 'q' }] },
    form: 'items[0][price]=p&items[0][quantity]=2&items[1][price]=q',
  },
  { value: { metadata: { a: 'b' } }, form: 'metadata={"a":"b"}' },
  { value: { names: ['a', 'b'] }, form: 'names=a|b' },
  { value: { either: 'a' }, form: 'either=a' },
  { value: { either: ['a', 'b'] }, form: 'either=a&either=b' },
])('$value is written $form, and read again', ({ value, form }) => {
  if (media === undefined) throw new Error('the operation has no body');
  const fields = formFields(value, media).map(
    ([name, item]) => [name, typeof item === 'string' ? item : JSON.stringify(item)] as const,
  );
  expect(fields.map((pair) => pair.join('=')).join('&')).toBe(form);
  expect(readFields(contract, media, fields)).toEqual(value);
});

it.each<{ readonly form: string; readonly want: object }>([
  { form: 'expand[]=a&expand[]=b', want: { expand: ['a', 'b'] } },
  { form: 'expand=a', want: { expand: ['a'] } },
  { form: 'tags[0]=a', want: { 'tags[0]': 'a' } },
  { form: `price${'[x]'.repeat(40)}=1`, want: { [`price${'[x]'.repeat(40)}`]: '1' } },
  { form: 'items[0][quantity]=many', want: { items: [{ quantity: 'many' }] } },
])('$form is read as $want', ({ form, want }) => {
  if (media === undefined) throw new Error('the operation has no body');
  const fields = [...new URLSearchParams(form)];
  expect(readFields(contract, media, fields)).toEqual(want);
});

it('whatever the names, reading ends and no prototype is touched', () => {
  const name = fc.stringMatching(/^(items|price|__proto__|x)(\[(__proto__|constructor|0|1|)\]){0,4}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (fields) => {
      if (media === undefined) throw new Error('the operation has no body');
      expect(Object.getPrototypeOf(readFields(contract, media, fields))).toBe(Object.prototype);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }),
    { numRuns: 100 },
  );
});
