import { takesUnlisted } from '../build/extensions.ts';
import type { Contract, Parameter, SchemaUse } from '../contract/model.ts';
import type { Call } from '../print/call.ts';
import { callsOf } from '../print/calls.ts';
import { identityOf } from '../print/identity.ts';
import { partsOf } from '../print/parts.ts';
import { sampleText } from '../print/sample.ts';
import { literalKey, memberAccess } from '../print/text.ts';
import type { EmitOptions, Emitter } from './emitter.ts';

/**
 * `README.md`: how the client is used, with an example for each operation; `README.md` and tests share the examples.
 */
export const readme: Emitter = {
  name: 'readme',
  parts: ['client'],
  emit: (contract, options) => [
    { kind: 'template', path: 'README.md', template: 'README.md.hbs', view: view(contract, options) },
  ],
};

function view(contract: Contract, options: EmitOptions) {
  const { className, packageName, packageVersion, baseUrlEnv } = identityOf(contract, options);
  const calls = callsOf(contract);
  const parts = partsOf(contract);
  const first = calls.find(
    ({ path, body, params }) => path.length === 0 && body === undefined && params === undefined,
  );
  const streaming = calls.find(({ stream }) => stream !== undefined);
  const paged = calls.find(({ paging }) => paging !== undefined);
  const uploading = calls.find(({ body }) => body?.kind === 'multipart');
  return {
    title: markdown(contract.info.title),
    apiVersion: markdown(contract.info.version),
    className,
    packageName,
    packageVersion,
    baseUrlEnv,
    hasServer: contract.servers.some(({ url }) => /^(https?:|\{)/i.test(url)),
    keys: [...contract.securitySchemes.values()].map(({ env }) => env.replace(/[^\w]/g, '_')),
    first: callText(contract, first ?? calls[0]),
    firstFunction: (first ?? calls[0])?.functionName ?? 'call',
    hasFirst: first !== undefined,
    streaming: streaming === undefined ? '' : callText(contract, streaming, streaming.stream?.toggle),
    folding: parts.folding,
    paged: paged === undefined ? '' : callText(contract, paged),
    uploads: uploading !== undefined,
    unlisted: unlistedText(contract, calls),
    helpers: helperNames(options)
      .map((name) => `\`${name}\``)
      .join(', '),
    open: calls.some(({ body }) => takesUnlisted(body?.media.schema?.raw)),
    resources: calls.map((call) => ({
      title: markdown(call.operation.summary ?? call.operation.operationId),
      deprecated: call.operation.deprecated,
      code: `${call.response.kind === 'nothing' ? '' : 'const result = '}await ${callText(contract, call)};`,
    })),
  };
}

/** The functions that the helpers written by hand export. */
function helperNames({ helpers = [] }: EmitOptions): readonly string[] {
  const index = helpers.find(({ path }) => path === 'index.ts')?.text ?? '';
  const lists = [...index.matchAll(/^export \{([^}]*)\}/gms)].map(([, names = '']) => names.split(','));
  return lists
    .flat()
    .map((name) => name.trim())
    .filter((name) => /^[a-z]\w*$/.test(name))
    .sort();
}

/** A call with a value of the discriminator that the document does not list; empty when no body has one. */
function unlistedText(contract: Contract, calls: readonly Call[]): string {
  const call = calls.find(
    ({ body }) => body?.kind === 'json' && body.media.schema?.discriminator !== undefined,
  );
  const name = call?.body?.media.schema?.discriminator?.propertyName;
  if (call === undefined || name === undefined || call.path.length > 0 || call.params?.optional === false)
    return '';
  const body = sampleText(contract, call.body?.media.schema);
  return callText(contract, call).replace(
    body,
    () => `unlisted(${body}, { ${literalKey(name)}: 'a-newer-one' })`,
  );
}

/** One line of text that Markdown shows as it stands. */
const markdown = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120)
    .replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');

/** `client.files.retrieve('file_id')`; with `toggle` that member of the body is true. */
function callText(contract: Contract, call: Call | undefined, toggle?: string): string {
  if (call === undefined) return 'client';
  const { path, body, params } = call;
  const args = path.map(({ parameter }) => sampleText(contract, schemaOf(parameter), parameter.name));
  if (body !== undefined && (!body.optional || (params !== undefined && !params.optional))) {
    const text =
      body.kind === 'text'
        ? "'text'"
        : body.kind === 'binary'
          ? blob
          : sampleText(contract, body.media.schema);
    args.push(toggle === undefined ? text : text.replace(/ \}$/, `, ${literalKey(toggle)}: true }`));
  }
  if (params !== undefined && !params.optional) {
    const members = params.list
      .filter(({ required }) => required)
      .map((parameter) => `${literalKey(parameter.name)}: ${sampleText(contract, schemaOf(parameter))}`);
    args.push(`{ ${members.join(', ')} }`);
  }
  return `client${call.resource.map(memberAccess).join('')}${memberAccess(call.methodName)}(${args.join(', ')})`;
}

const blob = "new Blob(['contents'])";

const schemaOf = ({ schema, content }: Parameter): SchemaUse | undefined => schema ?? content?.schema;
