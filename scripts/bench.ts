import { benchValidators, formatRows } from './bench/validators.ts';
import { print } from './terminal.ts';

print(
  `Validators against JSON.parse of the same text, Node ${process.versions.node}\n${formatRows(await benchValidators())}`,
);
