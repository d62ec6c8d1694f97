import { child, isObject } from '../../json/pointer.ts';
import type { Finding, LintRule } from '../finding.ts';

/** Paths that no request has, or that name a parameter twice or not at all (OpenAPI 3.1, section 4.8.2). */
export const pathTemplate: LintRule = ({ document }) => {
  const { paths } = document;
  return Object.keys(isObject(paths) ? paths : {}).flatMap((path): readonly Finding[] => {
    if (path.startsWith('x-')) return [];
    const pointer = child('#/paths', path);
    const names = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    const outside = path.replace(/\{[^{}]*\}/g, '');
    return [
      ...(/[?#]/.test(outside)
        ? [
            finding(
              'query-in-path',
              'a path ends where its query or fragment begins; declare query parameters',
            ),
          ]
        : []),
      ...(twice === undefined
        ? []
        : [finding('path-parameter-twice', `the path has {${twice}} twice, and one value for both`)]),
      ...(names.includes('') ? [finding('nameless-path-parameter', 'the path has {} without a name')] : []),
      ...(/[{}]/.test(outside)
        ? [finding('unbalanced-path', 'the braces of the path are not balanced: they are sent as they are')]
        : []),
    ];
    function finding(code: string, message: string): Finding {
      return { code, severity: 'error', pointer, message };
    }
  });
};
