import type { Documentation } from '../contract/model.ts';
import { commentText, jsonLiteral, wrap } from './text.ts';

const lineWidth = 96;
const longestValue = 200;

/** The text of a doc comment, without its frame; empty when there is nothing to say. */
export function docText(documentation: Documentation): string {
  const { description, title, deprecated, limits, examples, evidence } = documentation;
  const said = commentText((description ?? title ?? '').trim());
  // What the document itself does not say, its reader should know.
  const prose = [
    ...wrap(said, lineWidth),
    ...(evidence === undefined ? [] : [`Not in the document's schemas; evidence: ${evidence}.`]),
  ]
    .filter((line, index) => line !== '' || index > 0)
    .join('\n');
  const tags = [
    ...limits.map(([keyword, value, from]) => tag(keyword, value) + (from === undefined ? '' : ` (${from})`)),
    ...('default' in documentation ? [tag('default', documentation.default)] : []),
    ...examples.slice(0, 1).map((example) => tag('example', example)),
    ...(deprecated ? ['@deprecated'] : []),
  ].filter((line) => line !== '');
  return [prose, tags.join('\n')].filter((part) => part !== '').join('\n\n');
}

function tag(name: string, value: unknown): string {
  const text = commentText(jsonLiteral(value));
  if (text.length > longestValue) return '';
  if (text.length <= lineWidth || typeof value !== 'object') return `@${name} ${text}`;
  return `@${name}\n${commentText(JSON.stringify(value, null, 2))}`;
}

/** A doc comment with its frame, `indent` before every line; empty when there is nothing to say. */
export function docComment(text: string, indent = ''): string {
  if (text === '') return '';
  const lines = text.split('\n');
  if (lines.length === 1 && lines[0] !== undefined && lines[0].length < lineWidth)
    return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}
