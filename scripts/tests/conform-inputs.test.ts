import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { createExercise } from '../../conformance/coverage/exercise.ts';
import type { GivenValues } from '../../conformance/model.ts';
import { notExercisedLines, undecidedLines } from '../../conformance/report/exercise-lines.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { conform } from '../api/conform.ts';
import { serverPath } from '../run/base-url.ts';
import { loadSubject } from '../run/subject.ts';

/**
 * Small servers of other kinds, where they are at hand: each is correct, or has one fault. A correct one has no finding and is
 * exercised; a fault is reported by the check that it is about.
 */

const shared = resolve(import.meta.dirname, '../../../shared/cases');
const isHere = existsSync(join(shared, 'conform/servers.mjs'));

interface Row {
  /** The document, without its ending, and the arguments of the server. */
  readonly server: string;
  readonly script: string;
  readonly document?: string;
  readonly fault?: string;
  /** What findings of a server say that is lenient at a place, against its document: true, and not what it is about. */
  readonly lenient?: RegExp;
  /** What one finding says; absent for a correct server. */
  readonly finding?: RegExp;
  /** Operations that are not exercised, with the reason: a server that nobody can enter. */
  readonly missed?: RegExp;
  readonly key?: string;
  readonly values?: GivenValues;
  /** Run in each `npm test`. */
  readonly isQuick?: true;
}

const own = (server: string, more: Partial<Row> = {}): Row => ({ server, script: 'servers.mjs', ...more });
const second = (server: string, more: Partial<Row> = {}): Row => ({
  server,
  script: 'servers2.mjs',
  ...more,
});
const third = (server: string, more: Partial<Row> = {}): Row => ({ server, script: 'servers3.mjs', ...more });
const crud = (fault?: string, finding?: RegExp): Row => ({
  server: 'crud',
  script: 'crud.mjs',
  document: 'crud.yaml',
  ...(fault === undefined || finding === undefined ? {} : { fault, finding }),
});
const foreign = (server: string, more: Partial<Row> = {}): Row => ({
  server,
  script: '../foreign/server.mjs',
  document: `../foreign/${server}.yaml`,
  // It names no methods with 405 (RFC 9110, 15.5.6).
  lenient: /405 without an Allow header/,
  ...more,
});

const rows: readonly Row[] = [
  own('a02-fk', { missed: /no such pet|422/ }),
  own('a04-optauth'),
  own('a04-optauth', { fault: 'any', finding: /wrong key/ }),
  own('a05-querykey', { isQuick: true }),
  own('a05-querykey', { fault: 'open', finding: /without/ }),
  own('a05-querykey', { fault: 'any', finding: /wrong/ }),
  own('a07-403'),
  own('a08-basic', { key: 'alice:wonder' }),
  own('a09-two', { key: 'appKey=A,userKey=B' }),
  own('a10-strq'),
  own('a13-suffix'),
  own('a15-range'),
  own('a15-range', { fault: 'shape', finding: /message/ }),
  own('a15-range', { fault: 'type', finding: /\/n/ }),
  own('a19-regex'),
  own('a20-redirect'),
  own('a23-nego'),
  own('a23-nego', { fault: 'xml', finding: /xml|\/a/ }),
  own('a23-nego', { fault: 'xmlin', finding: /accepted/ }),
  own('a24-bin'),
  own('a25-multi'),
  own('a26-form'),
  own('a27-styles'),
  own('a33-upsert'),
  own('a37-cond', { isQuick: true }),
  own('a38-date', { lenient: /2023-02-30/ }),
  own('a39-int64'),
  own('a40-slash', { lenient: /maxLength/ }),
  second('c01-nested', { isQuick: true }),
  second('c01-nested', { fault: 'lost', finding: /./ }),
  second('c01-nested', { fault: 'type', finding: /orgId/ }),
  second('c01-nested', { fault: 'crash', finding: /500/ }),
  second('c01-nested', { fault: 'gettype', finding: /name/ }),
  second('c01-nested', { fault: 'nodel', finding: /delet/ }),
  second('c02-unique'),
  second('c02-unique', { fault: 'email', finding: /email/ }),
  second('c02-unique', { fault: 'age', finding: /age/ }),
  second('c04-slow'),
  second('c04-slow', { fault: 'reset', finding: /./ }),
  second('c04-slow', { fault: 'flaky', finding: /500/ }),
  second('c05-readonly'),
  // It ignores what only it may set.
  second('c05-readonly', { fault: 'ro' }),
  second('c05-readonly', { fault: 'wo', finding: /pw/ }),
  third('f01-idempotent-delete'),
  third('f02-views'),
  third('f03-drafts', { isQuick: true }),
  third('f04-headopts'),
  third('f05-strict-extra'),
  third('f06-int32'),
  third('f07-datejs', { lenient: /required: at|24:00:00Z/ }),
  third('f08-async'),
  crud(),
  crud('noput', /./),
  crud('leak', /secret/),
  crud('filter', /status/),
  crud('page', /./),
  crud('overlimit', /3 on a page|limit/),
  crud('lost', /./),
  crud('dropage', /age/),
  crud('crash', /500/),
  crud('idcrash', /500/),
  crud('nodelete', /delet/),
  crud('get200', /./),
  crud('st200', /200/),
  crud('hdr', /x-total-count/i),
  crud('enum', /status/),
  crud('max', /age/),
  crud('maxlen', /name/),
  crud('nonull', /tag/),
  crud('nullstatus', /status/),
  crud('date', /createdAt/),
  crud('errshape', /message/),
  foreign('unique'),
  foreign('unique', { fault: 'any-email', finding: /email/ }),
  foreign('discriminator'),
  foreign('multipart'),
  foreign('cursor'),
  foreign('ifmatch', { missed: /412 "changed"; give If-Match an `example`/ }),
  foreign('ifmatch', { values: { names: { 'If-Match': '"1"' } }, isQuick: true }),
];

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What a run makes of a server: its findings, and what it did not reach or could not decide. */
async function judge({ server, script, document = `${server}.json`, fault = '', key, values = {} }: Row) {
  const port = await freePort();
  const folder = join(shared, 'conform');
  const words =
    script === 'crud.mjs'
      ? [String(port), fault]
      : script.startsWith('..')
        ? [server]
        : [server, String(port), fault];
  const child = spawn(process.execPath, [join(folder, script), ...words], {
    env: { ...process.env, PORT: String(port), FAULT: fault },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(child.stdout, 'data');
    const { contract } = await loadSubject(join(folder, document));
    process.env['INPUT_KEY'] = key?.includes('=') === true ? '' : (key ?? 'secret-key');
    const isKeyed = contract.securitySchemes.size > 0;
    const pairs = [...contract.securitySchemes.keys()].map((name, index) => `${name}=INPUT_KEY_${index}`);
    process.env['INPUT_KEY_0'] = 'app-1';
    process.env['INPUT_KEY_1'] = 'secret-key';
    const keyEnv = key?.includes('=') === true ? pairs.join(',') : 'INPUT_KEY';
    const target = `http://127.0.0.1:${port}${serverPath(contract)}`;
    const { add, exercise } = createExercise(contract);
    const findings: string[] = [];
    for await (const event of conform(contract, {
      target,
      values,
      timeout: 5,
      ...(isKeyed ? { keyEnv } : {}),
    })) {
      add(event);
      if (event.event === 'failure')
        findings.push(`${event.finding.check} ${event.finding.operationId}: ${event.finding.message}`);
    }
    const reached = exercise();
    return {
      findings,
      missed: notExercisedLines(reached),
      undecided: undecidedLines(reached.undecided),
    };
  } finally {
    child.kill();
  }
}

const chosen = rows.filter(({ isQuick }) => isFull || isQuick === true);
const judged: string[] = [];
it.runIf(isHere).each(chosen)(
  '$server $fault',
  async (row) => {
    const { findings, missed, undecided } = await judge(row);
    judged.push(row.server);
    const { lenient } = row;
    const told = findings.filter((each) => lenient?.test(each) !== true);
    if (row.finding === undefined) expect(told).toEqual([]);
    else expect(findings.join('\n')).toMatch(row.finding);
    if (row.missed === undefined) expect(row.finding === undefined ? missed : []).toEqual([]);
    else expect(missed.join('\n')).toMatch(row.missed);
    // A reason stands before the operations of each line.
    for (const line of undecided) expect(line).toMatch(/: .{8,}/);
  },
  60_000,
);

it.runIf(isHere && isFull)('all of them are judged', () => {
  figure({
    issue: 20,
    what: 'small servers of other kinds: correct ones silent and exercised, faults found',
    expected: `${rows.length} of ${rows.length}`,
    seen: `${judged.length} of ${rows.length}`,
    ok: judged.length === rows.length,
  });
});
