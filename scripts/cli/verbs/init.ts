import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { fail } from '../../../generator/contract/diagnostics.ts';
import type { Contract } from '../../../generator/contract/model.ts';
import { oneLine } from '../../../generator/json/safe-text.ts';
import { isFilePath } from '../../../generator/load/locations.ts';
import { findDocuments } from '../../run/find-documents.ts';
import { loadSubject } from '../../run/subject.ts';
import { writeWhole } from '../../run/write-whole.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

/** The options of `plumbline init`. */
export interface InitOptions extends LoadingFlags {
  /** The folder of the generated package. */
  readonly output?: string;
  /** The server that CI judges; the built-in mock when absent. */
  readonly target?: string;
}

/**
 * Writes a configuration, a CI workflow and an empty ignore file for a document. What is there already stays as it
 * is.
 */
export async function init(options: InitOptions): Promise<ExitCode> {
  try {
    return await writeFiles(options);
  } finally {
    // An open reader would keep the process waiting.
    terminal?.close();
  }
}

async function writeFiles(options: InitOptions): Promise<ExitCode> {
  const here = process.cwd();
  const document = options.spec ?? (await chooseDocument(findDocuments(here)));
  const subject = await loadSubject(document, options.overlay, undefined, {
    ...loadingHints(options),
    config: undefined,
    bare: false,
  });
  describeContract(document, subject.contract);
  const output = options.output ?? (await ask('Folder of the generated package', 'sdk'));
  const target =
    options.target ??
    ((await ask('Server that CI judges, a URL; the built-in mock when empty', '')) || undefined);
  // With slashes on Windows too: the file is read on other systems.
  const named = isFilePath(document)
    ? (relative(here, resolve(here, document)) || document).split(sep).join('/')
    : document;
  for (const [file, text] of [
    ['plumbline.config.ts', configText(named, output)],
    [
      '.github/workflows/plumbline.yml',
      workflowText(subject.contract, target, isFilePath(document) ? named : undefined),
    ],
    ['.plumbline-ignore.yaml', ignoreText],
  ] as const)
    await writeNew(file, text);
  print('\nNext: plumbline explain (what is made of the document), plumbline generate, plumbline mock');
  return ExitCode.clean;
}

/** Prompts for one of several documents at a terminal; elsewhere it has to be named. */
async function chooseDocument(found: readonly string[]): Promise<string> {
  const [first] = found;
  if (first === undefined)
    return fail({
      code: 'no-document',
      message: 'no OpenAPI document in this folder or up to three levels below',
      hint: 'Name it: plumbline init path/to/openapi.json, or a URL.',
    });
  if (found.length === 1) return first;
  const list = found.slice(0, 20).map((path, index) => `  ${index + 1}  ${oneLine(path)}`);
  if (!isTerminal())
    return fail({
      code: 'several-documents',
      message: `there are ${found.length} OpenAPI documents here`,
      hint: `Name one: plumbline init <document>\n${list.join('\n')}`,
    });
  print(`${found.length} OpenAPI documents:\n${list.join('\n')}`);
  const answer = await ask('Which one', '1');
  return (
    found[Number(answer) - 1] ??
    fail({ code: 'usage', message: `${JSON.stringify(answer)} is not one of the numbers` })
  );
}

const isTerminal = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

/** The one reader of the terminal: a second one would lose what was typed ahead for it. */
let terminal: Interface | undefined;

/** What a person at a terminal types, or what stands for an empty line; elsewhere nobody is asked. */
async function ask(question: string, otherwise: string): Promise<string> {
  if (!isTerminal()) return otherwise;
  terminal ??= createInterface({ input: process.stdin, output: process.stdout });
  const answer = (
    await terminal.question(`${question}${otherwise === '' ? '' : ` [${otherwise}]`}: `)
  ).trim();
  return answer === '' ? otherwise : answer;
}

function describeContract(document: string, { info, operations, schemas, securitySchemes }: Contract): void {
  const { bold } = paletteFor(process.stdout);
  print(bold(oneLine(`${info.title} ${info.version}  ${document}`)));
  print(`${operations.length} operations, ${schemas.length} schemas`);
  for (const [name, { env }] of securitySchemes)
    print(oneLine(`the key of ${name} is read from ${env}; --key-env names another variable`));
}

async function writeNew(file: string, text: string): Promise<void> {
  if (existsSync(file)) {
    print(`kept     ${file}`);
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(file, text);
  print(`written  ${file}`);
}

const configText = (
  document: string,
  output: string,
): string => `import { defineConfig } from 'openapi-plumbline';

export default defineConfig({
  document: ${JSON.stringify(document)},
  overlays: [],
  output: ${JSON.stringify(output)},
});
`;

const ignoreText = `# Changes that plumbline drift takes as they are, each with a reason:
#   - { code: response-member-removed, pointer: '#/paths/...', reason: no client reads it, expires: 2027-01-01 }
ignore: []
`;

function workflowText(
  { securitySchemes }: Contract,
  target: string | undefined,
  file: string | undefined,
): string {
  const env = [...securitySchemes.values()][0]?.env;
  const key =
    target === undefined || env === undefined
      ? ''
      : `        env:\n          ${env}: \${{ secrets.${env} }}\n`;
  // A document on the web has no earlier version in the repository.
  const drift =
    file === undefined
      ? ''
      : `      - name: What the change of the document breaks
        if: github.event_name == 'pull_request'
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
          DOCUMENT: ${JSON.stringify(file)}
        run: npx --no -- plumbline drift "git:$BASE:$DOCUMENT" "$DOCUMENT" --format github
`;
  return `name: plumbline
on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  contract:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with:
          node-version: 22
      - run: npm ci
${drift}      - name: The generated package is up to date
        run: npx --no -- plumbline generate --check
      - name: The ${target === undefined ? 'mock' : 'server'} keeps to the document
${key}        run: npx --no -- plumbline conform --target ${quoted(target ?? 'mock')} --require-exercised 100%
`;
}

/** One word of a shell. */
const quoted = (text: string): string =>
  /^[\w:/.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
