import { equalJson, type Rule, type RuleConflict, type RuleExchange } from 'openapi-plumbline';
import { type Json, objectsOf } from './json.ts';
import { soundResponse } from './outcome.ts';

/** The things in a response: the items of a list, else the thing itself. */
const thingsIn = ({ data, ...thing }: Json): readonly Json[] =>
  Array.isArray(data) ? objectsOf(data) : [thing];

/** A text or number in a reading is what created-is-readable looks at: one defect, one finding. */
const isReadElsewhere = ({ operationId }: RuleExchange, value: unknown): boolean =>
  operationId.startsWith('retrieve') && typeof value !== 'object';

/**
 * The members that a thing was created with, or that a response showed, are the same in every later response, in
 * lists too. Checked over whole runs.
 */
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
    const known = new Map<string, { readonly thing: Json; readonly seen: RuleExchange }>();
    return exchanges.flatMap((exchange): readonly RuleConflict[] => {
      const sound = soundResponse(exchange);
      const things = sound === undefined ? [] : thingsIn(sound.response);
      return things.flatMap((thing): readonly RuleConflict[] => {
        const { id: name } = thing;
        if (typeof name !== 'string') return [];
        const before = known.get(name);
        if (before === undefined) {
          // Whether the first response echoes the request is the business of other rules.
          known.set(name, { thing: { ...thing, ...sound?.request }, seen: exchange });
          return [];
        }
        const changed = members.find(
          (member) =>
            Object.hasOwn(before.thing, member) &&
            Object.hasOwn(thing, member) &&
            !isReadElsewhere(exchange, before.thing[member]) &&
            !equalJson(thing[member], before.thing[member]),
        );
        if (changed === undefined) return [];
        const [now, was] = [thing, before.thing].map((each) => JSON.stringify(each[changed]));
        const message = `${changed} of ${name} is ${now}, it was ${was}`;
        return [{ exchange, against: [before.seen], message, instanceLocation: `/${changed}` }];
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
