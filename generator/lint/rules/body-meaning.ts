import { child, isObject } from '../../json/pointer.ts';
import type { JsonObject, Pointer } from '../../json/types.ts';
import type { Finding, LintRule } from '../finding.ts';
import { resolved } from '../schemas.ts';

/** Bodies without meaning: for methods without one, media types that are invalid, encodings that apply to nothing (section 4.8.14). */
export const bodyMeaning: LintRule = ({ document, operations }) =>
  operations.flatMap(({ operation, pointer, method }): readonly Finding[] => {
    const { requestBody, responses } = operation;
    const body = resolved(document, requestBody);
    const isBodiless = ['get', 'head', 'trace'].includes(method);
    const answers = Object.entries(isObject(responses) ? responses : {});
    return [
      ...(body !== undefined && isBodiless
        ? [
            warning(
              'body-of-get',
              child(pointer, 'requestBody'),
              `the body of a ${method.toUpperCase()} request has no meaning (RFC 9110, section 9.3.1)`,
            ),
          ]
        : []),
      ...(isObject(requestBody) && requestBody['$ref'] === undefined
        ? contentFindings(document, requestBody['content'], child(pointer, 'requestBody', 'content'))
        : []),
      ...answers.flatMap(([status, response]) => {
        if (!isObject(response) || response['$ref'] !== undefined) return [];
        const at = child(pointer, 'responses', status);
        const headers = isObject(response['headers']) ? Object.keys(response['headers']) : [];
        return [
          ...contentFindings(document, response['content'], child(at, 'content')),
          ...headers
            .filter((name) => name.toLowerCase() === 'content-type')
            .map((name) =>
              warning(
                'ignored-content-type-header',
                child(at, 'headers', name),
                'a header Content-Type is ignored: the media types say it',
              ),
            ),
        ];
      }),
      ...(answers.length > 0 && !answers.some(([status]) => /^([123]|default)/.test(status))
        ? [warning('no-success', child(pointer, 'responses'), 'no response of success is documented')]
        : []),
    ];
  });

const warning = (code: string, pointer: Pointer, message: string): Finding => ({
  code,
  severity: 'warning',
  pointer,
  message,
});

function contentFindings(document: JsonObject, content: unknown, pointer: Pointer): readonly Finding[] {
  return Object.entries(isObject(content) ? content : {}).flatMap(([type, media]) => {
    const at = child(pointer, type);
    const { encoding, schema } = isObject(media) ? media : {};
    const names = Object.keys(isObject(encoding) ? encoding : {});
    const isForm = /^(multipart\/|application\/x-www-form-urlencoded)/i.test(type);
    const properties = resolved(document, schema)?.['properties'];
    const isOpen = !isObject(properties);
    return [
      ...(/^[^\s/]+\/[^\s/]+/.test(type)
        ? []
        : [warning('not-a-media-type', at, `${JSON.stringify(type)} is not a media type`)]),
      ...(names.length > 0 && !isForm
        ? [
            warning(
              'ignored-encoding',
              child(at, 'encoding'),
              'encoding says nothing but for forms and multipart',
            ),
          ]
        : []),
      ...names
        .filter((name) => isForm && !isOpen && !Object.hasOwn(properties, name))
        .map((name) =>
          warning(
            'encoding-of-nothing',
            child(at, 'encoding', name),
            `the schema has no property ${JSON.stringify(name)}`,
          ),
        ),
    ];
  });
}
