import type { Contract } from '../../generator/contract/model.ts';
import { lint } from '../../generator/lint/lint.ts';

/** Defects that no server can satisfy; they are not findings about the server. */
const unsatisfiable: Readonly<Record<string, string>> = {
  'missing-client-error': 'no status is documented for an invalid request, so any 4xx is accepted',
  unsatisfiable: 'no value satisfies this schema, so nothing is sent or judged by it',
  'lost-discriminator': 'the discriminator maps to no schema, so no request reaches that branch',
};

/** Contradictions in the document itself, printed once before anything is sent. */
export function documentDefects({ document, origin }: Contract): readonly string[] {
  return lint(document)
    .filter(({ code }) => Object.hasOwn(unsatisfiable, code))
    .map(({ code, pointer }) => {
      const { file, position } = origin(pointer);
      const at = position();
      return `${file}${at === undefined ? '' : `:${at.line}:${at.column}`} ${pointer}: ${unsatisfiable[code]}`;
    });
}
