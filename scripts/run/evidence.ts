import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Disagreement, disagreements } from '../../conformance/live/evidence.ts';
import type { Exchange, Finding } from '../../conformance/model.ts';
import { readJournal } from '../../conformance/observe/journal.ts';
import { observe } from '../../conformance/observe/observe.ts';
import { suggestOverlay } from '../../conformance/observe/suggest.ts';
import { count, type Tally } from '../../conformance/observe/tally.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { createJudge } from '../../generator/judge/judge.ts';
import { makeFolder } from '../../generator/render/make-folder.ts';
import { readJournalFile } from './journal-file.ts';
import { mergeJournals } from './merge-journals.ts';
import type { Subject } from './subject.ts';
import { writeWhole } from './write-whole.ts';

/** An overlay action, and whether a run confirmed or contradicted it. */
export interface OverlayEvidence {
  /** `a run of 2026-11-30 against api.example.com` */
  readonly source: string;
  /** The overlay file and the place in the document that its action wrote. */
  readonly file: string;
  readonly pointer: string;
  readonly evidence: string;
  readonly verdict: 'confirmed' | 'contradicted';
}

/** What a run found out beyond its document. */
export interface Evidence {
  readonly run: { readonly target: string; readonly contract: string; readonly date: string };
  readonly disagreements: readonly Disagreement[];
  readonly overlays: readonly OverlayEvidence[];
}

/** Judges a journal again and gathers what it proves. */
export async function gatherEvidence(subject: Subject, file: string): Promise<Evidence> {
  const { contract } = subject;
  const { header } = readJournalFile(file, subject, (text) => text);
  const date = (header.started ?? statSync(file).mtime.toISOString()).slice(0, 10);
  const merged = await mergeJournals(subject, [file]);
  const findings: Finding[] = [];
  const exchanges: Exchange[] = [];
  for (const event of merged.events) {
    if (event.event === 'failure') findings.push(event.finding);
    else if (event.event === 'exchange') exchanges.push(event.exchange);
  }
  const judge = createJudge(contract.document, contract.dialect, 'response');
  const accepts = (pointer: string, value: unknown): boolean => {
    try {
      return judge.accepts(pointer, value);
    } catch {
      return false;
    }
  };
  const source = `a run of ${date} against ${new URL(header.target).host}`;
  const observed = observe(contract, readJournal(file, wholeLines(await readFile(file, 'utf8'))), accepts)
    // A member that was always present in one run need not be required, and an undocumented path may contain an id.
    .filter(({ kind }) => kind !== 'always-present' && kind !== 'undocumented-operation')
    .map((observation) => {
      const { actions } = suggestOverlay([observation], contract, source);
      const [action] = Array.isArray(actions) ? actions : [];
      return { observation, action: isObject(action) ? (action as JsonObject) : undefined };
    });
  const tally: Tally = new Map();
  for (const { testCase, response } of exchanges) {
    const operation = contract.operations.find(({ operationId }) => operationId === testCase.operationId);
    if (operation === undefined || response.status < 200 || response.status >= 300) continue;
    const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
    const media = findMediaType(findResponse(operation, response.status)?.content ?? [], type);
    const body = parsed(response.body);
    if (media?.schema !== undefined && body !== undefined)
      count(contract, tally, media.schema.pointer, body, testCase.operationId, accepts);
  }
  return {
    run: { target: new URL(header.target).host, contract: header.contract, date },
    disagreements: disagreements(contract, findings, observed, exchanges),
    overlays: overlayEvidence(subject, findings, tally, source),
  };
}

/** A run that was killed may leave a last line without its end. */
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

/** The overlay places that a run reached: contradicted by a finding, else confirmed by a value. */
function overlayEvidence(
  { contract }: Subject,
  findings: readonly Finding[],
  tally: Tally,
  source: string,
): readonly OverlayEvidence[] {
  const found = new Map<string, OverlayEvidence>();
  const note = (pointer: string, verdict: OverlayEvidence['verdict']): void => {
    const overlay = contract.origin(pointer).overlay;
    if (overlay === undefined || found.has(pointer)) return;
    found.set(pointer, {
      file: overlay.file.split('/').at(-1) ?? '',
      pointer,
      evidence: overlay.evidence ?? 'document',
      verdict,
      source,
    });
  };
  for (const { keywordLocation } of findings)
    if (keywordLocation?.startsWith('#/') === true) note(keywordLocation, 'contradicted');
  for (const { pointer, members } of tally.values()) {
    const schema = valueAt(contract.document, pointer);
    if (!isObject(schema)) continue;
    for (const keyword of Object.keys(schema)) {
      if (keyword !== 'properties') note(child(pointer, keyword), 'confirmed');
      else for (const name of members.keys()) note(child(pointer, 'properties', name), 'confirmed');
    }
  }
  return [...found.values()];
}

/** Writes the bundle: `evidence.json` and, where there is anything to propose, `overlay.yaml`. */
export async function writeEvidence(folder: string, evidence: Evidence): Promise<readonly string[]> {
  makeFolder(folder);
  const facts = join(folder, 'evidence.json');
  await writeWhole(facts, `${JSON.stringify(evidence, undefined, 2)}\n`);
  const proposed = evidence.disagreements.flatMap(({ actions = [], cause, kind, name }) =>
    actions.map((action) => ({
      ...action,
      'x-reason': `${kind.replaceAll('-', ' ')}${name === undefined ? '' : `: ${name}`} (${cause})`,
      'x-evidence': 'third-party-measured',
      'x-source': `a run of ${evidence.run.date} against ${evidence.run.target}`,
    })),
  );
  if (proposed.length === 0) return [facts];
  const overlay = join(folder, 'overlay.yaml');
  const info = { title: `What a run against ${evidence.run.target} shows`, version: '1.0.0' };
  await writeWhole(overlay, stringify({ overlay: '1.0.0', info, actions: proposed }));
  return [facts, overlay];
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
