import type { Contract, HttpMethod, Operation } from '../../generator/contract/model.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import { compileTemplate } from '../../generator/wire/path-template.ts';
import type { CasePlan, Intent, TestCase } from '../model.ts';
import type { Sampler } from './sampler.ts';
import { preferredMediaType } from './slots.ts';
import { testCase } from './test-case.ts';

/** Rules of HTTP rather than of schemas: two methods that the path lacks (once per path), a wrong media type, malformed JSON. */
export function planProtocol(contract: Contract, operation: Operation, sampler: Sampler): CasePlan {
  const context = { contract, operation, phase: 'protocol' } as const;
  const call = sampler.leastCall(undefined);
  const cases =
    call === undefined
      ? []
      : [
          ...wrongMethods(contract, operation, encodeRequest(operation, call).target.split('?')[0] ?? ''),
          ...(call.body === undefined ? [] : wrongBodies(operation)),
        ].map(({ intent, title, alter }, index): TestCase => {
          const base = testCase(context, index, title, call);
          return { ...base, intent, request: alter(base.request) };
        });
  return { operationId: operation.operationId, phase: 'protocol', cases };
}

interface Alteration {
  readonly intent: Intent;
  readonly title: string;
  alter(request: TestCase['request']): TestCase['request'];
}

function wrongMethods(contract: Contract, operation: Operation, path: string): readonly Alteration[] {
  const siblings = contract.operations.filter(({ path }) => path === operation.path);
  // Once per path, on its first operation.
  if (siblings[0] !== operation) return [];
  const candidates: readonly HttpMethod[] = ['delete', 'put', 'patch', 'post', 'get'];
  // `/pets/mine` also matches `/pets/{petId}`.
  const taken = contract.operations.filter(({ path: template }) =>
    compileTemplate(template).pattern.test(path),
  );
  const absent = candidates.filter((method) => taken.every((other) => other.method !== method));
  // The method that would change most, and the one that a server is likeliest to accept by mistake.
  const tried = [...new Set([absent[0], absent.at(-1)])].filter((method) => method !== undefined);
  return tried.map((name) => {
    const method = name.toUpperCase();
    return {
      intent: 'wrong-method',
      title: `${method} ${operation.path}`,
      alter: ({ target, headers }) => ({
        method,
        target,
        headers: headers.filter(([header]) => header !== 'content-type'),
      }),
    };
  });
}

const utf8 = new TextEncoder();

function wrongBodies(operation: Operation): readonly Alteration[] {
  const media = preferredMediaType(operation);
  if (media === undefined || !isJson(media.contentType)) return [];
  const takesText = (operation.requestBody?.content ?? []).some(({ contentType }) =>
    /^(text\/|\*\/)/.test(contentType),
  );
  const retyped: Alteration = {
    intent: 'wrong-media-type',
    title: 'a JSON body sent as text/plain',
    alter: (request) => ({
      ...request,
      headers: request.headers.map(
        ([name, value]) => [name, name === 'content-type' ? 'text/plain' : value] as const,
      ),
    }),
  };
  const withCharset: Alteration = {
    intent: 'valid',
    title: 'a JSON body with a charset',
    alter: (request) => ({
      ...request,
      headers: request.headers.map(
        ([name, value]) => [name, name === 'content-type' ? `${value}; charset=utf-8` : value] as const,
      ),
    }),
  };
  const broken: Alteration = {
    intent: 'malformed-body',
    title: 'a body that is not JSON',
    alter: (request) => ({ ...request, body: utf8.encode('{"a": ') }),
  };
  return takesText ? [broken, withCharset] : [retyped, broken, withCharset];
}
