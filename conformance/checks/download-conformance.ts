import { isFilePart } from '../../generator/json/file-part.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { HistoryCheck, Verdict } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, itemIn, operationOf } from './things.ts';

const sizeNames = /^(bytes|size|length|file_?size|byte_?size|size_?(in_?)?bytes|content_?length)$/i;

/** What was uploaded is what is kept: a download has the same bytes, and a member that says the size says theirs. */
export const downloadConformance: HistoryCheck = {
  id: 'download-conformance',
  check(history, contract) {
    const { resource } = history.scenario;
    const played = history.steps.find(({ role }) => role === 'create');
    if (resource === undefined || played === undefined || !isOk(played.exchange)) return [];
    const { exchange: made, about: member = '' } = played;
    const body = made.testCase.arguments.body?.value;
    const part = isObject(body) ? body[member] : undefined;
    if (!isFilePart(part)) return [];
    const { bytes } = part.$file;
    const item = itemIn(resource, made);
    const size = Object.keys(item ?? {}).find(
      (name) => sizeNames.test(name) && typeof item?.[name] === 'number',
    );
    const place = (pointer: string | undefined, instanceLocation: string) => ({
      keywordLocation: child(pointer ?? '#', 'responses'),
      instanceLocation,
    });
    const verdicts: Verdict[] = inRole(history, 'download')
      .filter((exchange) => exchange.response.status === 200)
      .flatMap((exchange) =>
        judgeEach(
          this.id,
          [exchange],
          ({ response }) =>
            isSame(response.body, bytes)
              ? undefined
              : `the download has ${response.body.length} bytes, and they are not the ${bytes.length} bytes that were uploaded`,
          place(operationOf(contract, exchange)?.pointer, '/download'),
        ),
      );
    if (size === undefined) return verdicts;
    return [
      ...verdicts,
      ...judgeEach(
        this.id,
        [made],
        () =>
          item?.[size] === bytes.length
            ? undefined
            : `${size} is ${JSON.stringify(item?.[size])} for a file of ${bytes.length} bytes`,
        place(operationOf(contract, made)?.pointer, `/${size}`),
      ),
    ];
  },
};

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
