import { child, isObject } from '../../json/pointer.ts';
import type { Pointer } from '../../json/types.ts';
import type { Finding, LintRule } from '../finding.ts';

/** Servers whose variables do not fit their URL (section 4.8.5 and 4.8.6). */
export const serverUrl: LintRule = ({ document, operations }) => {
  const look = (servers: unknown, pointer: Pointer): readonly Finding[] =>
    (Array.isArray(servers) ? servers : []).flatMap((server: unknown, index) =>
      isObject(server) ? serverFindings(server, child(pointer, index)) : [],
    );
  return [
    ...look(document['servers'], '#/servers'),
    ...operations.flatMap(({ operation, pointer }) => look(operation['servers'], child(pointer, 'servers'))),
  ];
};

function serverFindings(server: Readonly<Record<string, unknown>>, pointer: Pointer): readonly Finding[] {
  const url = String(server['url'] ?? '');
  const variables = isObject(server['variables']) ? server['variables'] : {};
  const used = new Set([...url.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name));
  const finding = (code: string, severity: Finding['severity'], at: Pointer, message: string): Finding => ({
    code,
    severity,
    pointer: at,
    message,
  });
  const at = child(pointer, 'url');
  return [
    ...(/[?#]/.test(url.replace(/\{[^{}]*\}/g, ''))
      ? [finding('query-in-server', 'warning', at, 'the URL of a server has no query and no fragment')]
      : []),
    ...[...used]
      .filter((name) => !Object.hasOwn(variables, name))
      .map((name) =>
        finding('undeclared-server-variable', 'error', at, `the variable {${name}} is not declared`),
      ),
    ...Object.entries(variables).flatMap(([name, variable]) => {
      const place = child(pointer, 'variables', name);
      const { default: initial, enum: values } = isObject(variable) ? variable : {};
      return [
        ...(used.has(name)
          ? []
          : [finding('unused-server-variable', 'warning', place, `the URL has no {${name}}`)]),
        ...(Array.isArray(values) && !values.includes(initial)
          ? [
              finding(
                'server-default-not-in-enum',
                'error',
                child(place, 'default'),
                `the default ${JSON.stringify(initial)} is not in the enum`,
              ),
            ]
          : []),
      ];
    }),
  ];
}
