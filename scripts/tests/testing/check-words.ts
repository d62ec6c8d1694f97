import { type Command, CommanderError } from 'commander';
import { build } from '../../plumbline.ts';

/** What the command says of its words before it does anything; `undefined` when it would run. */
export function checkWords(words: readonly string[]): string | undefined {
  const program = build(() => undefined);
  let said = '';
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({
      writeOut: () => undefined,
      writeErr: (text) => {
        said += text;
      },
    });
    if (command.commands.length === 0) command.action(() => undefined);
    command.commands.forEach(quiet);
  };
  quiet(program);
  try {
    program.parse([...words], { from: 'user' });
    return undefined;
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    return cause.exitCode === 0 ? undefined : said;
  }
}
