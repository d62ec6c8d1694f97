import { child, isObject } from '../../json/pointer.ts';
import type { Finding, LintRule } from '../finding.ts';

/** `$url`, `$method`, `$statusCode`, `$request.` and `$response.` with header, query, path or body (section 4.8.20.4). */
const expression =
  /^\$(url|method|statusCode|(request|response)\.(header\.[!#$%&'*+.^_`|~\w-]+|query\..+|path\..+|body(#.*)?))$/;

/** Callbacks whose address holds an expression that cannot be evaluated. */
export const runtimeExpression: LintRule = ({ operations }) =>
  operations.flatMap(({ operation, pointer }) =>
    Object.entries(isObject(operation['callbacks']) ? operation['callbacks'] : {}).flatMap(
      ([name, callback]) =>
        Object.keys(isObject(callback) ? callback : {}).flatMap((address): readonly Finding[] => {
          if (address.startsWith('x-') || address === '$ref') return [];
          const inner = [...address.matchAll(/\{([^{}]*)\}/g)].map(([, each = '']) => each);
          const parts = inner.length === 0 && address.startsWith('$') ? [address] : inner;
          return parts
            .filter((part) => !expression.test(part))
            .map((part) => ({
              code: 'bad-runtime-expression',
              severity: 'warning',
              pointer: child(pointer, 'callbacks', name, address),
              message: `${JSON.stringify(part)} is not a runtime expression`,
            }));
        }),
    ),
  );
