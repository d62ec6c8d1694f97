import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { isXml, toXml } from '../../generator/wire/xml.ts';
import type { Edit, Phase, TestCase } from '../model.ts';

/** The context that all cases of one plan share. */
export interface CaseContext {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly phase: Phase;
  readonly discriminatorValue?: string;
}

/** Makes a case of a call: encodes it and gives it an id that is stable for a seed. */
export function testCase(
  { contract, operation, phase, discriminatorValue }: CaseContext,
  index: number | string,
  title: string,
  call: Arguments,
  more: {
    readonly edit?: Edit;
    readonly twin?: TestCase;
    readonly credentials?: TestCase['credentials'];
    readonly keyEnv?: string;
    readonly focus?: string;
    readonly fixed?: readonly string[];
    readonly isFixed?: true;
  } = {},
): TestCase {
  const { edit, twin, credentials = 'valid', keyEnv, focus, fixed, isFixed } = more;
  return {
    id: [
      operation.operationId,
      phase,
      ...(discriminatorValue === undefined ? [] : [discriminatorValue]),
      index,
    ].join('/'),
    operationId: operation.operationId,
    phase,
    intent: edit === undefined ? 'valid' : 'invalid',
    title,
    credentials,
    ...(keyEnv === undefined ? {} : { keyEnv }),
    arguments: call,
    request: encodeRequest(operation, inXml(contract, operation, call)),
    ...(discriminatorValue === undefined ? {} : { discriminatorValue }),
    ...(edit === undefined ? {} : { edit }),
    ...(twin === undefined ? {} : { twin }),
    ...(focus === undefined ? {} : { focus }),
    ...(fixed === undefined ? {} : { fixed }),
    ...(isFixed === undefined ? {} : { isFixed }),
  };
}

/** The call with a body of an XML type in XML, by the schema of that type. */
function inXml(contract: Contract, operation: Operation, call: Arguments): Arguments {
  const { body } = call;
  if (body === undefined || typeof body.value === 'string' || !isXml(body)) return call;
  const media = findMediaType(operation.requestBody?.content ?? [], body.contentType);
  const text = toXml(contract, media?.schema?.normal.schema, body.value);
  return { ...call, body: { ...body, value: text } };
}
