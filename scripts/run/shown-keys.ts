import { shownAs } from './credential-sources.ts';
import { schemeVariables } from './key-env.ts';
import type { Subject } from './subject.ts';

/**
 * The subject with the names of the variables that hold the keys of this run: lines that show a finding again name them. `keyEnv`:
 * the flag of that name.
 */
export function withShownKeys(subject: Subject, keyEnv: string | undefined): Subject {
  const { contract, config } = subject;
  const sources = config?.conform?.credentials ?? {};
  const given = schemeVariables(keyEnv);
  const securitySchemes = new Map(
    [...contract.securitySchemes].map(([name, scheme]) => {
      const source = sources[name];
      const env = given(name) ?? (source === undefined ? undefined : shownAs(source)) ?? scheme.env;
      return [name, { ...scheme, env }] as const;
    }),
  );
  return { ...subject, contract: { ...contract, securitySchemes } };
}

/** Sentences for the schemes whose credential a login returns: no variable holds it. */
export function loginNotes({ contract, config }: Subject): readonly string[] {
  return Object.entries(config?.conform?.credentials ?? {}).flatMap(([name, source]) => {
    const scheme = contract.securitySchemes.get(name);
    return scheme === undefined || shownAs(source) !== undefined
      ? []
      : [
          `$${scheme.env} in the lines that show a finding again is the token that the login of ${name} returns`,
        ];
  });
}
