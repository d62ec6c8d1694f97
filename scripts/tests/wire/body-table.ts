import type { ValueName } from './parameter-table.ts';

/**
 * How a member `color` of a form is written, by hand from the Encoding Object of OpenAPI 3.1.1 (4.8.15), the WHATWG serializer of
 * forms and RFC 7578. Nothing of the product is imported here: this table judges it.
 */
export interface FormWriting {
  readonly name: string;
  readonly encoding?: { readonly style?: string; readonly explode?: boolean; readonly contentType?: string };
  /** The text of an `application/x-www-form-urlencoded` body. */
  readonly cells: { readonly [name in ValueName]?: string };
  /** Nothing is sent of them, so that nothing can be read. */
  readonly unreadable?: readonly ValueName[];
}

const scalars = {
  word: 'color=blue',
  empty: 'color=',
  reserved: 'color=a%2Fb%3Fc%3Dd%26e',
  wide: 'color=%C3%A9+%C3%BC',
  seven: 'color=7',
  yes: 'color=true',
};
const repeated = {
  three: 'color=blue&color=black&color=brown',
  one: 'color=blue',
  spaces: 'color=a+b&color=c%2Cd',
  none: '',
};
const inJson = {
  rgb: 'color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D',
  odd: 'color=%7B%22a+b%22%3A%22c%26d%22%7D',
  nothing: 'color=%7B%7D',
};
const apart = { rgb: 'R=100&G=200&B=150', odd: 'a+b=c%26d', nothing: '' };

export const formWritings: readonly FormWriting[] = [
  {
    name: 'no encoding',
    cells: { ...scalars, ...repeated, ...inJson },
    unreadable: ['none'],
  },
  {
    name: 'form exploded',
    encoding: { style: 'form', explode: true },
    cells: { ...scalars, ...repeated, ...apart },
    unreadable: ['none', 'nothing'],
  },
  {
    name: 'form, explode by default',
    encoding: { style: 'form' },
    cells: { ...scalars, ...repeated, ...apart },
    unreadable: ['none', 'nothing'],
  },
  {
    name: 'form',
    encoding: { style: 'form', explode: false },
    cells: {
      ...scalars,
      three: 'color=blue%2Cblack%2Cbrown',
      one: 'color=blue',
      none: '',
      rgb: 'color=R%2C100%2CG%2C200%2CB%2C150',
      odd: 'color=a+b%2Cc%26d',
      nothing: '',
    },
    unreadable: ['none', 'nothing'],
  },
  {
    name: 'explode alone',
    encoding: { explode: false },
    cells: { ...scalars, three: 'color=blue%2Cblack%2Cbrown', one: 'color=blue', none: '' },
    unreadable: ['none'],
  },
  {
    name: 'spaceDelimited',
    encoding: { style: 'spaceDelimited', explode: false },
    cells: {
      three: 'color=blue+black+brown',
      one: 'color=blue',
      rgb: 'color=R+100+G+200+B+150',
      none: '',
      nothing: '',
    },
    unreadable: ['none', 'nothing'],
  },
  {
    name: 'pipeDelimited',
    encoding: { style: 'pipeDelimited', explode: false },
    cells: {
      three: 'color=blue%7Cblack%7Cbrown',
      one: 'color=blue',
      spaces: 'color=a+b%7Cc%2Cd',
      rgb: 'color=R%7C100%7CG%7C200%7CB%7C150',
      odd: 'color=a+b%7Cc%26d',
      none: '',
      nothing: '',
    },
    unreadable: ['none', 'nothing'],
  },
  {
    // The specification leaves lists open; people's servers read indexes in brackets.
    name: 'deepObject',
    encoding: { style: 'deepObject', explode: true },
    cells: {
      three: 'color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown',
      one: 'color%5B0%5D=blue',
      rgb: 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
      odd: 'color%5Ba+b%5D=c%26d',
      none: '',
      nothing: '',
    },
    unreadable: ['none', 'nothing'],
  },
  {
    name: 'as JSON',
    encoding: { contentType: 'application/json' },
    cells: {
      word: 'color=%22blue%22',
      empty: 'color=%22%22',
      reserved: 'color=%22a%2Fb%3Fc%3Dd%26e%22',
      wide: 'color=%22%C3%A9+%C3%BC%22',
      seven: 'color=7',
      yes: 'color=true',
      ...inJson,
    },
  },
];

/** One part of a form: its content type (a text without one is `text/plain`) and its text. */
export type Part = readonly [type: string, text: string];

export interface PartWriting {
  readonly name: string;
  readonly encoding?: { readonly contentType: string };
  readonly cells: { readonly [name in ValueName]?: readonly Part[] };
  readonly unreadable?: readonly ValueName[];
}

const text = (...texts: readonly string[]): readonly Part[] => texts.map((each) => ['text/plain', each]);
const json = (...texts: readonly string[]): readonly Part[] =>
  texts.map((each) => ['application/json', each]);

/** The parts of a `multipart/form-data` body. */
export const partWritings: readonly PartWriting[] = [
  {
    name: 'no encoding',
    cells: {
      word: text('blue'),
      empty: text(''),
      reserved: text('a/b?c=d&e'),
      wide: text('é ü'),
      seven: text('7'),
      yes: text('true'),
      three: text('blue', 'black', 'brown'),
      one: text('blue'),
      spaces: text('a b', 'c,d'),
      rgb: json('{"R":100,"G":200,"B":150}'),
      odd: json('{"a b":"c&d"}'),
      nothing: json('{}'),
    },
  },
  {
    name: 'as JSON',
    encoding: { contentType: 'application/json' },
    cells: {
      word: json('"blue"'),
      empty: json('""'),
      reserved: json('"a/b?c=d&e"'),
      wide: json('"é ü"'),
      seven: json('7'),
      yes: json('true'),
      three: json('"blue"', '"black"', '"brown"'),
      one: json('"blue"'),
      rgb: json('{"R":100,"G":200,"B":150}'),
      odd: json('{"a b":"c&d"}'),
      nothing: json('{}'),
    },
  },
  {
    name: 'of a vendor type of JSON',
    encoding: { contentType: 'application/vnd.color+json' },
    cells: {
      word: [['application/vnd.color+json', '"blue"']],
      seven: [['application/vnd.color+json', '7']],
      rgb: [['application/vnd.color+json', '{"R":100,"G":200,"B":150}']],
    },
  },
  {
    name: 'as a text of another type',
    encoding: { contentType: 'text/markdown' },
    cells: { word: [['text/markdown', 'blue']], empty: [['text/markdown', '']] },
    unreadable: ['word', 'empty'],
  },
];
