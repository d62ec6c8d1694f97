import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { conform } from '../api/conform.ts';
import type { CredentialSource, LoginContext } from '../run/credential-sources.ts';
import { runCommand } from './testing/run-command.ts';

/** Credentials by scheme: variables, user and password, OAuth2 client credentials, a login operation, a login function. */

const token = 'token-of-the-login-77';
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const error = { description: 'refused', ...json({ type: 'object' }) };
const documentFor = (scheme: object) => ({
  openapi: '3.1.0',
  info: { title: 'Vault', version: '1.0.0' },
  components: { securitySchemes: { vault: scheme } },
  paths: {
    '/login': {
      post: {
        operationId: 'logIn',
        requestBody: {
          required: true,
          ...json({
            type: 'object',
            required: ['user', 'password'],
            properties: { user: { type: 'string' }, password: { type: 'string' } },
          }),
        },
        responses: {
          200: {
            description: 'in',
            ...json({
              type: 'object',
              properties: { data: { type: 'object', properties: { jwt: { type: 'string' } } } },
            }),
          },
          401: error,
          400: error,
        },
      },
    },
    '/gold': {
      get: {
        operationId: 'getGold',
        security: [{ vault: [] }],
        responses: {
          200: { description: 'gold', ...json({ type: 'object', required: ['ounces'] }) },
          401: error,
        },
      },
    },
  },
});

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

let folder = '';
let target = '';
/** How the server of a test authenticates, and what it was asked for. */
let accepts: (authorization: string) => boolean = () => false;
let takesBasic = true;
let life: number | undefined;
const forms: string[] = [];

const server = createServer((request, response) => {
  const respond = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/json', allow: 'GET, POST' });
    response.end(JSON.stringify(value));
  };
  void textOf(request).then((text) => {
    const { authorization = '' } = request.headers;
    if (request.url === '/token' && request.method === 'POST') {
      forms.push(text);
      const form = new URLSearchParams(text);
      const isKnown = takesBasic
        ? authorization === basic('me:client-secret-1')
        : form.get('client_secret') === 'client-secret-1';
      return isKnown
        ? respond(200, { access_token: token, token_type: 'Bearer', ...(life && { expires_in: life }) })
        : respond(401, { error: 'invalid_client' });
    }
    if (request.url === '/login' && request.method === 'POST') {
      try {
        const { user, password } = JSON.parse(text);
        if (typeof user !== 'string' || typeof password !== 'string') return respond(400, {});
        return password === 'pass-word-9' ? respond(200, { data: { jwt: token } }) : respond(401, {});
      } catch {
        return respond(400, {});
      }
    }
    if (!['/gold', '/login'].includes(request.url ?? '')) return respond(404, {});
    if (request.url === '/login' || request.method !== 'GET') return respond(405, {});
    return accepts(authorization) ? respond(200, { ounces: 1 }) : respond(401, {});
  });
});

beforeAll(async () => {
  Object.assign(process.env, secrets);
  folder = mkdtempSync(join(tmpdir(), 'plumbline-credentials-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const bearer = { type: 'http', scheme: 'bearer' };
const oauth = { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/token', scopes: {} } } };
const isToken = (authorization: string): boolean => authorization === `Bearer ${token}`;

const secrets = {
  VAULT_USER: 'me',
  VAULT_PASSWORD: 'pass-word-9',
  VAULT_SECRET: 'client-secret-1',
  VAULT_TOKEN: token,
};

/** What a run in this process finds, and all of its events as text. */
async function run(scheme: object, source: CredentialSource) {
  const document = documentFor(scheme);
  const contract = contractOf(document);
  const findings: string[] = [];
  let events = '';
  let accepted = 0;
  const options = { target, include: ['getGold'], credentials: { vault: source } };
  for await (const event of conform(contract, options)) {
    if (event.event === 'failure') findings.push(event.finding.message);
    if (event.event !== 'exchange') continue;
    const { testCase, request, response } = event.exchange;
    if (testCase.intent === 'valid' && response.status === 200) accepted++;
    events += JSON.stringify([request.headers, new TextDecoder().decode(response.body)]);
  }
  return { findings, accepted, events };
}

interface Row {
  readonly what: string;
  readonly scheme: object;
  readonly source: CredentialSource;
  readonly ok: (authorization: string) => boolean;
}

describe('a credential', () => {
  const sources: readonly Row[] = [
    { what: 'of a variable', scheme: bearer, source: { keyEnv: 'VAULT_TOKEN' }, ok: isToken },
    {
      what: 'of user and password',
      scheme: { type: 'http', scheme: 'basic' },
      source: { userEnv: 'VAULT_USER', passwordEnv: 'VAULT_PASSWORD' },
      ok: (authorization: string) => authorization === basic('me:pass-word-9'),
    },
    {
      what: 'of OAuth2 client credentials',
      scheme: oauth,
      source: { clientIdEnv: 'VAULT_USER', clientSecretEnv: 'VAULT_SECRET', scopes: ['gold'] },
      ok: isToken,
    },
    {
      what: 'of a login operation',
      scheme: bearer,
      source: {
        operation: 'logIn',
        body: { user: '$VAULT_USER', password: '$VAULT_PASSWORD' },
        token: '/data/jwt',
      },
      ok: isToken,
    },
    {
      what: 'of a login function',
      scheme: bearer,
      source: {
        login: async ({ baseUrl }: LoginContext) => {
          const response = await fetch(`${baseUrl}/login`, {
            method: 'POST',
            body: JSON.stringify({ user: 'me', password: process.env['VAULT_PASSWORD'] }),
          });
          const { data } = (await response.json()) as { data: { jwt: string } };
          return data.jwt;
        },
      },
      ok: isToken,
    },
  ];
  it.each(sources)('$what opens the server and stays hidden', async ({ scheme, source, ok }) => {
    accepts = ok;
    takesBasic = true;
    life = undefined;
    const { findings, accepted, events } = await run(scheme, source);
    expect(findings).toEqual([]);
    expect(accepted).toBeGreaterThan(0);
    for (const secret of [token, 'pass-word-9', 'client-secret-1']) expect(events).not.toContain(secret);
  });

  it('stands in the configuration, and lines that show a finding name its variables', async () => {
    accepts = () => true;
    writeFileSync(
      join(folder, 'openapi.json'),
      JSON.stringify(documentFor({ type: 'http', scheme: 'basic' })),
    );
    writeFileSync(
      join(folder, 'plumbline.config.mjs'),
      `export default {
  document: 'openapi.json',
  conform: {
    target: '${target}',
    include: ['getGold'],
    credentials: { vault: { userEnv: 'VAULT_USER', passwordEnv: 'VAULT_PASSWORD' } },
  },
};`,
    );
    const { code, stdout, stderr } = await runCommand(['conform'], folder, secrets);
    expect({ code, stderr }).toMatchObject({ code: 1 });
    expect(stdout).toMatch(/getGold: .*(without|wrong)/);
    expect(stdout).not.toContain('pass-word-9');
  }, 60_000);
});

it('client credentials go into the body where a server takes no Basic ones, and are renewed before they end', async () => {
  accepts = isToken;
  takesBasic = false;
  life = 0.002;
  forms.length = 0;
  const { findings } = await run(oauth, { clientIdEnv: 'VAULT_USER', clientSecretEnv: 'VAULT_SECRET' });
  expect(findings).toEqual([]);
  expect(forms[1]).toBe('grant_type=client_credentials&client_id=me&client_secret=client-secret-1');
  expect(forms.length).toBeGreaterThan(3);
});

it.each([
  {
    what: 'a token URL of another host',
    scheme: {
      type: 'oauth2',
      flows: { clientCredentials: { tokenUrl: 'https://elsewhere.example/token', scopes: {} } },
    },
    source: { clientIdEnv: 'VAULT_USER', clientSecretEnv: 'VAULT_SECRET' },
    code: 2,
    message: "the document's tokenUrl is at https://elsewhere.example, not at the target",
  },
  {
    what: 'a refused login',
    scheme: bearer,
    source: { operation: 'logIn', body: { user: 'me', password: 'wrong' }, token: '/data/jwt' },
    code: 3,
    message: 'logIn responded 401',
  },
  {
    what: 'a login without a token',
    scheme: bearer,
    source: { login: () => '' },
    code: 3,
    message: 'the login of vault returned no token',
  },
  {
    what: 'a login that fails',
    scheme: bearer,
    source: {
      login: () => {
        throw new Error('no network');
      },
    },
    code: 3,
    message: 'the login of vault failed: no network',
  },
  {
    what: 'an empty variable',
    scheme: bearer,
    source: { keyEnv: 'VAULT_NOTHING' },
    code: 2,
    message: 'credentials of vault: the environment variable VAULT_NOTHING is empty',
  },
] satisfies readonly (Omit<Row, 'ok'> & { code: number; message: string })[])(
  '$what is reported',
  async ({ scheme, source, code, message }) => {
    const thrown = await run(scheme, source).catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(DiagnosticError);
    expect(thrown).toMatchObject({ message: expect.stringContaining(message), exitCode: code });
  },
);
