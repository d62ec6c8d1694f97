import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { checks, historyChecks } from '../../../conformance/checks/index.ts';
import { vocabulary } from '../../../generator/build/extensions.ts';
import { build } from '../../plumbline.ts';
import { packageRoot } from '../../run/package-info.ts';

/** A page of `docs/`: what a person wrote, and below a mark what is made from the program. */
export interface Page {
  /** Below `docs/`. */
  readonly path: string;
  readonly text: string;
}

/** What stands below it is made by `npm run docs`. */
const mark = '<!-- Below this line: made by npm run docs. -->';

/** Every page that is made, as it should stand. */
export function pages(): readonly Page[] {
  const program = build(() => undefined);
  const verbs = program.commands.flatMap((verb) => (verb.commands.length > 0 ? verb.commands : [verb]));
  return [
    ...verbs.map((verb) => pageOf(`${verb.name() === 'merge' ? 'report' : verb.name()}.md`, verbText(verb))),
    pageOf('checks.md', checksText()),
    pageOf('configuration.md', configurationText()),
    pageOf('drift-codes.md', driftCodesText()),
    pageOf('overlays.md', overlaysText()),
  ];
}

/** The text above the mark stays as it is. */
function pageOf(path: string, made: string): Page {
  const file = join(packageRoot, 'docs', path);
  const written = existsSync(file) ? (readFileSync(file, 'utf8').split(mark)[0] ?? '') : `# ${path}\n\n`;
  return { path, text: `${written}${mark}\n\n${made.trimEnd()}\n` };
}

/** `plumbline report merge` of the verb `merge`. */
const nameOf = (verb: Command): string =>
  verb.parent?.parent == null ? verb.name() : `${verb.parent.name()} ${verb.name()}`;

function verbText(verb: Command): string {
  const given = verb.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [
    '## Usage',
    `\`\`\`text\nplumbline ${[nameOf(verb), ...given].join(' ')} [options]\n\`\`\``,
    `${sentence(verb.description())}`,
    ...(verb.registeredArguments.length === 0
      ? []
      : [
          table(
            ['argument', ''],
            verb.registeredArguments.map((each) => [`\`${each.name()}\``, each.description]),
          ),
        ]),
    '## Flags',
    table(['flag', '', 'default'], verb.options.map(rowOf)),
  ].join('\n\n');
}

const rowOf = (option: Option): readonly string[] => [
  `\`${option.flags}\``,
  [
    option.description,
    ...(option.argChoices === undefined
      ? []
      : [`One of ${option.argChoices.map((each) => `\`${each}\``).join(', ')}.`]),
  ].join(' '),
  option.defaultValue === undefined ? '' : `\`${String(option.defaultValue)}\``,
];

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
/** Code keeps its angle brackets. */
const cells = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part.replaceAll('|', '\\|') : cell(part)))
    .join('');

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows.map((row) => row.map(cells))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** What stands in the comment before the first export of a module. */
function commentOf(text: string, name: string): string {
  const before = text.slice(0, text.indexOf(name));
  const comments = [...before.matchAll(/\/\*\*([\s\S]*?)\*\//g)];
  return (comments.at(-1)?.[1] ?? '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, ''))
    .join(' ')
    .trim();
}

function checksText(): string {
  const folder = join(packageRoot, 'conformance/checks');
  const modules = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const rows = (checks: readonly { readonly id: string }[]): readonly (readonly string[])[] =>
    checks.map(({ id }) => {
      const text = modules.find((each) => each.includes(`id: '${id}'`)) ?? '';
      return [`\`${id}\``, commentOf(text, `id: '${id}'`)];
    });
  return [
    '## Of one exchange',
    table(['check', ''], rows(checks)),
    '## Of a sequence',
    table(['check', ''], rows(historyChecks)),
  ].join('\n\n');
}

/** The members of `PlumblineConfig` with their comments. */
export function configurationKeys(): readonly (readonly [key: string, type: string, comment: string])[] {
  const text = readFileSync(join(packageRoot, 'scripts/run/config.ts'), 'utf8');
  const [, members = ''] = /export interface PlumblineConfig \{([\s\S]*?)\n\}/.exec(text) ?? [];
  return [
    ...members.matchAll(/(?:\/\*\*([\s\S]*?)\*\/\s*)?readonly (\w+)\??: ([^;]+(?:\{[^}]*\})?[^;\n]*);\n/g),
  ].map(([, comment = '', key = '', type = '']) => [
    key,
    type.replace(/\breadonly /g, '').replace(/\s+/g, ' '),
    comment.replace(/\s*\n\s*\*\s?/g, ' ').trim(),
  ]);
}

const configurationText = (): string =>
  [
    '## Members',
    table(
      ['member', 'type', ''],
      configurationKeys().map(([key, type, comment]) => [`\`${key}\``, `\`${type}\``, comment]),
    ),
  ].join('\n\n');

/** Codes of changes, from the modules that find them; `*` stands for what the change is about. */
export function driftCodes(): readonly string[] {
  const folder = join(packageRoot, 'generator/drift');
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const said = texts.flatMap((text) =>
    [...text.matchAll(/\bcode: ([^;]*?)(?:,\n|,\s*\w+:| \})/g)].map(([, of = '']) => of),
  );
  const codes = said.flatMap((of) => [
    ...[...of.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code = '']) => code),
    ...[...of.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) =>
      code.includes('polarity')
        ? ['request', 'response'].map((side) => code.replace(/\$\{[^}]*polarity\}/, side))
        : [code],
    ),
  ]);
  const unlike = ['bad-drift-policy', 'different-apis', 'invalid-document'];
  const spelled = codes.map((code) => code.replace(/\$\{[^}]*\}/g, '*'));
  return [...new Set(spelled)].filter((code) => !unlike.includes(code)).sort();
}

const driftCodesText = (): string =>
  [
    '## Codes',
    table(
      ['code', 'about'],
      driftCodes().map((code) => [
        `\`${code}\``,
        code.startsWith('request')
          ? 'what clients send'
          : code.startsWith('response')
            ? 'what the server sends'
            : code.replace(/-.*/, ''),
      ]),
    ),
  ].join('\n\n');

const overlaysText = (): string =>
  [
    '## The members `x-plumbline-*`',
    table(
      ['member', ''],
      Object.entries(vocabulary).map(([name, where]) => [`\`${name}\``, where]),
    ),
  ].join('\n\n');
