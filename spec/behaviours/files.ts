import { isUtf8 } from 'node:buffer';
import type { Behaviour, MockCall, MockWorld, Reply } from 'openapi-plumbline';
import { answerWith, hexFrom, invalid, isObject, notFound, seconds } from './api.ts';
import { filesOf, type StoredFile } from './state.ts';

const purposes = ['file-extract', 'image', 'video', 'batch'];
const limits = { bytes: 100 * 1024 * 1024, files: 1000 };

/** Files: what was uploaded is there, byte for byte, until it is deleted. */
export const files: Behaviour = {
  id: 'files',
  appliesTo: ['uploadFile', 'listFiles', 'retrieveFile', 'deleteFile', 'getFileContent'],
  refuse({ operationId, account, arguments: { body } }, world) {
    if (operationId !== 'uploadFile' || !isObject(body?.value)) return undefined;
    const { file, purpose } = body.value;
    if (typeof purpose === 'string' && !purposes.includes(purpose))
      return invalid(`Invalid purpose: only ${purposes.map((each) => `'${each}'`).join(', ')} accepted`);
    if (!(file instanceof Blob)) return undefined;
    if (file.size === 0) return invalid('File size is zero, please confirm and re-upload the file');
    if (file.size > limits.bytes)
      return invalid('File size is too large, max file size is 100MB, please confirm and re-upload the file');
    if (purpose === 'batch' && !nameOf(file).endsWith('.jsonl'))
      return invalid('Invalid request: a file of purpose batch must be a .jsonl file');
    if (filesOf(world, account).size >= limits.files)
      return invalid(
        `The number of files you have uploaded exceeded the max file count ${limits.files}, please delete previous uploaded files`,
      );
    return undefined;
  },
  async respond(call, world) {
    const stored = filesOf(world, call.account);
    if (call.operationId === 'uploadFile') return answerWith((await upload(call, world)).object);
    if (call.operationId === 'listFiles') {
      const newestFirst = [...stored.values()].reverse().map(({ object }) => object);
      return answerWith({ object: 'list', data: newestFirst });
    }
    const id = String(call.arguments.path['file_id']);
    const file = stored.get(id);
    if (file === undefined) return notFound(`Not found the file ${id} or Permission denied`);
    switch (call.operationId) {
      case 'retrieveFile':
        return answerWith(file.object);
      case 'deleteFile':
        stored.delete(id);
        return answerWith({ id, object: 'file', deleted: true });
      default:
        return contentOf(file, call);
    }
  },
};

const nameOf = (file: Blob): string => (file instanceof File ? file.name : 'upload');

async function upload(call: MockCall, world: MockWorld): Promise<StoredFile> {
  const form = isObject(call.arguments.body?.value) ? call.arguments.body.value : {};
  const { file, purpose } = form;
  const content = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
  const filename = file instanceof Blob ? nameOf(file) : 'upload';
  return keep(world, call.account, call.seed, { filename, purpose: String(purpose), content });
}

/** Puts a file into an account; batches put theirs there too. */
export function keep(
  world: MockWorld,
  account: string,
  seed: number,
  { filename, purpose, content }: Omit<StoredFile, 'object'>,
): StoredFile {
  const id = `file-${hexFrom(seed + world.next('file'), 24)}`;
  const object = {
    id,
    object: 'file',
    bytes: content.byteLength,
    created_at: seconds(world.now()),
    filename,
    purpose,
    status: 'ok',
    status_details: '',
  };
  const stored = { object, filename, purpose, content };
  filesOf(world, account).set(id, stored);
  return stored;
}

const text = 'text/plain; charset=utf-8';

function contentOf({ purpose, filename, content }: StoredFile, { operation }: MockCall): Reply {
  if (purpose === 'image' || purpose === 'video') {
    const message = `Invalid request: a file of purpose ${purpose} has no content to extract`;
    const isDocumented = operation.responses.some(({ status }) => status === '400');
    return isDocumented ? invalid(message) : notFound(message);
  }
  const headers = { 'content-type': isUtf8(content) ? text : 'text/plain; charset=iso-8859-1' };
  if (purpose !== 'file-extract') return { status: 200, headers, body: content };
  const extracted = {
    content: new TextDecoder().decode(content),
    file_type: 'application/octet-stream',
    filename,
    title: '',
    type: 'file',
  };
  return {
    status: 200,
    headers: { 'content-type': text },
    body: JSON.stringify(extracted),
  };
}
