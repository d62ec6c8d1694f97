import type { Contract, MediaType, Operation } from '../../generator/contract/model.ts';
import { responseTypes } from '../../generator/contract/responses.ts';
import { essence, isForm, isJson } from '../../generator/json/media-type.ts';
import { isXml } from '../../generator/wire/xml.ts';
import type { CasePlan, Rule, TestCase } from '../model.ts';
import { createSampler, type Sampler } from './sampler.ts';
import { preferredMediaType } from './slots.ts';
import { testCase } from './test-case.ts';
import { wrongCalls } from './wrong-calls.ts';

/** Most media types that are tried besides the preferred one, and most wrong values in XML. */
const mostTypes = 4;
const mostWrong = 10;

/** Edits whose wrong value XML can show: it has no types, so that a text may be a number. */
const shownInXml: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'enum',
  'required',
  'format',
]);

/** Each documented media type of a request, and of a successful response, once; what XML says wrongly must be refused. */
export function planMediaTypes(
  contract: Contract,
  operation: Operation,
  sampler: Sampler,
  rules: readonly Rule[],
): CasePlan {
  const context = { contract, operation, phase: 'coverage' } as const;
  const preferred = preferredMediaType(operation);
  const others = (operation.requestBody?.content ?? [])
    .filter((media) => media !== preferred && !media.contentType.includes('*'))
    .slice(0, mostTypes);
  // Only JSON and forms get the ids of existing items.
  const hasReferences = contract.inferred.references.some(
    ({ operationId, in: place }) => operationId === operation.operationId && place === 'body',
  );
  const sent = others.flatMap((media) =>
    isXml(media) || isJson(media.contentType) || isForm(media.contentType) || isPlain(media)
      ? hasReferences && !isJson(media.contentType) && !isForm(media.contentType)
        ? []
        : bodiesOf(media)
      : [],
  );
  const call = sampler.leastCall(undefined);
  const received =
    call === undefined
      ? []
      : (operation.method === 'get' ? responseTypes(operation) : [])
          .slice(0, mostTypes)
          .map((contentType): TestCase => {
            const base = testCase(context, `accept/${contentType}`, `accepts ${contentType} only`, call);
            const headers = base.request.headers.map(
              ([name, value]) => [name, name === 'accept' ? contentType : value] as const,
            );
            return { ...base, request: { ...base.request, headers } };
          });
  return { operationId: operation.operationId, phase: 'coverage', cases: [...sent, ...received] };

  function bodiesOf(media: MediaType): readonly TestCase[] {
    const { requestBody } = operation;
    if (requestBody === undefined) return [];
    const own = createSampler(
      contract,
      { ...operation, requestBody: { ...requestBody, content: [media] } },
      sampler.seed,
      { rules },
    );
    const least = own.leastCall(undefined);
    if (least?.body === undefined) return [];
    const title = `a body of the type ${media.contentType}`;
    const base = testCase(context, `media/${media.contentType}`, title, least);
    return isXml(media) ? [base, ...wrongIn(media, own)] : [base];
  }

  function wrongIn(media: MediaType, own: Sampler): readonly TestCase[] {
    return wrongCalls(own, undefined)
      .filter(({ edit }) => edit.instanceLocation.startsWith('/body/') && shownInXml.has(edit.keyword))
      .slice(0, mostWrong)
      .map(({ call: wrong, twin, edit, title }, index) => {
        const negative = { ...context, phase: 'negative' } as const;
        const id = `${media.contentType}/${index}`;
        const right = testCase(negative, `${id}/twin`, `the valid twin of: ${title}`, twin);
        return testCase(negative, id, `${title}, in XML`, wrong, { edit, twin: right });
      });
  }
}

const isPlain = ({ contentType }: MediaType): boolean => essence(contentType).startsWith('text/');
