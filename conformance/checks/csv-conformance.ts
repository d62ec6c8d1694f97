import { essence } from '../../generator/json/media-type.ts';
import type { Check } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** A response of text/csv has rows of equal length, with closed quotes (RFC 4180 section 2). */
export const csvConformance: Check = {
  id: 'csv-conformance',
  check(exchange) {
    const { status, body } = exchange.response;
    const contentType = headerOf(exchange, 'content-type');
    if (contentType === undefined || essence(contentType) !== 'text/csv' || status >= 300)
      return notApplicable('the response is not CSV');
    const rows = rowsOf(new TextDecoder().decode(body));
    if (rows === undefined)
      return failed(this, exchange, {
        message: 'a quoted field of the CSV does not end',
        instanceLocation: '',
      });
    const [first = 0] = rows;
    const wrong = rows.findIndex((count) => count !== first);
    return wrong < 0
      ? passed
      : failed(this, exchange, {
          message: `row ${wrong + 1} of the CSV has ${rows[wrong]} fields, the first has ${first}`,
          instanceLocation: `/${wrong}`,
        });
  },
};

/** How many fields each row has; `undefined` where a quoted field does not end. */
function rowsOf(text: string): readonly number[] | undefined {
  // The separator is a comma; some servers use a semicolon or a tab throughout.
  const [head = ''] = text.split(/\r?\n/, 1);
  const separator = [',', ';', '\t'].find((each) => head.includes(each)) ?? ',';
  const rows: number[] = [];
  let count = 1;
  let isQuoted = false;
  let isEmpty = true;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isQuoted) {
      if (character !== '"') continue;
      if (text[index + 1] === '"') index++;
      else isQuoted = false;
    } else if (character === '\n') {
      // An empty line at the end is not a row.
      if (!isEmpty || count > 1) rows.push(count);
      count = 1;
      isEmpty = true;
    } else if (character === separator) count++;
    else if (
      character === '"' &&
      (index === 0 || text[index - 1] === separator || text[index - 1] === '\n')
    ) {
      isQuoted = true;
      isEmpty = false;
    } else if (character !== '\r') isEmpty = false;
  }
  if (isQuoted) return undefined;
  if (!isEmpty || count > 1) rows.push(count);
  return rows;
}
