import type { Rule, RuleConflict, RuleExchange } from 'openapi-plumbline';
import { objectOf } from './json.ts';
import { nothingToSee, soundResponse, verdictOf, wrong } from './outcome.ts';

/** An upload is answered with its own size, purpose and name. */
export const uploadEcho: Rule = {
  id: 'upload-echo',
  evidence: 'document',
  source:
    '#/components/schemas/FileObject/properties: file size in bytes, original file name, purpose used when uploading the file',
  appliesTo: ['uploadFile'],
  check(exchange) {
    const sound = soundResponse(exchange);
    if (sound === undefined) return verdictOf(nothingToSee);
    const { file, purpose } = sound.request;
    const { bytes, filename } = objectOf(objectOf(file)['$file']);
    if (!(bytes instanceof Uint8Array)) return verdictOf('no file was sent');
    const { response } = sound;
    if (response['bytes'] !== bytes.byteLength)
      return verdictOf(
        wrong('/bytes', `bytes is ${String(response['bytes'])}, sent were ${bytes.byteLength}`),
      );
    if (response['purpose'] !== purpose)
      return verdictOf(
        wrong('/purpose', `purpose is ${String(response['purpose'])}, sent was ${String(purpose)}`),
      );
    // Names beyond ASCII travel in several spellings; a plain one has one.
    const plain = typeof filename === 'string' && /^[\w .()-]+$/.test(filename);
    return verdictOf(
      plain && response['filename'] !== filename
        ? wrong('/filename', `filename is ${String(response['filename'])}, sent was ${filename}`)
        : undefined,
    );
  },
};

/** A delete that succeeds says that it did, and what. */
export const deletionSaysSo: Rule = {
  id: 'deletion-says-so',
  evidence: 'document',
  source:
    '#/components/schemas/FileDeleteResponse/properties/deleted: whether the file was deleted successfully',
  appliesTo: ['deleteFile'],
  check(exchange) {
    const sound = soundResponse(exchange);
    if (sound === undefined) return verdictOf('nothing was deleted');
    const { deleted, id } = sound.response;
    const requested = exchange.arguments.path['file_id'];
    if (deleted !== true) return verdictOf(wrong('/deleted', 'answered 200, yet `deleted` is not true'));
    return verdictOf(
      id === requested
        ? undefined
        : wrong('/id', `deleted is ${String(id)}, requested was ${String(requested)}`),
    );
  },
};

/** A deleted file cannot be deleted again: it is not found. Checked over whole runs. */
export const deletedOnce: Rule = {
  id: 'deleted-once',
  evidence: 'document',
  source: '#/paths/~1v1~1files~1{file_id}/delete: 404 File not found',
  appliesTo: ['deleteFile'],
  across(exchanges) {
    const gone = new Map<unknown, RuleExchange>();
    return exchanges.flatMap((exchange): readonly RuleConflict[] => {
      const id = exchange.arguments.path['file_id'];
      if (soundResponse(exchange) === undefined) return [];
      const before = gone.get(id);
      gone.set(id, exchange);
      if (before === undefined) return [];
      const message = `answered ${exchange.status} although ${String(id)} was deleted before`;
      return [{ exchange, against: [before], message, instanceLocation: '/path/file_id' }];
    });
  },
};

/** What went wrong with a file is said. */
export const fileStatusDetails: Rule = {
  id: 'file-status-details',
  evidence: 'document',
  source:
    '#/components/schemas/FileObject/properties/status_details: when file processing fails or has warnings',
  appliesTo: ['uploadFile', 'retrieveFile'],
  check(exchange) {
    const sound = soundResponse(exchange);
    if (sound === undefined) return verdictOf(nothingToSee);
    const { status, status_details: details } = sound.response;
    if (status !== 'error') return verdictOf('processing did not fail');
    return verdictOf(
      typeof details === 'string' && details !== ''
        ? undefined
        : wrong('/status_details', 'a failed file says nothing of why'),
    );
  },
};
