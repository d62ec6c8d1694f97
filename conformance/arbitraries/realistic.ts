import { formats } from './formats.ts';
import type { Source } from './source.ts';

const pick = (source: Source, choices: readonly string[]): string =>
  choices[source.nextInt(0, choices.length - 1)] ?? '';
const given = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Ken', 'Radia', 'Katherine', 'Linus', 'Margaret'];
const family = [
  'Lovelace',
  'Hopper',
  'Turing',
  'Dijkstra',
  'Liskov',
  'Thompson',
  'Perlman',
  'Johnson',
  'Hamilton',
];
const nouns = [
  'report',
  'invoice',
  'meeting',
  'summary',
  'project',
  'order',
  'photo',
  'release',
  'ticket',
  'draft',
];
const adjectives = ['quick', 'quiet', 'annual', 'final', 'new', 'open', 'shared', 'blue', 'small', 'weekly'];
const sentences = [
  'Please send me the latest numbers.',
  'The train leaves at seven.',
  'Here is what we agreed on yesterday.',
  'It works on every machine we tried.',
  'Could you have a look at this?',
  'Thank you, that was helpful.',
];
const cities = ['Lisbon', 'Oslo', 'Kyoto', 'Nairobi', 'Lima', 'Toronto', 'Graz'];
const countries = ['PT', 'NO', 'JP', 'KE', 'PE', 'CA', 'AT'];
const slug = (source: Source): string => `${pick(source, adjectives)}-${pick(source, nouns)}`;
const identifier = (source: Source): string => {
  let text = '';
  for (let index = 0; index < 12; index++)
    text += '0123456789abcdefghijklmnopqrstuvwxyz'[source.nextInt(0, 35)];
  return text;
};

/** What members of these names usually hold; the first rule whose name matches applies. */
const texts: readonly (readonly [RegExp, (source: Source) => string])[] = [
  [/(^|_)[gsu]?id$|Id$|^g?uuid$/, identifier],
  [/e[-_]?mail/i, (source) => formats['email']?.(source) ?? 'a@example.com'],
  [/^(first|given)_?name$/i, (source) => pick(source, given)],
  [/^(last|family)_?name$/i, (source) => pick(source, family)],
  [/file_?name$/i, (source) => `${slug(source)}.${pick(source, ['txt', 'json', 'pdf', 'png'])}`],
  [
    /(^|_)(user|author|owner|person|customer)(_?name)?$/i,
    (source) => `${pick(source, given)} ${pick(source, family)}`,
  ],
  [/name$|slug|key$/i, slug],
  [/(url|uri|href|link|website)$/i, (source) => formats['uri']?.(source) ?? 'https://example.com'],
  [/(date|_at|_on|time|timestamp)$/i, (source) => formats['date-time']?.(source) ?? ''],
  [/phone|mobile/i, (source) => `+1555${String(source.nextInt(0, 9_999_999)).padStart(7, '0')}`],
  [/city|town/i, (source) => pick(source, cities)],
  [/country/i, (source) => pick(source, countries)],
  [/currency/i, (source) => pick(source, ['EUR', 'USD', 'JPY', 'GBP'])],
  [/lang|locale/i, (source) => pick(source, ['en', 'de', 'zh-CN', 'pt-BR'])],
  [/colou?r/i, (source) => pick(source, ['red', 'teal', '#336699', 'black'])],
  [/title|subject|label/i, (source) => `${pick(source, adjectives)} ${pick(source, nouns)}`],
  [/text|content|message|description|comment|body|note|summary|prompt/i, (source) => pick(source, sentences)],
];

/** A text that reads well for a member of this name. */
export function realisticText(name: string, source: Source): string {
  const rule = texts.find(([pattern]) => pattern.test(name));
  return rule === undefined ? `${pick(source, adjectives)} ${pick(source, nouns)}` : rule[1](source);
}

const spring2024 = 1_710_000_000;

/** A number that reads well for a member of this name; `undefined` when any will do. */
export function realisticNumber(name: string, source: Source): number | undefined {
  if (/(_at|_on|created|updated|timestamp|time)$/i.test(name))
    return spring2024 + source.nextInt(0, 30_000_000);
  if (/(count|total|tokens|size|bytes|length|quantity)/i.test(name)) return source.nextInt(0, 5_000);
  if (/(price|amount|balance|cost)/i.test(name)) return source.nextInt(0, 100_000) / 100;
  if (/(age|index|page|limit)$/i.test(name)) return source.nextInt(0, 90);
  return undefined;
}
