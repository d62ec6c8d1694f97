import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { readJournal } from '../../conformance/observe/journal.ts';
import { type Observation, observe } from '../../conformance/observe/observe.ts';
import { suggestOverlay } from '../../conformance/observe/suggest.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract } from '../../generator/contract/model.ts';
import type { Change } from '../../generator/drift/index.ts';
import { isObject, valueAt } from '../../generator/json/pointer.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { writeWhole } from './write-whole.ts';

/** Decides which branch of a union a value belongs to. */
function acceptsOf(contract: Contract): (pointer: string, value: unknown) => boolean {
  const judge = createJudge(contract.document, contract.dialect, 'response');
  return (pointer, value) => {
    try {
      return judge.accepts(pointer, value);
    } catch {
      // The engine cannot compile the branch: the next way to find it is taken.
      return false;
    }
  };
}

/**
 * Compares the document with recorded traffic; on request writes the overlay that makes it match. A difference that `overlaid`,
 * the contract with all its overlays, already contains is reported as known and is not breaking.
 */
export async function observedChanges(
  contract: Contract,
  overlaid: Contract,
  journal: string,
  suggestion: string | undefined,
): Promise<readonly Change[]> {
  const recorded = readJournal(journal, await textOf(journal));
  if (recorded.length === 0) {
    return fail({ code: 'empty-journal', file: journal, message: 'the journal has no recorded exchange' });
  }
  const observations = observe(contract, recorded, acceptsOf(contract));
  const place = ({ kind, pointer, name }: Observation): string => `${kind} ${pointer} ${name}`;
  const still = new Set(observe(overlaid, recorded, acceptsOf(overlaid)).map(place));
  const fresh = observations.filter((each) => still.has(place(each)));
  if (suggestion !== undefined) {
    await writeWhole(suggestion, stringify(suggestOverlay(fresh, contract, journal)));
  }
  return observations.map((each) => {
    const change = changeOf(contract, each);
    return still.has(place(each)) ? change : knownOf(change);
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return fail({
      code: 'unreadable-file',
      file,
      message: `cannot read the file: ${code === 'ENOENT' ? 'no such file' : String(code)}`,
    });
  }
}

/** A difference that an overlay already contains is known. */
const knownOf = (change: Change): Change => ({
  ...change,
  verdict: 'non-breaking',
  severity: 'info',
  message: `${change.message}; an overlay already contains this`,
  hint: 'Nothing to do: the configured overlays contain it.',
});

/**
 * Whether a difference breaks clients: a value beside those that are listed does, a stronger guarantee does not. Where the
 * document says nothing of bodies or of success at all, clients rely on nothing that could be different.
 */
function isBreaking({ document }: Contract, { kind, pointer, name }: Observation): boolean {
  const listed = (): readonly string[] => {
    const place = valueAt(document, pointer);
    return isObject(place) ? Object.keys(place) : [];
  };
  switch (kind) {
    case 'undeclared-enum-value':
      return true;
    case 'undeclared-content-type':
      return listed().length > 0;
    case 'undeclared-status':
      return name.startsWith('2') && listed().some((status) => status.startsWith('2'));
    case 'undocumented-field':
    case 'always-present':
    case 'undocumented-operation':
      return false;
    default:
      return kind satisfies never;
  }
}

function changeOf(contract: Contract, observation: Observation): Change {
  const { kind, pointer, name, operations, count, of, example } = observation;
  const breaking = isBreaking(contract, observation);
  const share = `in ${count} of ${of}`;
  return {
    code: `observed-${kind}`,
    axis: 'wire',
    verdict: breaking ? 'breaking' : 'non-breaking',
    polarity: 'response',
    severity: breaking ? 'error' : kind === 'always-present' ? 'info' : 'warning',
    pointer,
    head: pointer,
    message: `${sentences[kind](name)}, ${share}`,
    operations,
    witness: { where: `${operations[0] ?? ''} response`, value: example },
    hint: 'Correct the document, or take the action that --suggest-overlay writes.',
  };
}

const sentences: { readonly [kind in Observation['kind']]: (name: string) => string } = {
  'undocumented-field': (name) => `the field \`${name}\` is not documented`,
  'always-present': (name) => `\`${name}\` is always present, but not required`,
  'undeclared-enum-value': (name) => `${name} is not among the declared values`,
  'undeclared-status': (name) => `status ${name} is not documented`,
  'undeclared-content-type': (name) => `content type ${name} is not documented`,
  'undocumented-operation': (name) => `${name} is served, but not documented`,
};
