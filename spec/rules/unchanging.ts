import { isDeepStrictEqual } from 'node:util';
import type { Rule, RuleConflict, RuleExchange } from 'openapi-plumbline';
import { type Json, objectsOf } from './json.ts';
import { soundAnswer } from './outcome.ts';

/** The things that an answer tells of: the items of a list, else the thing itself. */
const thingsIn = ({ data, ...thing }: Json): readonly Json[] =>
  Array.isArray(data) ? objectsOf(data) : [thing];

/** What is told of a thing once is told of it each time, in lists too. Asked of whole runs. */
const unchanging = (
  id: string,
  source: string,
  members: readonly string[],
  appliesTo: readonly string[],
): Rule => ({
  id,
  evidence: 'document',
  source,
  appliesTo,
  across(exchanges) {
    const known = new Map<unknown, { readonly thing: Json; readonly told: RuleExchange }>();
    return exchanges.flatMap((exchange): readonly RuleConflict[] => {
      const answer = soundAnswer(exchange)?.answer;
      const things = answer === undefined ? [] : thingsIn(answer);
      return things.flatMap((thing): readonly RuleConflict[] => {
        const { id: name } = thing;
        const before = known.get(name);
        if (typeof name !== 'string') return [];
        if (before === undefined) known.set(name, { thing, told: exchange });
        const changed = members.find(
          (member) =>
            before !== undefined &&
            Object.hasOwn(before.thing, member) &&
            Object.hasOwn(thing, member) &&
            !isDeepStrictEqual(thing[member], before.thing[member]),
        );
        if (before === undefined || changed === undefined) return [];
        const [now, was] = [thing, before.thing].map((each) => JSON.stringify(each[changed]));
        const message = `${changed} of ${name} is ${now}, it was ${was}`;
        return [{ exchange, against: [before.told], message, instanceLocation: `/${changed}` }];
      });
    });
  },
});

/** A file stays what it was uploaded as. */
export const fileUnchanging = unchanging(
  'file-unchanging',
  '#/components/schemas/FileObject: file size in bytes, creation timestamp, original file name, purpose used when uploading the file',
  ['bytes', 'created_at', 'filename', 'purpose'],
  ['uploadFile', 'retrieveFile', 'listFiles'],
);

/** A batch stays what it was created as. */
export const batchUnchanging = unchanging(
  'batch-unchanging',
  '#/components/schemas/BatchObject: the members of BatchCreateRequest, and the time of creation',
  ['input_file_id', 'endpoint', 'completion_window', 'metadata', 'created_at'],
  ['createBatch', 'retrieveBatch', 'listBatches', 'cancelBatch'],
);
