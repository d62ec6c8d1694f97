import { type FeatureCall, isObject, type LiveFeature, type RuleExchange } from 'openapi-plumbline';
import { chatBody } from './chat.ts';

const upload = (name: string, purpose: string, text: string): FeatureCall => ({
  operationId: 'uploadFile',
  title: `a file for ${purpose}`,
  arguments: {
    body: {
      contentType: 'multipart/form-data',
      value: {
        file: { $file: { name, contentType: 'text/plain', bytes: new TextEncoder().encode(text) } },
        purpose,
      },
    },
  },
});

const about = (operationId: string, title: string, path: Readonly<Record<string, string>>): FeatureCall => ({
  operationId,
  title,
  arguments: { path },
});

/** The id of what was made; `undefined` when it was refused. */
const idOf = ({ status, body }: RuleExchange): string | undefined =>
  status === 200 && isObject(body) && typeof body['id'] === 'string' ? body['id'] : undefined;

/** What was uploaded may take a while to be there: a call is sent three times at most, until it succeeds. */
function* patiently(call: FeatureCall): Generator<FeatureCall, boolean, RuleExchange> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const { status } = yield call;
    if (status === 200) return true;
  }
  return false;
}

/** A text is uploaded, looked at, its content read back, and it is deleted. */
const extract: LiveFeature = {
  id: 'extract',
  operations: ['uploadFile', 'retrieveFile', 'getFileContent', 'deleteFile'],
  paid: 0,
  *run() {
    const id = idOf(
      yield upload('plumbline.txt', 'file-extract', 'A plumb line shows whether a wall is true.'),
    );
    if (id === undefined) return false;
    yield* patiently(about('retrieveFile', 'the file', { file_id: id }));
    const isRead = yield* patiently(about('getFileContent', 'the text of the file', { file_id: id }));
    yield about('deleteFile', 'the file is deleted', { file_id: id });
    return isRead;
  },
};

/** A batch of one line: made, read, and cancelled before it costs much. */
const batch: LiveFeature = {
  id: 'batch',
  operations: ['createBatch', 'uploadFile', 'retrieveBatch', 'cancelBatch', 'deleteFile'],
  paid: 1,
  *run({ value, maxTokens }) {
    const line = {
      custom_id: 'plumbline-1',
      method: 'POST',
      url: '/v1/chat/completions',
      body: chatBody({ value, maxTokens }),
    };
    const file = idOf(yield upload('plumbline.jsonl', 'batch', `${JSON.stringify(line)}\n`));
    if (file === undefined) return false;
    const made = yield {
      operationId: 'createBatch',
      title: 'a batch of one line',
      arguments: {
        body: {
          contentType: 'application/json',
          value: { input_file_id: file, endpoint: '/v1/chat/completions', completion_window: '24h' },
        },
      },
    };
    const id = idOf(made);
    if (id !== undefined) {
      yield about('retrieveBatch', 'the batch', { batch_id: id });
      yield about('cancelBatch', 'the batch is cancelled', { batch_id: id });
    }
    yield about('deleteFile', 'its file is deleted', { file_id: file });
    return id !== undefined;
  },
};

export const fileFeatures: readonly LiveFeature[] = [extract, batch];
