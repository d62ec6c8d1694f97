#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { tuneForOneRun } from './cli/engine.ts';
import { reportError } from './cli/report-error.ts';
import { ExitCode, screenText } from './cli/terminal.ts';
import { version } from './run/package-info.ts';

const integer = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('expected a whole number');
  return value;
};

const natural = (text: string): number => {
  const value = integer(text);
  if (value < 0) throw new InvalidArgumentError('expected a whole number of 0 or more');
  return value;
};

const port = (text: string): number => {
  const value = natural(text);
  if (value > 65_535) throw new InvalidArgumentError('expected a port: 0 to 65535');
  return value;
};

const seconds = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('expected a number of seconds');
  return value;
};

/** Bytes, with a unit if one is given: `8MB`, `512k`, `1048576`. */
const bytes = (text: string): number => {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([kmg]?)i?b?$/i.exec(text.trim()) ?? [];
  const value = Math.round(Number(amount) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase()));
  if (amount === '' || value < 1)
    throw new InvalidArgumentError('expected a number of bytes: 8MB, 512k, 1048576');
  return value;
};

const positiveSeconds = (text: string): number => {
  const value = seconds(text);
  // Timers of node hold 31 bits of milliseconds.
  if (value <= 0 || value > 2_000_000) throw new InvalidArgumentError('expected a number of seconds above 0');
  return value;
};

const money = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('expected an amount of money: 0.05');
  return value;
};

const commaList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const partNames = ['types', 'client', 'validators', 'testing'] as const;

const partsList = (text: string): readonly (typeof partNames)[number][] =>
  commaList(text).map((name) => {
    const part = partNames.find((known) => known === name);
    if (part === undefined) throw new InvalidArgumentError(`the parts are ${partNames.join(', ')}`);
    return part;
  });

const packageName = (text: string): string => {
  if (/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(text) && text.length <= 214) return text;
  throw new InvalidArgumentError('expected a name that npm takes: lower case, digits, - and _');
};

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** Where a verb stands in the help. */
const groups = {
  init: 'Begin:',
  explain: 'Begin:',
  lint: 'The document:',
  drift: 'The document:',
  'check-schema': 'The document:',
  update: 'The document:',
  generate: 'The package:',
  fuzz: 'The package:',
  mock: 'Servers:',
  conform: 'Servers:',
  proxy: 'Servers:',
  report: 'Servers:',
  cleanup: 'Servers:',
} as const;

/** The command with its verbs and flags. `finish` gets the exit code of the verb that ran. */
export function build(finish: (code: ExitCode) => void, mockHelp = ''): Command {
  const program = new Command('plumbline')
    .description('Holds an HTTP API to its OpenAPI document.')
    .version(version)
    .showHelpAfterError('(plumbline --help shows the usage)')
    .configureOutput({
      writeOut: (text) => process.stdout.write(screenText(text)),
      writeErr: (text) => process.stderr.write(screenText(text)),
    })
    .exitOverride();
  const verb = (name: keyof typeof groups, description: string): Command =>
    program.command(name).description(description).helpGroup(groups[name]);
  const overlay = () => new Option('--overlay <file>', 'overlay to apply (repeatable)').argParser(collect);
  const allowHost = () =>
    new Option('--allow-host <host>', 'a host that references may lead to (repeatable)').argParser(collect);
  const allowPath = () =>
    new Option('--allow-path <folder>', 'a folder that references may lead into (repeatable)').argParser(
      collect,
    );
  const strict = () => new Option('--strict', 'what would be a warning about the document is an error');
  const strength = () =>
    new Option(
      '--strength <which>',
      'how much the contract says: the document, its prose too, or all overlays; the configuration says, else full',
    ).choices(['document', 'prose', 'full']);

  const timeout = () =>
    new Option(
      '--timeout <seconds>',
      'most time that one request and its whole response may take (30)',
    ).argParser(positiveSeconds);
  const maxBody = () =>
    new Option('--max-body <bytes>', 'longest response body that is read, decompressed too (8MB)').argParser(
      bytes,
    );

  verb('init', 'write a configuration, a CI workflow and an ignore file for a document')
    .argument('[spec]', 'OpenAPI document or URL; looked for in this folder when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .option('-o, --output <dir>', 'folder of the generated package (sdk)')
    .option('--target <url>', 'the server that CI judges; the built-in mock when absent')
    .action(async (spec, options) =>
      finish(await (await import('./cli/verbs/init.ts')).init({ spec, ...options })),
    );

  verb('explain', 'tell what is made of a document, and why: names, resources, ids, paging, streams')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--json', 'print it as JSON')
    .action(async (spec, options) =>
      finish(await (await import('./cli/verbs/explain.ts')).explain({ spec, ...options })),
    );

  verb('generate', 'write the SDK, validators and types of a document')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .option('-o, --output <dir>', 'folder of the generated package')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .addOption(
      new Option('--only <parts>', 'the parts to write: types, client, validators, testing').argParser(
        partsList,
      ),
    )
    .option('--tags <names>', 'only the operations with these tags', commaList)
    .option('--paths <patterns>', "only the operations at these paths; '*' is any characters", commaList)
    .option('--name <name>', 'npm name of the package; made from the title when absent', packageName)
    .addOption(
      new Option('--layout <layout>', 'a package, or the sources alone for a folder of your own').choices([
        'package',
        'sources',
      ]),
    )
    .option('--check', 'write nothing; exit 1 and show a diff when files are stale')
    .option('--json', 'what is wrong with the document, as JSON on stdout')
    .option('--watch', 'write again whenever the document, an overlay, a rule or the configuration changes')
    .action(async (spec, options) => {
      tuneForOneRun();
      finish(await (await import('./cli/verbs/generate.ts')).generate({ spec, ...options }));
    });

  verb('drift', 'tell what changed between two versions of a document')
    .argument('[base]', 'the older document; with --observed, the document itself')
    .argument('[head]', 'the newer document; the configured one when absent')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'json', 'markdown', 'github', 'junit', 'changelog', 'html'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .option(
      '--ignore <file>',
      'what the team agreed on: changes taken as they are, severities, sunset; .plumbline-ignore.yaml when there is one',
    )
    .option('--observed <journal>', 'compare with recorded traffic (NDJSON) instead of another document')
    .option(
      '--suggest-overlay <file>',
      'with --observed: write the overlay that would make the document true',
    )
    .addOption(
      new Option('--fail-on <what>', 'exit 1 on').choices(['breaking', 'any', 'none']).default('breaking'),
    )
    .option(
      '--sdk-impact',
      'tell what stops code against the generated SDK from compiling; told anyway where an output is configured',
    )
    .action(async (base, head, options) => {
      tuneForOneRun();
      finish(await (await import('./cli/verbs/drift.ts')).drift({ base, head, ...options }));
    });

  verb(
    'update',
    'take a new version of the configured document: what changed, unneeded overlay actions, generate',
  )
    .argument('<new>', 'the new version: a file, a URL, git:REV:path')
    .addOption(allowHost())
    .addOption(allowPath())
    .action(async (newest, options) => {
      tuneForOneRun();
      finish(await (await import('./cli/verbs/update.ts')).update({ newest, ...options }));
    });

  verb('mock', 'serve the document: every operation, checked requests, schema-valid answers')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--port <number>', 'port to listen on; 0 takes a free one', port, 4010)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--accept-host <name>',
      'a name, besides its address and localhost, that clients may call it by (repeatable)',
      collect,
    )
    .option('--seed <number>', 'equal seeds give equal answers', integer, 1)
    .option('--key-env <name>', 'take only the key in this environment variable (any key, when absent)')
    .option(
      '--fault <id>',
      'break the server in this way: a fault listed below, or one of the configured mutants (repeatable)',
      collect,
    )
    .option(
      '--redact <name>',
      'with --transcript: a header, parameter or member that holds a secret (repeatable)',
      collect,
    )
    .option(
      '--seed-data <file>',
      'items that are there from the start, by collection: {"/pets": [{"id": 1}]}',
    )
    .option('--no-validate', 'answer requests whatever they say')
    .option('--transcript <file>', 'write every exchange to this file as it ends: NDJSON, keys taken out')
    .option(
      '--set <control.member=value>',
      'a control below, from the start: limits.tier=0 (repeatable)',
      collect,
    )
    .option(
      '--lenient',
      'refuse only what schemas and rules forbid, and an unknown id only where 404 is documented; by default the behaviours refuse too, in the words of the API',
    )
    .option(
      '--steady-clock',
      'time begins in 2026 and goes by each time somebody looks: equal requests get equal answers, times included',
    )
    .addHelpText('after', mockHelp)
    .action(async (spec, options) =>
      finish(await (await import('./cli/verbs/mock.ts')).mock({ spec, ...options })),
    );

  verb('conform', 'prove that a server keeps to the document')
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
    .option('--shard <i/n>', 'part i of n, always the same part; `report merge` joins them')
    .optionsGroup('Live runs:')
    .option('--live', 'pace and bill this target as one on another machine')
    .option('--yes', 'allow calls that cost money; without it they are left out of a live run')
    .option('--max-paid <number>', 'most calls that cost money in a live run (20)', natural)
    .option('--max-cost <amount>', 'most money that a live run may cost, in the unit of the balance', money)
    .option('--preflight', 'ask a live server what a run has to know, pay for one call at most, and end')
    .option('--pace <seconds>', 'from one request of a live run to the next (22)', seconds)
    .option('--tokens-per-minute <number>', 'most tokens that a live run asks for in a minute', natural)
    .optionsGroup('Journals:')
    .option('--journal <file>', 'append every exchange to this file as it happens; a live run always does')
    .option('--resume <journal>', 'go on with a run that was killed or interrupted')
    .option('--replay <journal>', 'judge the recorded answers again; nothing is sent')
    .optionsGroup('Network and keys:')
    .addOption(timeout())
    .addOption(maxBody())
    .option('--key-env <name>', 'environment variable that holds the key; the contract names one')
    .optionsGroup('Verdict and reports:')
    .option(
      '--report <kind=path>',
      'write a report: html, junit, markdown, github, har, ndjson (repeatable)',
      collect,
    )
    .option(
      '--baseline <file>',
      'findings that are known and fail nothing: { known-failing: [{ fingerprint, reason, expires }] }',
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
    .option('--quiet', 'print findings and the sum only')
    .option('--fault <id>', 'with --target mock: break the mock in this way (repeatable)', collect)
    .action(async (spec, options) =>
      finish(await (await import('./cli/verbs/conform.ts')).conform({ spec, ...options })),
    );

  verb('proxy', 'pass traffic on to a server and judge it, without touching it')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--target <url>', 'the only server that it leads to')
    .option('--port <number>', 'port to listen on, on this machine only; 0 takes a free one', port, 4011)
    .option(
      '--timeout <seconds>',
      'most time that a request and its whole response may take (no limit)',
      positiveSeconds,
    )
    .option('--max-body <bytes>', 'longest body that is judged; all of it is passed on (16MB)', bytes)
    .option(
      '--journal <file>',
      'append every exchange to this file, keys taken out; drift --observed reads it',
    )
    .option(
      '--report <kind=path>',
      'html, junit, markdown, github, har, ndjson when it stops (repeatable)',
      collect,
    )
    .option('--redact <name>', 'a header, parameter or member that holds a secret (repeatable)', collect)
    .option('--quiet', 'print findings and the sum only')
    .action(async (spec, options) =>
      finish(await (await import('./cli/verbs/proxy.ts')).proxy({ spec, ...options })),
    );

  verb('cleanup', 'take away what a run that was killed had made, and nothing else')
    .argument('<journal>', 'the journal of that run')
    .option('--spec <file>', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--key-env <name>', 'environment variable that holds the key; the contract names one')
    .option('--pace <seconds>', 'from one request to the next (1)', seconds)
    .addOption(timeout())
    .addOption(maxBody())
    .action(async (journal, options) =>
      finish(await (await import('./cli/verbs/cleanup.ts')).cleanup({ journal, ...options })),
    );

  const report = verb('report', 'make reports of runs that are over');
  report
    .command('evidence')
    .description(
      'what a run knows that its document does not, as a bundle to send: nothing of its user is in it',
    )
    .argument('<journal>', 'the journal of the run')
    .option('-o, --output <dir>', 'folder of the bundle', 'evidence')
    .option('--spec <file>', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .action(async (journal, options) =>
      finish(await (await import('./cli/verbs/evidence.ts')).evidence({ journal, ...options })),
    );
  report
    .command('merge')
    .description('join the journals of the parts of a run; what several found is told once')
    .argument('<journal...>', 'journals of --shard runs')
    .option('--spec <file>', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--report <kind=path>', 'html, junit, markdown, github, har, ndjson (repeatable)', collect)
    .option('--redact <name>', 'a header, parameter or member that holds a secret (repeatable)', collect)
    .option('--quiet', 'print findings and the sum only')
    .action(async (journals, options) =>
      finish(await (await import('./cli/verbs/report.ts')).mergeReports({ journals, ...options })),
    );

  verb('fuzz', 'prove that the emitted validators decide as the judge does')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .addOption(strength())
    .option('--runs <number>', 'values for each schema', natural, 200)
    .option('--seed <number>', 'equal seeds draw equal values', integer, 1)
    .option('--only <pointer>', 'one schema, by its pointer in the document')
    .option('--path <path>', 'replay a disagreement, with its seed')
    .action(async (spec, options) =>
      finish(await (await import('./cli/verbs/fuzz.ts')).fuzz({ spec, ...options })),
    );

  verb('lint', 'tell what is wrong with the document itself')
    .argument('[spec]', 'OpenAPI document; the configured one when absent')
    .addOption(overlay())
    .addOption(allowHost())
    .addOption(allowPath())
    .addOption(strict())
    .option('--overlaid', 'look at the document with its overlays instead of the bare one')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 on').choices(['error', 'warning', 'none']).default('error'),
    )
    .option('--fix-overlay <file>', 'write the overlay that mends what can be mended')
    .option('--json', 'print findings as JSON')
    .action(async (spec, options) =>
      finish(await (await import('./cli/verbs/lint.ts')).lint({ spec, ...options })),
    );

  verb('check-schema', 'check a JSON Schema against a flavour that the configuration names')
    .argument('<file>', 'a JSON file, or - for standard input')
    .requiredOption('--dialect <name>', 'the flavour')
    .option('--level <level>', 'how strictly; the dialect has a default')
    .option('--limit <key=value>', 'a limit of the dialect (repeatable)', collect)
    .action(async (file, options) =>
      finish(await (await import('./cli/verbs/check-schema.ts')).checkSchema({ file, ...options })),
    );

  return program;
}

/** Runs the command; the exit code is DESIGN's: 0 clean, 1 findings, 2 usage or document, 3 could not run, 130 interrupted. */
async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = ExitCode.clean;
  try {
    // Controls and faults depend on the configuration, which is only read when they are asked for.
    const asksForMock = argv[0] === 'mock' && argv.some((each) => each === '--help' || each === '-h');
    const mockHelp = asksForMock ? await (await import('./cli/verbs/mock.ts')).mockHelp() : '';
    await build((result) => {
      code = result;
    }, mockHelp).parseAsync([...argv], { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? ExitCode.clean : ExitCode.usage;
    return reportError(cause);
  }
  return code;
}

// A reader that has seen enough (`| head`) is no mistake: the work goes on, for its reports and its exit code.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  });

// Tests and the pages of docs read the flags without running anything.
const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2));
