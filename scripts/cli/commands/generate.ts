import { Option } from 'commander';
import { tuneForOneRun } from '../engine.ts';
import { commaList, packageName, partsList } from '../option-values.ts';
import { allowHost, allowPath, overlay, strength, strict } from '../shared-options.ts';
import type { DefineCommand } from './define-command.ts';

/** The arguments and flags of `plumbline generate`. */
export const generateCommand: DefineCommand = ({ verb, finish }) => {
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
      const all = { spec, ...options };
      finish(
        options.check === true
          ? await (await import('../verbs/check-generated.ts')).checkGenerated(all)
          : await (await import('../verbs/generate.ts')).generate(all),
      );
    });
};
