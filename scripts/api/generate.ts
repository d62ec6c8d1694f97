import type { Contract } from '../../generator/contract/model.ts';
import { type EmitOptions, type Emitter, hasPart } from '../../generator/emit/emitter.ts';
import type { Printed } from '../../generator/render/module.ts';
import type { RenderedFile } from '../../generator/render/render.ts';

/** What `generate` prints beside the standard outputs, and what the configuration says of the package. */
export interface GenerateOptions extends EmitOptions {
  /** Outputs of your own, printed after the standard ones. */
  readonly emitters?: readonly Emitter[];
  /** Texts of modules printed before: what is described alike is not printed again. */
  readonly printed?: Printed;
}

/**
 * The files of the generated package, as text; nothing is written. Paths are relative, with `/`. Throws an Error where an
 * output returns a path outside the folder or a path of another output.
 *
 * @example
 * const files = await generate(await loadContract('openapi.json'));
 * for (const { path, text } of files) console.log(path, text.length);
 */
export async function generate(
  contract: Contract,
  { emitters: own = [], printed, ...options }: GenerateOptions = {},
): Promise<readonly RenderedFile[]> {
  // Loaded when it is called: the compilers behind it take longer to load than most programs take to run.
  const [{ emitters }, { render }] = await Promise.all([
    import('../../generator/emit/emitters.ts'),
    import('../../generator/render/render.ts'),
  ]);
  const wanted = emitters.filter(
    ({ parts, name }) =>
      (parts === undefined || parts.some((part) => hasPart(options, part))) &&
      !(name === 'readme' && options.layout === 'sources'),
  );
  const files = await Promise.all([...wanted, ...own].map((emitter) => emitter.emit(contract, options)));
  const rendered = await render(files.flat(), printed);
  // Sources alone stand in a folder of somebody's own package.
  return options.layout === 'sources'
    ? rendered.map((file) => ({ ...file, path: file.path.replace(/^src\//, '') }))
    : rendered;
}
