import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../../generator/contract/responses.ts';
import { isFilePart } from '../../../generator/json/file-part.ts';
import { isJson, isMultipart } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Scenario } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { type Run, scenario } from './scenario.ts';

/** Uploads a file and downloads it again, where an operation below the item returns bytes. */
export function download(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const takesFile = create.requestBody?.content.some(({ contentType }) => isMultipart(contentType)) === true;
  const contents = [...resource.below, ...resource.operations.actions].filter(
    (operation) =>
      operation.method === 'get' &&
      (findResponse(operation, successStatus(operation))?.content ?? []).some(
        ({ contentType }) => !isJson(contentType),
      ),
  );
  if (!takesFile) return [];
  return [
    scenario(kit, resource, 'download', function* (send): Run {
      const call = kit.rich(create, 0);
      const body = call?.body;
      if (call === undefined || body === undefined || !isObject(body.value)) return;
      const files = Object.entries(body.value).filter(([, value]) => isFilePart(value));
      const [name, part] = files[0] ?? [];
      if (name === undefined || !isFilePart(part)) return;
      const made = yield* send('create', create, 'created with a file', {
        call: {
          ...call,
          body: { ...body, value: { ...body.value, [name]: { $file: { ...part.$file, bytes: content } } } },
        },
        about: name,
      });
      const at = pathOfCreated(resource, made);
      if (at === undefined) return;
      for (const operation of new Set(contents))
        yield* send('download', operation, 'downloaded after the upload', {
          path: at(operation),
          until: ({ response }) => response.status !== 404,
        });
    }),
  ];
}

/** Text that every kind of file may be, with a size that no default has. */
const content = new TextEncoder().encode('{"plumbline": "a line that an upload must keep as it is"}\n');
