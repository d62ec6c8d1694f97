/**
 * How parameters are written, by hand from the tables of OpenAPI 3.1.1 and 3.2 (4.8.12.4 "Style Examples", Appendix C and D) and
 * the examples of RFC 6570. Nothing of the product is imported here: this table judges it.
 */

/** The values that each way of writing is tried with. */
export const values = {
  word: 'blue',
  empty: '',
  reserved: 'a/b?c=d&e',
  wide: 'é ü',
  seven: 7,
  yes: true,
  three: ['blue', 'black', 'brown'],
  one: ['blue'],
  spaces: ['a b', 'c,d'],
  none: [],
  rgb: { R: 100, G: 200, B: 150 },
  odd: { 'a b': 'c&d' },
  nothing: {},
} as const;

export type ValueName = keyof typeof values;

/** `refused`: no request can carry it (an empty path segment is another path). `absent`: nothing is sent. */
export const refused = Symbol('refused');
export const absent = Symbol('absent');

/** What stands on the wire for a parameter called `color`. A value that is not listed has no writing in the specification. */
export type Cells = { readonly [name in ValueName]?: string | typeof refused | typeof absent };

export interface Writing {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'querystring';
  readonly style?: string;
  readonly explode?: boolean;
  readonly allowReserved?: true;
  /** A media type where `content` describes the parameter. */
  readonly content?: string;
  /** The first version of OpenAPI that has it. */
  readonly since?: '3.2';
  readonly cells: Cells;
  /** Values that cannot be read back: commas of a header are not escaped, an empty list is a list of one empty text. */
  readonly unreadable?: readonly ValueName[];
}

const plain = { reserved: 'a%2Fb%3Fc%3Dd%26e', wide: '%C3%A9%20%C3%BC', seven: '7', yes: 'true' };
const json = {
  word: '%22blue%22',
  empty: '%22%22',
  reserved: '%22a%2Fb%3Fc%3Dd%26e%22',
  wide: '%22%C3%A9%20%C3%BC%22',
  seven: '7',
  yes: 'true',
  three: '%5B%22blue%22%2C%22black%22%2C%22brown%22%5D',
  one: '%5B%22blue%22%5D',
  spaces: '%5B%22a%20b%22%2C%22c%2Cd%22%5D',
  none: '%5B%5D',
  rgb: '%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D',
  odd: '%7B%22a%20b%22%3A%22c%26d%22%7D',
  nothing: '%7B%7D',
};
const named = (cells: { readonly [name: string]: string }): Cells =>
  Object.fromEntries(Object.entries(cells).map(([name, text]) => [name, `color=${text}`]));
const notInPath = { none: refused, nothing: refused } as const;
const notSent = { none: absent, nothing: absent } as const;

const path: readonly Writing[] = [
  {
    name: 'path simple',
    in: 'path',
    style: 'simple',
    explode: false,
    cells: {
      word: 'blue',
      empty: refused,
      ...plain,
      three: 'blue,black,brown',
      one: 'blue',
      spaces: 'a%20b,c%2Cd',
      rgb: 'R,100,G,200,B,150',
      odd: 'a%20b,c%26d',
      ...notInPath,
    },
  },
  {
    name: 'path simple exploded',
    in: 'path',
    style: 'simple',
    explode: true,
    cells: {
      word: 'blue',
      empty: refused,
      ...plain,
      three: 'blue,black,brown',
      one: 'blue',
      spaces: 'a%20b,c%2Cd',
      rgb: 'R=100,G=200,B=150',
      odd: 'a%20b=c%26d',
      ...notInPath,
    },
  },
  {
    name: 'path label',
    in: 'path',
    style: 'label',
    explode: false,
    cells: {
      word: '.blue',
      empty: refused,
      reserved: '.a%2Fb%3Fc%3Dd%26e',
      wide: '.%C3%A9%20%C3%BC',
      seven: '.7',
      yes: '.true',
      three: '.blue,black,brown',
      one: '.blue',
      spaces: '.a%20b,c%2Cd',
      rgb: '.R,100,G,200,B,150',
      odd: '.a%20b,c%26d',
      ...notInPath,
    },
  },
  {
    name: 'path label exploded',
    in: 'path',
    style: 'label',
    explode: true,
    cells: {
      word: '.blue',
      empty: refused,
      reserved: '.a%2Fb%3Fc%3Dd%26e',
      wide: '.%C3%A9%20%C3%BC',
      seven: '.7',
      yes: '.true',
      three: '.blue.black.brown',
      one: '.blue',
      spaces: '.a%20b.c%2Cd',
      rgb: '.R=100.G=200.B=150',
      odd: '.a%20b=c%26d',
      ...notInPath,
    },
  },
  {
    name: 'path matrix',
    in: 'path',
    style: 'matrix',
    explode: false,
    cells: {
      word: ';color=blue',
      empty: ';color',
      reserved: ';color=a%2Fb%3Fc%3Dd%26e',
      wide: ';color=%C3%A9%20%C3%BC',
      seven: ';color=7',
      yes: ';color=true',
      three: ';color=blue,black,brown',
      one: ';color=blue',
      spaces: ';color=a%20b,c%2Cd',
      rgb: ';color=R,100,G,200,B,150',
      odd: ';color=a%20b,c%26d',
      ...notInPath,
    },
  },
  {
    name: 'path matrix exploded',
    in: 'path',
    style: 'matrix',
    explode: true,
    cells: {
      word: ';color=blue',
      empty: ';color',
      reserved: ';color=a%2Fb%3Fc%3Dd%26e',
      wide: ';color=%C3%A9%20%C3%BC',
      seven: ';color=7',
      yes: ';color=true',
      three: ';color=blue;color=black;color=brown',
      one: ';color=blue',
      spaces: ';color=a%20b;color=c%2Cd',
      rgb: ';R=100;G=200;B=150',
      odd: ';a%20b=c%26d',
      ...notInPath,
    },
  },
  { name: 'path as JSON', in: 'path', content: 'application/json', cells: json },
];

const queryLists = { none: absent, nothing: absent } as const;
const query: readonly Writing[] = [
  {
    name: 'query form exploded',
    in: 'query',
    style: 'form',
    explode: true,
    cells: {
      ...named({ word: 'blue', empty: '', ...plain, one: 'blue' }),
      three: 'color=blue&color=black&color=brown',
      spaces: 'color=a%20b&color=c%2Cd',
      rgb: 'R=100&G=200&B=150',
      odd: 'a%20b=c%26d',
      ...queryLists,
    },
  },
  {
    name: 'query form',
    in: 'query',
    style: 'form',
    explode: false,
    cells: {
      ...named({ word: 'blue', empty: '', ...plain, one: 'blue' }),
      three: 'color=blue,black,brown',
      spaces: 'color=a%20b,c%2Cd',
      rgb: 'color=R,100,G,200,B,150',
      odd: 'color=a%20b,c%26d',
      ...queryLists,
    },
  },
  {
    // Characters that end a value, or that no query may hold, stay escaped: the value would arrive as another.
    name: 'query form exploded, reserved allowed',
    in: 'query',
    style: 'form',
    explode: true,
    allowReserved: true,
    cells: {
      ...named({ word: 'blue', empty: '', wide: '%C3%A9%20%C3%BC', seven: '7', yes: 'true', one: 'blue' }),
      reserved: 'color=a/b?c=d%26e',
      three: 'color=blue&color=black&color=brown',
      spaces: 'color=a%20b&color=c,d',
      rgb: 'R=100&G=200&B=150',
      odd: 'a%20b=c%26d',
      ...queryLists,
    },
  },
  {
    name: 'query form, reserved allowed',
    in: 'query',
    style: 'form',
    explode: false,
    allowReserved: true,
    cells: {
      ...named({ word: 'blue', empty: '', wide: '%C3%A9%20%C3%BC', seven: '7', yes: 'true', one: 'blue' }),
      reserved: 'color=a/b?c=d%26e',
      three: 'color=blue,black,brown',
      rgb: 'color=R,100,G,200,B,150',
      odd: 'color=a%20b,c%26d',
      ...queryLists,
    },
  },
  {
    name: 'query spaceDelimited',
    in: 'query',
    style: 'spaceDelimited',
    explode: false,
    cells: {
      three: 'color=blue%20black%20brown',
      one: 'color=blue',
      rgb: 'color=R%20100%20G%20200%20B%20150',
      ...queryLists,
    },
  },
  {
    name: 'query spaceDelimited exploded',
    in: 'query',
    style: 'spaceDelimited',
    explode: true,
    cells: {
      three: 'color=blue&color=black&color=brown',
      one: 'color=blue',
      spaces: 'color=a%20b&color=c%2Cd',
      rgb: 'R=100&G=200&B=150',
      odd: 'a%20b=c%26d',
      ...queryLists,
    },
  },
  {
    name: 'query pipeDelimited',
    in: 'query',
    style: 'pipeDelimited',
    explode: false,
    cells: {
      three: 'color=blue%7Cblack%7Cbrown',
      one: 'color=blue',
      spaces: 'color=a%20b%7Cc%2Cd',
      rgb: 'color=R%7C100%7CG%7C200%7CB%7C150',
      odd: 'color=a%20b%7Cc%26d',
      ...queryLists,
    },
  },
  {
    name: 'query pipeDelimited exploded',
    in: 'query',
    style: 'pipeDelimited',
    explode: true,
    cells: {
      three: 'color=blue&color=black&color=brown',
      one: 'color=blue',
      spaces: 'color=a%20b&color=c%2Cd',
      rgb: 'R=100&G=200&B=150',
      odd: 'a%20b=c%26d',
      ...queryLists,
    },
  },
  {
    name: 'query deepObject',
    in: 'query',
    style: 'deepObject',
    explode: true,
    cells: {
      rgb: 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
      odd: 'color%5Ba%20b%5D=c%26d',
      nothing: absent,
    },
  },
  {
    name: 'query deepObject, reserved allowed',
    in: 'query',
    style: 'deepObject',
    explode: true,
    allowReserved: true,
    cells: {
      rgb: 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150',
      odd: 'color%5Ba%20b%5D=c%26d',
      nothing: absent,
    },
  },
  { name: 'query as JSON', in: 'query', content: 'application/json', cells: named(json) },
  {
    name: 'the whole query as a form',
    in: 'querystring',
    content: 'application/x-www-form-urlencoded',
    since: '3.2',
    cells: { rgb: 'R=100&G=200&B=150', odd: 'a%20b=c%26d', nothing: absent },
  },
  {
    name: 'the whole query as JSON',
    in: 'querystring',
    content: 'application/json',
    since: '3.2',
    cells: json,
  },
];

const header: readonly Writing[] = [
  {
    name: 'header simple',
    in: 'header',
    style: 'simple',
    explode: false,
    cells: {
      word: 'blue',
      empty: '',
      reserved: 'a/b?c=d&e',
      seven: '7',
      yes: 'true',
      three: 'blue,black,brown',
      one: 'blue',
      spaces: 'a b,c,d',
      rgb: 'R,100,G,200,B,150',
      odd: 'a b,c&d',
      ...notSent,
    },
    unreadable: ['spaces'],
  },
  {
    name: 'header simple exploded',
    in: 'header',
    style: 'simple',
    explode: true,
    cells: {
      word: 'blue',
      empty: '',
      reserved: 'a/b?c=d&e',
      seven: '7',
      yes: 'true',
      three: 'blue,black,brown',
      one: 'blue',
      spaces: 'a b,c,d',
      rgb: 'R=100,G=200,B=150',
      odd: 'a b=c&d',
      ...notSent,
    },
    unreadable: ['spaces'],
  },
  {
    name: 'header as JSON',
    in: 'header',
    content: 'application/json',
    cells: {
      word: '"blue"',
      empty: '""',
      reserved: '"a/b?c=d&e"',
      seven: '7',
      yes: 'true',
      three: '["blue","black","brown"]',
      one: '["blue"]',
      spaces: '["a b","c,d"]',
      none: '[]',
      rgb: '{"R":100,"G":200,"B":150}',
      odd: '{"a b":"c&d"}',
      nothing: '{}',
    },
  },
];

const cookie: readonly Writing[] = [
  {
    name: 'cookie form',
    in: 'cookie',
    style: 'form',
    explode: false,
    cells: {
      ...named({ word: 'blue', empty: '', ...plain, one: 'blue' }),
      three: 'color=blue,black,brown',
      spaces: 'color=a%20b,c%2Cd',
      rgb: 'color=R,100,G,200,B,150',
      odd: 'color=a%20b,c%26d',
      ...notSent,
    },
  },
  {
    // The specification says that `&` is no delimiter of cookies (3.1.1, Appendix D); cookies stand between `; `.
    name: 'cookie form exploded',
    in: 'cookie',
    style: 'form',
    explode: true,
    cells: {
      ...named({ word: 'blue', empty: '', ...plain, one: 'blue' }),
      three: 'color=blue; color=black; color=brown',
      spaces: 'color=a%20b; color=c%2Cd',
      rgb: 'R=100; G=200; B=150',
      odd: 'a%20b=c%26d',
      ...notSent,
    },
  },
  { name: 'cookie as JSON', in: 'cookie', content: 'application/json', cells: named(json) },
  {
    // Cookies are sent as they are given.
    name: 'cookie style',
    in: 'cookie',
    style: 'cookie',
    explode: false,
    since: '3.2',
    cells: {
      ...named({ word: 'blue', empty: '', reserved: 'a/b?c=d&e', seven: '7', yes: 'true', one: 'blue' }),
      three: 'color=blue,black,brown',
      rgb: 'color=R,100,G,200,B,150',
      ...notSent,
    },
  },
  {
    name: 'cookie style exploded',
    in: 'cookie',
    style: 'cookie',
    explode: true,
    since: '3.2',
    cells: {
      ...named({ word: 'blue', empty: '', reserved: 'a/b?c=d&e', seven: '7', yes: 'true', one: 'blue' }),
      three: 'color=blue; color=black; color=brown',
      rgb: 'R=100; G=200; B=150',
      ...notSent,
    },
  },
];

export const writings: readonly Writing[] = [...path, ...query, ...header, ...cookie];
