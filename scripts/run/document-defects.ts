import type { Contract } from '../../generator/contract/model.ts';
import { lint } from '../../generator/lint/lint.ts';

/** Defects that make a promise nobody can keep; a server is not blamed for them. */
const unkeepable: Readonly<Record<string, string>> = {
  'missing-client-error': 'a wrong call can be refused with no documented status, so any refusal will do',
  unsatisfiable: 'no value satisfies this schema, so nothing is sent or judged by it',
  'lost-discriminator': 'the discriminator leads nowhere, so no request reaches that branch',
};

/** What the document itself makes impossible, said once before anything is sent. */
export function documentDefects({ document, origin }: Contract): readonly string[] {
  return lint(document)
    .filter(({ code }) => Object.hasOwn(unkeepable, code))
    .map(({ code, pointer }) => {
      const { file, position } = origin(pointer);
      const at = position();
      return `${file}${at === undefined ? '' : `:${at.line}:${at.column}`} ${pointer}: ${unkeepable[code]}`;
    });
}
