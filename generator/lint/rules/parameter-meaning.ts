import type { JsonObject } from '../../json/types.ts';
import type { Finding, LintRule } from '../finding.ts';
import { resolved } from '../schemas.ts';

/** Headers that a parameter cannot set: they follow from media types and security (section 4.8.12). */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

/** Parameters that the specification says are ignored, or that contradict each other or their style. */
export const parameterMeaning: LintRule = ({ document, operations }) =>
  operations.flatMap(({ parameters, pointer }): readonly Finding[] => {
    const whole = parameters.filter(({ in: place }) => place === 'querystring');
    const hasQuery = parameters.some(({ in: place }) => place === 'query');
    const finding = (code: string, severity: Finding['severity'], message: string): Finding => ({
      code,
      severity,
      pointer,
      message,
    });
    return [
      ...(whole.length > 1 || (whole.length === 1 && hasQuery)
        ? [
            finding(
              'querystring-beside-query',
              'error',
              'a querystring parameter is the whole query: there is room for one, and for no query parameter beside it',
            ),
          ]
        : []),
      ...parameters.flatMap((parameter): readonly Finding[] => {
        const name = String(parameter['name']);
        const { in: place, style, allowReserved } = parameter;
        return [
          ...(place === 'header' && ignoredHeaders.has(name.toLowerCase())
            ? [
                finding(
                  'ignored-header-parameter',
                  'warning',
                  `a header parameter ${name} is ignored: media types and security say it`,
                ),
              ]
            : []),
          ...(allowReserved === true && place !== 'query'
            ? [
                finding(
                  'ignored-allow-reserved',
                  'warning',
                  `allowReserved of ${name} says nothing outside a query`,
                ),
              ]
            : []),
          ...styleFindings(document, parameter, style).map((message) =>
            finding('style-of-other-type', 'warning', `${name}: ${message}`),
          ),
        ];
      }),
    ];
  });

function styleFindings(document: JsonObject, { schema }: JsonObject, style: unknown): readonly string[] {
  const { type, properties } = resolved(document, schema) ?? {};
  const types = [type].flat().filter((each) => typeof each === 'string');
  if (types.length === 0) return [];
  if (style === 'deepObject' && !types.includes('object') && properties === undefined)
    return ['the style deepObject is for objects'];
  const isDelimited = style === 'spaceDelimited' || style === 'pipeDelimited';
  return isDelimited && !types.includes('array') && !types.includes('object')
    ? [`the style ${String(style)} is for lists and objects`]
    : [];
}
