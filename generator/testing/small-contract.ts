import { buildContract } from '../build/build-contract.ts';
import type { Contract } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';

/** A contract from the parts of a document that a test is about. */
export const contractOf = (parts: JsonObject, openapi = '3.1.0'): Contract =>
  buildContract({
    value: { openapi, info: { title: 'Test', version: '1.0.0' }, paths: {}, ...parts },
    dialect: openapi.startsWith('3.0') ? '3.0' : '3.1',
    origin: (pointer) => ({ file: 'test.json', pointer, position: () => undefined }),
  });
