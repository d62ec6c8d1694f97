import { readFileSync } from 'node:fs';
import { fail } from '../../../generator/contract/diagnostics.ts';
import { loadConfig } from '../../run/config.ts';
import type { SchemaDialect } from '../../run/dialect.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

/** The options of `plumbline check-schema`. */
export interface CheckSchemaOptions {
  /** A JSON file, or `-` for standard input. */
  readonly file: string;
  readonly dialect: string;
  readonly level?: string;
  /** `key=value`, each. */
  readonly limit?: readonly string[];
}

/** Checks a schema against a dialect of the configuration: exit 0 valid, 1 not valid, 2 not JSON or wrong usage. */
export async function checkSchema(options: CheckSchemaOptions): Promise<ExitCode> {
  const config = await loadConfig(process.cwd());
  const dialect = pick(config?.dialects ?? [], options.dialect);
  const level = options.level ?? dialect.defaultLevel;
  if (!dialect.levels.includes(level)) {
    return fail({
      code: 'unknown-level',
      message: `${dialect.name} has no level ${JSON.stringify(level)}`,
      hint: `Use one of ${dialect.levels.join(', ')}.`,
    });
  }
  const limits = { ...dialect.limits };
  for (const each of options.limit ?? []) setLimit(limits, each);
  const found = dialect.check(read(options.file), { level, limits });
  const { red, green, dim } = paletteFor(process.stdout);
  if (found === undefined) {
    print(green(`valid ${dialect.name} (level ${level})`));
    return ExitCode.clean;
  }
  print(red(found.message));
  if (found.hint !== undefined) print(dim(`  ${found.hint}`));
  return found.syntax ? ExitCode.usage : ExitCode.findings;
}

function pick(dialects: readonly SchemaDialect[], name: string): SchemaDialect {
  const found = dialects.find((dialect) => dialect.name === name);
  if (found !== undefined) return found;
  const known = dialects.map((dialect) => dialect.name).join(', ');
  return fail({
    code: 'unknown-dialect',
    message: `unknown dialect ${JSON.stringify(name)}`,
    hint:
      known === ''
        ? 'Register one in plumbline.config.ts: `dialects: [...]`.'
        : `The configuration has: ${known}.`,
  });
}

function setLimit(limits: Record<string, number>, text: string): void {
  const [, key = '', value = ''] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
  if (Object.hasOwn(limits, key)) {
    limits[key] = Number(value);
    return;
  }
  fail({
    code: 'unknown-limit',
    message: `cannot read the limit ${JSON.stringify(text)}`,
    hint: `Expected key=number, with one of ${Object.keys(limits).join(', ')}.`,
  });
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    return fail({
      code: 'not-readable',
      file,
      message: `cannot read the schema: ${(cause as Error).message}`,
    });
  }
}
