/** `openapi-plumbline/mock`: a server from a contract, in-process or listening. */

export { type Listening, listen } from '../../conformance/mock/listen.ts';
export { createMock, type Mock, type MockOptions } from '../../conformance/mock/mock.ts';
export { alterJson, jsonOf, withJson } from '../../conformance/mutants/alter.ts';
export { loadContract } from '../../generator/index.ts';
