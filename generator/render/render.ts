import type { GeneratedFile } from '../emit/emitter.ts';
import { type Printed, printModule } from './module.ts';
import { checkPaths } from './paths.ts';
import { fillTemplate } from './template.ts';

/** A file as it will stand on disk; `path` is relative to the output folder, with `/`. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/** Turns descriptions of files into text, in the order given. An emitter that asks for an unsafe path is a bug: it throws. */
export async function render(
  files: readonly GeneratedFile[],
  printed?: Printed,
): Promise<readonly RenderedFile[]> {
  checkPaths(files.map(({ path }) => path));
  return files.map((file) => ({ path: file.path, text: textOf(file, printed) }));
}

function textOf(file: GeneratedFile, printed: Printed | undefined): string {
  switch (file.kind) {
    case 'text':
      return file.text;
    case 'json':
      return `${JSON.stringify(file.value, null, 2)}\n`;
    case 'module':
      return printModule(file.path, file.statements, printed);
    case 'template':
      return fillTemplate(file.template, file.view);
    default:
      return file satisfies never;
  }
}
