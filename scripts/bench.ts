import { benchDrift, formatDriftRows } from './bench/drift.ts';
import { benchValidators, formatRows } from './bench/validators.ts';
import { print } from './terminal.ts';

const rows = await benchValidators();
if (process.argv.includes('--json')) print(JSON.stringify(rows));
else {
  const title = `Validators against JSON.parse of the same text, Node ${process.versions.node}`;
  print(`${title}\n${formatRows(rows)}`);
  print(`\nDrift: time of one comparison\n${formatDriftRows(benchDrift())}`);
}
