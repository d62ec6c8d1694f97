import type { GeneratedFile } from '../emit/emitter.ts';
import { escapeSource } from '../json/escape.ts';
import { type Printed, printModule } from './module.ts';
import { checkPaths } from './paths.ts';
import { sourceOf } from './source.ts';
import { checkSyntax, isSource } from './syntax.ts';
import { fillTemplate } from './template.ts';

/** A file as it will stand on disk; `path` is relative to the output folder, with `/`. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Turns descriptions of files into text, in the order given. Throws for an unsafe path, which is a bug of the
 * emitter.
 */
export async function render(
  files: readonly GeneratedFile[],
  printed?: Printed,
): Promise<readonly RenderedFile[]> {
  checkPaths(files.map(({ path }) => path));
  return files.map((file) => {
    const text = textOf(file, printed);
    const rendered = { path: file.path, text: isSource(file.path) ? escapeSource(text) : text };
    // Whatever the document says, nothing is written that does not parse.
    checkSyntax(rendered.path, rendered.text);
    return rendered;
  });
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
    case 'source':
      return `${file.banner}\n\n${sourceOf(file.source)}`;
    default:
      return file satisfies never;
  }
}
