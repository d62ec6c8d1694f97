import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of documentation, from the root of the repository. */
export const markdownFiles = (root: string): readonly string[] => [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...(existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs')) : [])
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A block of code of a page. */
export interface DocumentedBlock {
  readonly file: string;
  readonly language: string;
  readonly text: string;
}

export const documentedBlocks = (root: string): readonly DocumentedBlock[] =>
  markdownFiles(root).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
      ([, language = '', text = '']) => ({ file, language, text }),
    ),
  );

/** Every line that runs plumbline, without what stands before its verb; in the order of the pages. */
export function documentedCommands(
  root: string,
): readonly { readonly file: string; readonly words: readonly string[] }[] {
  return documentedBlocks(root)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ file, text }) =>
      text.split('\n').flatMap((line) => {
        const [, rest] = /^(?:npx --no -- plumbline|npm run -s plumbline --) (.*)$/.exec(line) ?? [];
        return rest === undefined ? [] : [{ file, words: wordsOf(rest) }];
      }),
    );
}

/** As a shell splits it, single quotes kept together; a comment is left out. */
const wordsOf = (line: string): readonly string[] =>
  [...line.replace(/\s#.*$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
