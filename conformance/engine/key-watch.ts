import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { TestCase } from '../model.ts';

/** Refusals in a row after which the key is tried with a request that was accepted before. */
const suspicious = 5;

/** Notices that the key of a run stopped working, such as after an operation that revokes it. */
export interface KeyWatch {
  /**
   * Notes a response. Returns the request to try the key with, after several refusals in a row; `undefined` otherwise.
   */
  note(operation: Operation, testCase: TestCase, status: number): TestCase | undefined;
  /** What was requested before the refusals began: `POST /session/reset (resetSession)`. */
  suspect(): string;
}

/** A watch that has seen nothing yet. */
export function createKeyWatch({ securitySchemes }: Pick<Contract, 'securitySchemes'>): KeyWatch {
  let good: TestCase | undefined;
  let refused = 0;
  let before = 'the first request';
  let last = before;
  return {
    note(operation, testCase, status) {
      const name = `${operation.method.toUpperCase()} ${operation.path} (${operation.operationId})`;
      const isKeyed = securitySchemes.size === 0 || operation.security.some(({ size }) => size > 0);
      if (testCase.credentials !== 'valid' || !isKeyed) return undefined;
      if (status === 401) {
        if (refused === 0) before = last;
        refused++;
        return refused === suspicious ? good : undefined;
      }
      last = name;
      if (status >= 400 || status === 0) return undefined;
      refused = 0;
      if (operation.method === 'get' && testCase.intent === 'valid') good = testCase;
      return undefined;
    },
    suspect: () => before,
  };
}
