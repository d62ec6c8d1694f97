import { StructureKind, VariableDeclarationKind } from 'ts-morph';
import { camelCase, uniqueNames } from '../build/naming.ts';
import type { Contract, SecurityScheme, Server } from '../contract/model.ts';
import { identityOf } from '../print/identity.ts';
import { collectImports } from '../print/imports.ts';
import { commonSecurity, sameSecurity, securityLiteral } from '../print/security.ts';
import { holdBreaks, literalKey, stringLiteral } from '../print/text.ts';
import { banner } from './banner.ts';
import type { EmitOptions, Emitter } from './emitter.ts';

/** `src/config.ts`: where the API lives and how it is spoken to, as data. */
export const config: Emitter = {
  name: 'config',
  parts: ['client'],
  emit: (contract, options) => {
    const constant = (name: string, initializer: string, doc: string, type?: string) => ({
      kind: StructureKind.VariableStatement as const,
      declarationKind: VariableDeclarationKind.Const,
      isExported: true,
      leadingTrivia: '\n',
      docs: [doc],
      declarations: [{ name, initializer: holdBreaks(initializer), ...(type === undefined ? {} : { type }) }],
    });
    const imports = collectImports();
    for (const name of ['ClientConfig', 'ClientOptions']) imports.type('./runtime/config.js', name);
    imports.value('./runtime/config.js', 'createConfig');
    imports.type('./runtime/operation.js', 'ApiDefinition');
    imports.value('./runtime/credentials.js', isOneCredential(contract) ? 'oneCredential' : 'credentialsOf');
    for (const scheme of [...contract.securitySchemes.values()].filter(isSent))
      imports.value('./runtime/auth.js', schemeText(scheme)[0]);
    return [
      {
        kind: 'module',
        path: 'src/config.ts',
        statements: [
          banner(contract),
          ...imports.statements(),
          constant(
            'servers',
            serversLiteral(contract),
            'The places the document names; the first is the default.',
          ),
          constant(
            'definition',
            definition(contract, options),
            'What the document says of the API as a whole.',
            'ApiDefinition',
          ),
          {
            kind: StructureKind.Function,
            name: 'configure',
            isExported: true,
            docs: [
              'Checks options and fills in defaults, for the standalone functions; throws a ConfigurationError.',
            ],
            parameters: [{ name: 'options', type: 'ClientOptions', hasQuestionToken: true }],
            returnType: 'ClientConfig',
            statements: ['return createConfig(definition, options);'],
          },
        ],
      },
    ];
  },
};

function serversOf({ servers }: Contract): readonly { readonly name: string; readonly url: string }[] {
  const absolute = servers.map(urlOf).filter((url) => /^https?:\/\/[^/]/i.test(url));
  const descriptions = new Map(servers.map((server) => [urlOf(server), server.description]));
  const distinct = [...new Set(absolute)];
  const names = uniqueNames(distinct, (url) => serverName(descriptions.get(url), distinct.indexOf(url)));
  return distinct.map((url) => ({ name: names.get(url) ?? url, url: url.replace(/\/+$/, '') }));
}

/** `Production` names a server, a sentence does not. */
const serverName = (description: string | undefined, index: number): string =>
  description !== undefined && /^[\w -]{1,24}$/.test(description.trim())
    ? camelCase(description)
    : `server${index + 1}`;

const urlOf = ({ url, variables }: Server): string =>
  url.replace(/\{([^}]*)\}/g, (whole, name: string) => variables.get(name)?.default ?? whole);

const serversLiteral = (contract: Contract): string => {
  const lines = serversOf(contract).map(({ name, url }) => `  ${literalKey(name)}: ${stringLiteral(url)},`);
  return lines.length === 0 ? '{} as const' : `{\n${lines.join('\n')}\n} as const`;
};

function definition(contract: Contract, options: EmitOptions): string {
  const { packageName, packageVersion, baseUrlEnv } = identityOf(contract, options);
  const [server] = serversOf(contract);
  const list = (texts: readonly string[]) => `[${texts.map(stringLiteral).join(', ')}]`;
  const members: readonly (readonly [string, string | undefined])[] = [
    ['userAgent', stringLiteral(`${packageName.replace(/[^\w./@-]/g, '')}/${packageVersion} (plumbline)`)],
    ['baseUrl', server === undefined ? undefined : stringLiteral(server.url)],
    ['baseUrlEnv', stringLiteral(baseUrlEnv)],
    ['credentials', credentialsText(contract)],
    ['requestIdHeaders', list(contract.extensions.requestIdHeaders)],
    ['neverRetry', list(contract.extensions.neverRetry)],
  ];
  const lines = members.flatMap(([name, value]) => (value === undefined ? [] : `  ${name}: ${value},`));
  return `{\n${lines.join('\n')}\n}`;
}

const sentSchemes = (contract: Contract): readonly SecurityScheme[] =>
  [...contract.securitySchemes.values()].filter(isSent);

/** Whether every operation needs the same credential and no other; the client is smaller then. */
function isOneCredential(contract: Contract): boolean {
  const common = commonSecurity(contract);
  const [names, ...others] = common;
  return (
    sentSchemes(contract).length === 1 &&
    others.length === 0 &&
    names?.size === 1 &&
    names.has(sentSchemes(contract)[0]?.name ?? '') &&
    contract.operations.every(({ security }) => sameSecurity(security, common))
  );
}

function credentialsText(contract: Contract): string {
  const schemes = sentSchemes(contract);
  const [only] = schemes;
  if (only !== undefined && isOneCredential(contract))
    return `oneCredential(${stringLiteral(only.name)}, ${schemeText(only)[1]})`;
  const used = commonSecurity(contract).filter((requirement) =>
    [...requirement.keys()].every((name) => schemes.some((scheme) => scheme.name === name)),
  );
  const members = schemes.map((scheme) => `    ${literalKey(scheme.name)}: ${schemeText(scheme)[1]},\n`);
  const table = members.length === 0 ? '{}' : `{\n${members.join('')}  }`;
  return `credentialsOf(${table}, ${securityLiteral(used)})`;
}

/** Certificates travel below HTTP; everything else is a header, a query parameter or a cookie. */
const isSent = ({ type, in: place, parameterName }: SecurityScheme): boolean =>
  type !== 'mutualTLS' && (type !== 'apiKey' || (place !== undefined && parameterName !== undefined));

function schemeText({
  name,
  type,
  scheme,
  in: place,
  parameterName,
  env,
}: SecurityScheme): readonly [string, string] {
  const args = (...texts: readonly string[]) => `(${texts.map(stringLiteral).join(', ')})`;
  if (type === 'apiKey') {
    const helper = place === 'query' ? 'queryKey' : place === 'cookie' ? 'cookieKey' : 'headerKey';
    return [helper, helper + args(env, parameterName ?? name)];
  }
  if (scheme === 'basic') return ['basic', `basic${args(env)}`];
  return ['bearer', `bearer${scheme === undefined || scheme === 'bearer' ? args(env) : args(env, scheme)}`];
}
