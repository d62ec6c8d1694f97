import { Option } from 'commander';
import { tuneForRequests } from '../engine.ts';
import {
  collect,
  commaList,
  integer,
  money,
  natural,
  positive,
  positiveInteger,
  seconds,
} from '../option-values.ts';
import {
  allowHost,
  allowPath,
  header,
  maxBody,
  overlay,
  strength,
  strict,
  timeout,
} from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline conform`. */
export const conformCommand: DefineCommand = ({ verb, finish }) => {
  verb('conform', 'check that a server conforms to the document')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .optionsGroup('What is judged:')
    .option('--target <url>', 'the server: a URL, or `mock` for the built-in one; a journal says its own')
    .optionsGroup('Which requests:')
    .option('--seed <number>', 'equal seeds send equal requests (default 1)', integer)
    .option('--path <path>', 'send only the case at this path, as a finding shows it')
    .option('--max-requests <number>', 'stop after this many requests', natural)
    .option('--include <operationId>', 'only this operation (repeatable)', collect)
    .option('--exclude <operationId>', 'not this operation (repeatable)', collect)
    .option('--tags <names>', 'only the operations with these tags', commaList)
    .option('--paths <patterns>', "only the operations at these paths; '*' is any characters", commaList)
    .option('--methods <names>', 'only the operations of these methods: get,post', commaList)
    .addOption(
      new Option('--deprecated <which>', 'operations that are marked as deprecated (default with)').choices([
        'with',
        'without',
        'only',
      ]),
    )
    .option('--shard <i/n>', 'part i of n, always the same part; `report merge` joins them')
    .optionsGroup('Pace:')
    .option(
      '--rate <number>',
      'most requests started in a second (5 for another machine, no limit for this one)',
      positive,
    )
    .option(
      '--concurrency <number>',
      'most requests under way at once, where their order cannot matter (1)',
      positiveInteger,
    )
    .optionsGroup('Live runs:')
    .option('--live', 'treat this target as one that bills: a preflight, a plan, a pace, a bounded cost')
    .option('--yes', 'allow calls that cost money; without it they are left out of a live run')
    .option('--max-paid <number>', 'most calls that cost money in a live run (20)', natural)
    .option('--max-cost <amount>', 'most money that a live run may cost, in the unit of the balance', money)
    .option(
      '--preflight',
      'request from a live server what a run has to know, pay for one call at most, and end',
    )
    .option('--pace <seconds>', 'from one request of a live run to the next (22)', seconds)
    .option('--tokens-per-minute <number>', 'most tokens that a live run requests in a minute', natural)
    .optionsGroup('Journals:')
    .option(
      '--journal <file>',
      'append every exchange to this file as it happens; a run against another machine does, unless with --concurrency',
    )
    .option('--resume <journal>', 'go on with a run that was killed or interrupted')
    .option('--replay <journal>', 'judge the recorded responses again; nothing is sent')
    .optionsGroup('Network and keys:')
    .addOption(timeout())
    .addOption(maxBody())
    .option('--key-env <name>', 'environment variable that holds the key; the contract names one')
    .option(
      '--other-key-env <name>',
      'environment variable that holds the key of another user, who must not reach what this one has',
    )
    .option('--limited-key-env <name>', 'environment variable that holds a key with few scopes')
    .option('--limited-scopes <scopes>', 'the scopes of that key, joined by commas')
    .addOption(header())
    .optionsGroup('Verdict and reports:')
    .option(
      '--report <kind=path>',
      'write a report: html, junit, markdown, github, har, ndjson (repeatable)',
      collect,
    )
    .option(
      '--baseline <file>',
      'known findings, which do not fail the run: { known-failing: [{ fingerprint, reason, expires }] }',
    )
    .option(
      '--check <id=severity>',
      'what becomes of a check: off, warning or error, as in max-response-time=off (repeatable)',
      collect,
    )
    .option(
      '--accept <operation=status>',
      'statuses that an operation may respond with although the document lacks them: createPet=429,503; * for all (repeatable)',
      collect,
    )
    .option(
      '--callback-wait <seconds>',
      'how long a callback is waited for (5), from a server on this machine',
      seconds,
    )
    .option(
      '--expect-callback <operationId>',
      'its callback has to arrive, whatever the response says (repeatable)',
      collect,
    )
    .option(
      '--require-exercised <what>',
      'exit 3 unless valid requests were accepted by this many operations: a count, a percentage, or ids joined by commas (default 1)',
    )
    .option('--redact <name>', 'a header, parameter or member that holds a secret (repeatable)', collect)
    .option(
      '--sdk <package>',
      'judge a generated package: its folder, its name where it is installed, or the module of its functions; needs no --target',
    )
    .option('--quiet', 'print findings and the summary only')
    .option('--fault <id>', 'with --target mock: break the mock in this way (repeatable)', collect)
    .action(async (spec, options) => {
      tuneForRequests();
      finish(await (await import('../verbs/conform.ts')).conform({ spec, ...options }));
    });
};
