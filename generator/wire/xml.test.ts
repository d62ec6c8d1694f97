import { describe, expect, it } from 'vitest';
import { contractOf } from '../testing/small-contract.ts';
import { fromXml, toXml } from './xml.ts';

const book = {
  type: 'object',
  xml: { name: 'book' },
  required: ['title'],
  properties: {
    id: { type: 'integer', xml: { attribute: true } },
    title: { type: 'string', xml: { name: 'headline', prefix: 'b', namespace: 'http://b.example' } },
    tags: { type: 'array', items: { type: 'string', xml: { name: 'tag' } }, xml: { wrapped: true } },
    pages: { type: 'array', items: { type: 'integer' }, xml: { name: 'page' } },
    isNew: { type: 'boolean' },
    author: { type: 'object', properties: { born: { type: ['integer', 'null'] } } },
  },
};
const contract = contractOf({ paths: {}, components: { schemas: { Book: book } } });
const schema = contract.schemaAt('#/components/schemas/Book').normal.schema;

describe('XML by the xml objects of a schema', () => {
  it.each([
    { what: 'the least', value: { title: 'a' } },
    {
      what: 'everything',
      value: {
        id: 7,
        title: '<&"> 😀',
        tags: ['x', 'y'],
        pages: [1, 2],
        isNew: false,
        author: { born: null },
      },
    },
    { what: 'one item in each list', value: { title: '12', tags: ['x'], pages: [1] } },
    { what: 'an empty list', value: { title: 'a', tags: [] } },
  ])('$what reads as it was written', ({ value }) => {
    expect(fromXml(contract, schema, toXml(contract, schema, value))).toEqual({ value });
  });

  it('is written with names, attributes, wrappers and namespaces', () => {
    expect(toXml(contract, schema, { id: 7, title: 'a', tags: ['x'], pages: [1, 2] })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<book id="7"><b:headline xmlns:b="http://b.example">a</b:headline><tags><tag>x</tag></tags><page>1</page><page>2</page></book>',
    );
  });

  it.each([
    { text: '<book><headline>a</book>', problem: /closing tag/i },
    { text: '<shelf/>', problem: /the root element is shelf, expected book/ },
    { text: 'book', problem: /./ },
  ])('$text is told', ({ text, problem }) => {
    expect(fromXml(contract, schema, text)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('a text that is no number stays a text, and an unknown element stays', () => {
    expect(fromXml(contract, schema, '<book id="x"><headline/><price>3</price></book>')).toEqual({
      value: { id: 'x', title: '', price: '3' },
    });
  });
});
