import type { Rule, RuleConflict, RuleExchange } from 'openapi-plumbline';
import { objectOf } from './json.ts';
import { soundResponse } from './outcome.ts';

/** The words of a file of plain text; none where the bytes are something else. */
function wordsOf(bytes: unknown): readonly string[] {
  if (!(bytes instanceof Uint8Array)) return [];
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).match(/[A-Za-z0-9]{2,}/g) ?? [];
  } catch {
    return [];
  }
}

function messageOf(words: readonly string[], shown: string): string | undefined {
  if (shown.trim() === '') return 'nothing was extracted from a file of text';
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  // A text without a word of the file may be a fixed response; where the first word is shown, the last one must be too.
  if (shown.includes(first) && !shown.includes(last)) return `the text ends before ${JSON.stringify(last)}`;
  return undefined;
}

/** A text uploaded for extraction comes back: neither empty nor cut. Checked over whole runs. */
export const fileContent: Rule = {
  id: 'file-content',
  evidence: 'document',
  source:
    '#/paths/~1v1~1files~1{file_id}~1content/get: retrieves extracted text content for files uploaded with purpose file-extract',
  appliesTo: ['uploadFile', 'getFileContent'],
  across(exchanges) {
    const uploads = new Map<string, { readonly words: readonly string[]; readonly upload: RuleExchange }>();
    return exchanges.flatMap((exchange): readonly RuleConflict[] => {
      const { operationId, status, body, arguments: call } = exchange;
      if (operationId === 'uploadFile') {
        const { request, response } = soundResponse(exchange) ?? {};
        const words = wordsOf(objectOf(objectOf(request?.['file'])['$file'])['bytes']);
        const isText = request?.['purpose'] === 'file-extract' && words.length > 2;
        if (isText && typeof response?.['id'] === 'string')
          uploads.set(response['id'], { words, upload: exchange });
        return [];
      }
      const upload = uploads.get(String(call.path['file_id']));
      if (upload === undefined || status !== 200) return [];
      const message = messageOf(upload.words, typeof body === 'string' ? body : JSON.stringify(body ?? ''));
      return message === undefined
        ? []
        : [{ exchange, against: [upload.upload], message, instanceLocation: '' }];
    });
  },
};
