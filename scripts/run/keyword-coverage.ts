import { createLedger, type Ledger } from '../../conformance/coverage/ledger.ts';
import type { Exchange, SuiteEvent } from '../../conformance/model.ts';
import type { KeywordCoverage } from '../../conformance/report/html.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { findMediaType, isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';

/**
 * Keeps, for each JSON body and discriminator value, which keywords were met by an accepted value and which were
 * broken.
 */
export function createKeywordCoverage(contract: Contract): {
  add(event: SuiteEvent): void;
  coverage(): readonly KeywordCoverage[];
} {
  const kept: Pick<Exchange, 'testCase'>[] = [];
  return {
    add(event) {
      if (event.event !== 'exchange') return;
      const { testCase, response } = event.exchange;
      const { intent, credentials, edit } = testCase;
      const isAccepted =
        intent === 'valid' && credentials === 'valid' && response.status >= 200 && response.status < 300;
      if (isAccepted || edit?.instanceLocation.startsWith('/body') === true) kept.push({ testCase });
    },
    coverage: () =>
      contract.operations.flatMap(({ operationId, requestBody }) => {
        const media = requestBody?.content.find(({ contentType }) => isJson(contentType));
        const own = kept.filter(({ testCase }) => testCase.operationId === operationId);
        if (media?.schema === undefined || own.length === 0) return [];
        const { schema } = media;
        const { discriminator } = schema;
        const values = [...(discriminator?.mapping.keys() ?? [])];
        return (values.length > 0 ? values : [undefined]).flatMap((value): readonly KeywordCoverage[] => {
          const pinned = value === undefined ? {} : { discriminatorValue: value };
          const mine = own.filter(
            ({ testCase }) =>
              discriminator === undefined || saidIn(testCase, discriminator.propertyName) === value,
          );
          if (mine.length === 0) return [];
          const { document, dialect } = contract;
          const ledger = createLedger(schema.raw, {
            document,
            dialect,
            pointer: schema.pointer,
            view: 'request',
            ...pinned,
          });
          for (const { testCase } of mine) count(ledger, testCase, requestBody?.content ?? [], pinned);
          return [{ operationId, ...pinned, rows: ledger.rows() }];
        });
      }),
  };
}

/** An edit belongs to the value that the plan was made for: the edit may be of that very member. */
const saidIn = (
  { discriminatorValue, arguments: { body }, twin }: Exchange['testCase'],
  name: string,
): unknown => {
  const said = (twin?.arguments.body ?? body)?.value;
  return discriminatorValue ?? (isObject(said) ? said[name] : undefined);
};

function count(
  ledger: Ledger,
  { edit, arguments: { body } }: Exchange['testCase'],
  content: Parameters<typeof findMediaType>[0],
  pinned: { readonly discriminatorValue?: string },
): void {
  if (body === undefined || findMediaType(content, body.contentType) === undefined) return;
  if (edit === undefined) ledger.valid(body.value);
  else
    ledger.invalid({
      pointer: edit.instanceLocation.replace(/^\/body/, ''),
      keywordLocation: edit.keywordLocation,
      ...pinned,
    });
}
