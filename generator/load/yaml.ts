import { createRequire } from 'node:module';
import jsYaml from 'js-yaml';
import type { Document } from 'yaml';
import { DiagnosticError, fail } from '../contract/diagnostics.ts';

/** The careful reader, loaded for text that needs it: most documents never do. */
export const carefulYaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml');

const scalar = (name: string, pattern: RegExp, construct: (text: string) => unknown) =>
  new jsYaml.Type(`tag:yaml.org,2002:${name}`, {
    kind: 'scalar',
    resolve: (text: string | null) => text !== null && pattern.test(text),
    construct,
  });

/** A float of YAML as JavaScript writes it; what is not finite is refused later, with its place. */
const floatOf = (text: string): number =>
  /inf$/i.test(text)
    ? Number(`${text.startsWith('-') ? '-' : ''}Infinity`)
    : /nan$/i.test(text)
      ? Number.NaN
      : Number(text);

/** The core schema (YAML 1.2.2, 10.3.2) and merge keys: a date stays text, `1_000` is text, `0o17` is a number. */
const schema = jsYaml.FAILSAFE_SCHEMA.extend({
  implicit: [
    scalar('null', /^(?:~|null|Null|NULL)?$/, () => null),
    scalar('bool', /^(?:true|True|TRUE|false|False|FALSE)$/, (text) => /^t/i.test(text)),
    scalar('int', /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/, Number),
    scalar(
      'float',
      /^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
      floatOf,
    ),
    scalar('merge', /^<<$/, (text) => text),
  ],
});

/** Letters of YAML that are parsed: its tree with positions takes 60 times as much memory. */
const largestYaml = 48 * 1024 * 1024;

/**
 * The value of YAML text. js-yaml is six times as fast as `yaml`, which decides about all that js-yaml refuses and says what
 * is wrong with it.
 */
export function parseYaml(file: string, text: string): unknown {
  if (text.length > largestYaml)
    return fail({
      code: 'too-large',
      file,
      message: `the file is larger than ${largestYaml / 1024 / 1024} MB of YAML`,
      hint: 'Convert it to JSON, which takes a tenth of the memory.',
    });
  try {
    return jsYaml.load(text, { schema });
  } catch {
    return parseCarefully(file, text);
  }
}

function parseCarefully(file: string, text: string): unknown {
  const { LineCounter, parseDocument } = carefulYaml();
  const lineCounter = new LineCounter();
  try {
    const document: Document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
    const error = document.errors[0];
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      fail({ code: 'not-yaml', file, line, column: col, message: `this is not YAML: ${error.message}` });
    }
    return document.toJS({ maxAliasCount: 10_000 });
  } catch (cause) {
    if (cause instanceof DiagnosticError) throw cause;
    const message = `cannot read the YAML: ${(cause as Error).message}`;
    return fail({ code: 'not-yaml', file, line: 1, column: 1, message });
  }
}

/** Receives every node as the reader of {@link parseYaml} opens and closes it; throws where that reader refuses the text. */
export function walkYaml(
  text: string,
  open: (offset: number) => void,
  close: (kind: string, value: unknown) => void,
): void {
  jsYaml.load(text, {
    schema,
    listener(event, { position, kind, result }) {
      if (event === 'open') open(position);
      else close(kind, result);
    },
  });
}
