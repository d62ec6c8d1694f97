import { expect, it } from 'vitest';
import { lint } from './lint.ts';

const ok = { 200: { description: 'ok' }, 400: { description: 'wrong' } };
const info = { title: 'T', version: '1' };
const document = (more: object, openapi = '3.1.0'): object => ({ openapi, info, paths: {}, ...more });
const get = (operation: object, path = '/a', method = 'get', openapi?: string): object =>
  document({ paths: { [path]: { [method]: { operationId: 'a', responses: ok, ...operation } } } }, openapi);
const query = (name: string, more: object = {}): object => ({ name, in: 'query', schema: {}, ...more });
const schema = (value: object, openapi?: string): object =>
  get({ parameters: [query('q', { schema: value })] }, '/a', 'get', openapi);
const server = (url: string, variables?: object): object => document({ servers: [{ url, variables }] });
const link = (value: object): object =>
  get({ responses: { ...ok, 200: { description: 'ok', links: { l: value } } }, parameters: [query('q')] });
const secured = (security: object, flows: object = {}): object => ({
  ...get({ security: [security] }),
  components: { securitySchemes: { s: { type: 'oauth2', flows }, k: { type: 'http', scheme: 'basic' } } },
});
const form = { schema: { type: 'object', properties: { b: {} } } };
const body = (type: string, media: object): object =>
  get({ requestBody: { content: { [type]: media } } }, '/a', 'post');
const callback = (address: string): object => get({ callbacks: { c: { [address]: {} } } });
const variant = (required: readonly string[]): object => ({
  type: 'object',
  properties: { kind: { type: 'string' } },
  required,
});
const flows = { implicit: { authorizationUrl: 'https://a.test', scopes: { read: 'r' } } };
const g = '#/paths/~1a/get';

/** What no JSON Schema can say: a document with one defect, the finding, and a twin that looks alike and has none. */
it.each<{ readonly want: string; readonly wrong: object; readonly right: object }>([
  { want: 'query-in-path #/paths/~1a%3Fb%3D1', wrong: get({}, '/a?b=1'), right: get({}, '/a-b') },
  { want: 'query-in-path #/paths/~1a%23b', wrong: get({}, '/a#b'), right: get({}, '/a:b') },
  {
    want: 'path-parameter-twice #/paths/~1%7Bb%7D~1%7Bb%7D',
    wrong: get({}, '/{b}/{b}'),
    right: get({}, '/{b}/{c}'),
  },
  { want: 'nameless-path-parameter #/paths/~1%7B%7D', wrong: get({}, '/{}'), right: get({}, '/{b}') },
  { want: 'unbalanced-path #/paths/~1%7Bb', wrong: get({}, '/{b'), right: get({}, '/{b}') },
  {
    want: `undeclared-security-scheme ${g}/security/0/x`,
    wrong: secured({ x: [] }),
    right: secured({ k: [] }),
  },
  {
    want: `undeclared-scope ${g}/security/0/s`,
    wrong: secured({ s: ['write'] }, flows),
    right: secured({ s: ['read'] }, flows),
  },
  {
    want: 'query-in-server #/servers/0/url',
    wrong: server('https://a.test?b'),
    right: server('https://a.test/b'),
  },
  {
    want: 'undeclared-server-variable #/servers/0/url',
    wrong: server('https://{b}.test'),
    right: server('https://{b}.test', { b: { default: 'c' } }),
  },
  {
    want: 'unused-server-variable #/servers/0/variables/b',
    wrong: server('https://c.test', { b: { default: 'c' } }),
    right: server('https://{b}.test', { b: { default: 'c' } }),
  },
  {
    want: 'server-default-not-in-enum #/servers/0/variables/b/default',
    wrong: server('https://{b}.test', { b: { default: 'c', enum: ['d'] } }),
    right: server('https://{b}.test', { b: { default: 'd', enum: ['d'] } }),
  },
  {
    want: `lost-link ${g}/responses/200/links/l/operationId`,
    wrong: link({ operationId: 'b' }),
    right: link({ operationId: 'a' }),
  },
  {
    want: `lost-link ${g}/responses/200/links/l/operationRef`,
    wrong: link({ operationRef: '#/paths/~1b/get' }),
    right: link({ operationRef: '#/paths/~1a/get' }),
  },
  {
    want: `lost-link-parameter ${g}/responses/200/links/l/parameters/r`,
    wrong: link({ operationId: 'a', parameters: { r: '$url' } }),
    right: link({ operationId: 'a', parameters: { 'query.q': '$url' } }),
  },
  {
    want: `bad-runtime-expression ${g}/callbacks/c/%7B%24request.cookie%7D`.replace('%24', '$'),
    wrong: callback('{$request.cookie}'),
    right: callback('{$request.body#/url}'),
  },
  {
    want: 'duplicate-tag #/tags/1',
    wrong: document({ tags: [{ name: 'a' }, { name: 'a' }] }),
    right: document({ tags: [{ name: 'a' }, { name: 'A' }] }),
  },
  {
    want: 'lost-tag-parent #/tags/0',
    wrong: document({ tags: [{ name: 'a', parent: 'b' }] }, '3.2.0'),
    right: document({ tags: [{ name: 'a', parent: 'b' }, { name: 'b' }] }, '3.2.0'),
  },
  {
    want: 'lost-tag-parent #/tags/0',
    wrong: document({ tags: [{ name: 'a', parent: 'a' }] }, '3.2.0'),
    right: document({ tags: [{ name: 'a' }] }, '3.2.0'),
  },
  {
    want: `undeclared-tag ${g}/tags/0`,
    wrong: { ...get({ tags: ['b'] }), tags: [{ name: 'a' }] },
    right: { ...get({ tags: ['b'] }), tags: [{ name: 'b' }] },
  },
  {
    want: `querystring-beside-query ${g}`,
    wrong: get({ parameters: [query('q'), { name: 'w', in: 'querystring' }] }),
    right: get({ parameters: [{ name: 'w', in: 'querystring' }] }),
  },
  {
    want: `ignored-header-parameter ${g}`,
    wrong: get({ parameters: [{ name: 'Accept', in: 'header', schema: {} }] }),
    right: get({ parameters: [{ name: 'Accept', in: 'query', schema: {} }] }),
  },
  {
    want: `ignored-allow-reserved ${g}`,
    wrong: get({ parameters: [{ name: 'x', in: 'header', schema: {}, allowReserved: true }] }),
    right: get({ parameters: [query('x', { allowReserved: true })] }),
  },
  {
    want: `style-of-other-type ${g}`,
    wrong: get({ parameters: [query('x', { style: 'deepObject', schema: { type: 'string' } })] }),
    right: get({ parameters: [query('x', { style: 'deepObject', schema: { type: 'object' } })] }),
  },
  {
    want: `style-of-other-type ${g}`,
    wrong: get({ parameters: [query('x', { style: 'pipeDelimited', schema: { type: 'string' } })] }),
    right: get({ parameters: [query('x', { style: 'pipeDelimited', schema: { type: 'array' } })] }),
  },
  { want: `body-of-get ${g}/requestBody`, wrong: get({ requestBody: { content: {} } }), right: get({}) },
  {
    want: 'not-a-media-type #/paths/~1a/post/requestBody/content/json',
    wrong: body('json', form),
    right: body('text/json; a=b', form),
  },
  {
    want: 'ignored-encoding #/paths/~1a/post/requestBody/content/application~1json/encoding',
    wrong: body('application/json', { ...form, encoding: { b: {} } }),
    right: body('multipart/form-data', { ...form, encoding: { b: {} } }),
  },
  {
    want: 'encoding-of-nothing #/paths/~1a/post/requestBody/content/multipart~1form-data/encoding/c',
    wrong: body('multipart/form-data', { ...form, encoding: { c: {} } }),
    right: body('multipart/form-data', { ...form, encoding: { b: {} } }),
  },
  {
    want: `ignored-content-type-header ${g}/responses/200/headers/content-type`,
    wrong: get({ responses: { ...ok, 200: { description: 'ok', headers: { 'content-type': {} } } } }),
    right: get({ responses: { ...ok, 200: { description: 'ok', headers: { 'content-length': {} } } } }),
  },
  {
    want: `no-success ${g}/responses`,
    wrong: get({ responses: { 404: { description: 'no' } } }),
    right: get({ responses: { default: { description: 'any' } } }),
  },
  {
    want: `keyword-of-3.0 ${g}/parameters/0/schema/nullable`,
    wrong: schema({ type: 'string', nullable: true }),
    right: schema({ type: 'string', nullable: true }, '3.0.3'),
  },
  {
    want: `read-only-and-write-only ${g}/parameters/0/schema`,
    wrong: schema({ readOnly: true, writeOnly: true }),
    right: schema({ readOnly: true }),
  },
  {
    want: `discriminator-of-nothing ${g}/parameters/0/schema/discriminator`,
    wrong: schema({ discriminator: { propertyName: 'kind' } }),
    right: schema({ oneOf: [variant(['kind'])], discriminator: { propertyName: 'kind' } }),
  },
  {
    want: `optional-discriminator ${g}/parameters/0/schema/discriminator`,
    wrong: schema({ oneOf: [variant([])], discriminator: { propertyName: 'kind' } }),
    right: schema({ oneOf: [variant(['kind'])], discriminator: { propertyName: 'kind' } }),
  },
])('$want', ({ want, wrong, right }) => {
  const found = (value: object): readonly string[] =>
    lint(value as never)
      .filter(
        ({ code }) => !['missing-client-error', 'missing-operation-id', 'unused-component'].includes(code),
      )
      .map(({ code, pointer }) => `${code} ${pointer}`);
  expect(found(wrong)).toEqual([want]);
  expect(found(right)).toEqual([]);
});
