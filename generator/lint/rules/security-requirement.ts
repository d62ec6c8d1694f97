import { child, isObject } from '../../json/pointer.ts';
import type { Pointer } from '../../json/types.ts';
import type { Finding, LintRule } from '../finding.ts';
import { resolved } from '../schemas.ts';

/** Requirements that name a scheme or a scope that is not declared (section 4.8.30). */
export const securityRequirement: LintRule = ({ document, operations }) => {
  const { components, security } = document;
  const declared = isObject(components) ? components['securitySchemes'] : undefined;
  const schemes = isObject(declared) ? declared : {};
  const look = (list: unknown, pointer: Pointer): readonly Finding[] =>
    (Array.isArray(list) ? list : []).flatMap((requirement: unknown, index) =>
      Object.entries(isObject(requirement) ? requirement : {}).flatMap(([name, scopes]) => {
        const at = child(pointer, index, name);
        const scheme = Object.hasOwn(schemes, name) ? resolved(document, schemes[name]) : undefined;
        if (scheme === undefined)
          return [
            error(at, 'undeclared-security-scheme', `no security scheme is called ${JSON.stringify(name)}`),
          ];
        if (scheme['type'] !== 'oauth2') return [];
        const known = scopesOf(scheme);
        return (Array.isArray(scopes) ? scopes : [])
          .filter((scope) => !known.has(scope))
          .map((scope) =>
            error(at, 'undeclared-scope', `no flow of ${name} has the scope ${JSON.stringify(scope)}`),
          );
      }),
    );
  return [
    ...look(security, '#/security'),
    ...operations.flatMap(({ operation, pointer }) =>
      look(operation['security'], child(pointer, 'security')),
    ),
  ];
};

const error = (pointer: Pointer, code: string, message: string): Finding => ({
  code,
  severity: 'error',
  pointer,
  message,
});

function scopesOf({ flows }: Readonly<Record<string, unknown>>): ReadonlySet<unknown> {
  const all = Object.values(isObject(flows) ? flows : {});
  return new Set(
    all.flatMap((flow) => Object.keys(isObject(flow) && isObject(flow['scopes']) ? flow['scopes'] : {})),
  );
}
