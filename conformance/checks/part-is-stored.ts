import type { Contract } from '../../generator/contract/model.ts';
import { documentedStatus } from '../../generator/contract/responses.ts';
import { isFilePart } from '../../generator/json/file-part.ts';
import { essence } from '../../generator/json/media-type.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { Exchange, History, HistoryCheck, Verdict } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';
import { alike, changesByItself, isOk, itemIn, operationOf, restless } from './things.ts';
import { headerOf } from './verdict.ts';

/**
 * What an item has one of, such as a picture or settings, reads as it was stored, and is gone after its deletion. What the response
 * to a change of an item shows is what the item reads afterwards.
 */
export const partIsStored: HistoryCheck = {
  id: 'part-is-stored',
  check(history, contract) {
    return [...ofParts(history, contract), ...ofChanges(history, contract)];
  },
};

function ofParts(history: History, contract: Contract): readonly Verdict[] {
  const stored = inRole(history, 'put-part').find(isOk);
  const place = (exchange: Exchange, where: string) => ({
    keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
    instanceLocation: `/part/${where}`,
  });
  if (stored === undefined) return [];
  const gone = inRole(history, 'read-part-after-delete').filter((read) => {
    const operation = operationOf(contract, read);
    return operation !== undefined && documentedStatus(operation, [404, 410]) !== undefined;
  });
  return [
    ...inRole(history, 'read-part').flatMap((read) =>
      judgeEach(partIsStored.id, [read], () => differenceOf(stored, read), place(read, 'stored')),
    ),
    ...gone.flatMap((read) =>
      judgeEach(
        partIsStored.id,
        [read],
        () =>
          isOk(read) && differenceOf(stored, read) === undefined
            ? `still reads as it was stored (${read.response.status}) after it was deleted`
            : undefined,
        place(read, 'deleted'),
      ),
    ),
  ];
}

/** How what is read differs from what was stored. */
function differenceOf(stored: Exchange, read: Exchange): string | undefined {
  const { status, body } = read.response;
  if (status === 404) return '404: what was stored cannot be read';
  const sent = stored.testCase.arguments.body;
  if (!isOk(read) || sent === undefined) return undefined;
  const type = headerOf(read, 'content-type');
  if (sent.value instanceof Uint8Array || isFilePart(sent.value)) {
    const bytes = isFilePart(sent.value) ? sent.value.$file.bytes : sent.value;
    // A server may encode pictures and sounds anew; a part of what was stored is not one.
    const isReencoded =
      /^(image|audio|video)\//.test(sent.contentType) && !Buffer.from(bytes).includes(Buffer.from(body));
    if (!isReencoded && !Buffer.from(bytes).equals(Buffer.from(body)))
      return `reads ${body.length} bytes, which are not the ${bytes.length} bytes that were stored`;
    return type !== undefined && essence(type) !== essence(sent.contentType)
      ? `reads as ${type}, stored as ${sent.contentType}`
      : undefined;
  }
  const shown = jsonOf(read);
  const [value] = [sent.value].filter(isObject);
  if (value === undefined || !isObject(shown)) return undefined;
  const changed = Object.keys(value).find(
    (name) => !changesByItself.test(name) && Object.hasOwn(shown, name) && !alike(value[name], shown[name]),
  );
  return changed === undefined
    ? undefined
    : `${changed} reads ${JSON.stringify(shown[changed])}, stored as ${JSON.stringify(value[changed])}`;
}

function ofChanges(history: History, contract: Contract): readonly Verdict[] {
  const { resource } = history.scenario;
  if (resource === undefined) return [];
  const moving = restless(history, resource);
  return history.steps.flatMap(({ role, exchange, about }) => {
    const changed = history.steps.findLast(
      (each) => each.role === 'change' && each.exchange.testCase.operationId === about,
    )?.exchange;
    if (role !== 'read-after-change' || changed === undefined || !isOk(exchange)) return [];
    const answer = jsonOf(changed);
    const read = itemIn(resource, exchange);
    if (!isObject(answer) || read === undefined) return [];
    const lost = Object.keys(answer).find(
      (name) =>
        !moving.has(name) &&
        !changesByItself.test(name) &&
        ['string', 'number', 'boolean'].includes(typeof answer[name]) &&
        Object.hasOwn(read, name) &&
        !alike(answer[name], read[name]),
    );
    return judgeEach(
      partIsStored.id,
      [exchange],
      () =>
        lost === undefined
          ? undefined
          : `${lost} reads ${JSON.stringify(read[lost])}, the response to ${about} had ${JSON.stringify(answer[lost])}`,
      {
        keywordLocation: child(operationOf(contract, changed)?.pointer ?? '#', 'responses'),
        instanceLocation: `/${lost}`,
      },
    );
  });
}
