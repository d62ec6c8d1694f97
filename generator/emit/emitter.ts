import type { Contract } from '../contract/model.ts';

/**
 * A statement of a module: text, or a structure of ts-morph (plain data), whose types are not part of the package's own: who
 * writes an output uses text, or installs ts-morph.
 */
export type Statement = string | { readonly kind: number };

/**
 * One output file, described as data; `render/` turns it into text. `path` is relative to the output folder, with `/`.
 * - `module`: ts-morph structures (plain data), printed as TypeScript
 * - `template`: a file of `templates/` and the view it is filled with
 * - `source`: a module of this package, copied; its imports keep their names and get the extension `.js`
 */
export type GeneratedFile =
  | { readonly kind: 'text'; readonly path: string; readonly text: string }
  | { readonly kind: 'json'; readonly path: string; readonly value: unknown }
  | {
      readonly kind: 'module';
      readonly path: string;
      readonly statements: readonly Statement[];
    }
  | {
      readonly kind: 'template';
      readonly path: string;
      readonly template: string;
      readonly view: { readonly [name: string]: unknown };
    }
  | {
      readonly kind: 'source';
      readonly path: string;
      /** Path of the module in this package. */
      readonly source: string;
      /** The first line of the file. */
      readonly banner: string;
    };

/** Settings of the generated package. */
export interface EmitOptions {
  /** npm name; made from the title when the configuration is silent. */
  readonly packageName?: string;
  /** npm version; `info.version` when the configuration is silent. */
  readonly packageVersion?: string;
  /** Rules of requests that go into the package. */
  readonly rules?: readonly RuleSource[];
  /** Modules written by hand that go into the package, exported as `./helpers`. */
  readonly helpers?: readonly HandWritten[];
  /** The selected parts; all when absent. */
  readonly only?: readonly Part[];
  /** A package of its own, or the sources alone for a folder of one that exists; a package when absent. */
  readonly layout?: 'package' | 'sources';
}

/** A module written by hand; `path` is relative to the folder of helpers, with `/`. */
export interface HandWritten {
  readonly path: string;
  readonly text: string;
}

/** A part of the output that can be selected (`--only`). */
export type Part = 'types' | 'client' | 'validators' | 'testing';

/** Whether a part is selected. */
export const hasPart = ({ only }: EmitOptions, part: Part): boolean =>
  only === undefined || only.includes(part);

/** The source of one rule: a module with type-only imports and one export. */
export interface RuleSource {
  /** Of its file, without extension; from an allow-list of characters. */
  readonly file: string;
  /** The name it exports. */
  readonly name: string;
  readonly text: string;
}

/**
 * One output = one file of `emit/`; the ordered list stands in `emitters.ts`. Pure: no disk, no clock, no
 * randomness.
 */
export interface Emitter {
  readonly name: string;
  /** The parts that need this output; without a list it is always printed. */
  readonly parts?: readonly Part[];
  emit(
    contract: Contract,
    options: EmitOptions,
  ): readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;
}
