import { print } from '../cli/terminal.ts';
import { benchConformPeer, formatConformRows } from './bench/conform-peer.ts';
import { benchDrift, formatDriftRows } from './bench/drift.ts';
import { benchDriftOasdiff, formatOasdiffRows } from './bench/drift-oasdiff.ts';
import { benchDriftPeers, formatDriftPeerRows } from './bench/drift-peers.ts';
import { benchGenerate, formatGenerateRows } from './bench/generate.ts';
import { benchGrowth, formatGrowthRows } from './bench/growth.ts';
import { benchMock, formatLoadRows } from './bench/mock.ts';
import { benchMockPages, formatPageRows } from './bench/mock-pages.ts';
import { benchValidators, formatRows } from './bench/validators.ts';
import { benchWatch, formatWatchRows } from './bench/watch.ts';

/** `npm run bench [-- validators|generate|drift|conform|mock ...] [--json]`: what is measured against what, and the ratio. */
const wanted = process.argv.slice(2).filter((each) => !each.startsWith('-'));
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const isJson = process.argv.includes('--json');

if (isWanted('validators')) {
  const rows = await benchValidators();
  const title = `Validators against JSON.parse of the same text, Node ${process.versions.node}`;
  print(isJson ? JSON.stringify(rows) : `${title}\n${formatRows(rows)}`);
  if (!isJson)
    print(
      `\nnot measured: typia, whose transformer (version 14) needs ttsc and TypeScript 7; this repository compiles with 5.9`,
    );
}
if (isWanted('generate') && !isJson) {
  const title = `\nGenerate: user and system CPU beside openapi-typescript, types only, Node ${process.versions.node}`;
  print(`${title}\n${formatGenerateRows(await benchGenerate())}`);
  print(`\nGenerate --watch: the configured document, changed\n${formatWatchRows(await benchWatch())}`);
  print(`\nGenerate: growth with the size of the document\n${formatGrowthRows(await benchGrowth())}`);
}
if (isWanted('drift') && !isJson) {
  print(`\nDrift: time of one comparison\n${formatDriftRows(benchDrift())}`);
  print(`\nDrift beside oasdiff\n${formatOasdiffRows(benchDriftOasdiff())}`);
  print(`\nDrift beside redocly diff\n${formatDriftPeerRows(await benchDriftPeers())}`);
}
if (isWanted('conform') && !isJson)
  print(`\nConform: CPU a request beside Schemathesis\n${formatConformRows(await benchConformPeer())}`);
if (isWanted('mock') && (!isJson || wanted.length > 0)) {
  const rows = await benchMock();
  const title = '\nMock: requests a second beside Prism on the same document, 10 connections';
  print(isJson ? JSON.stringify(rows) : `${title}\n${formatLoadRows(rows)}`);
  if (!isJson) print(`\nMock: one page of many\n${formatPageRows(await benchMockPages())}`);
}
