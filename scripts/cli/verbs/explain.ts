import type { Inference } from '../../../generator/contract/model.ts';
import type { Strength } from '../../run/config.ts';
import { type Explanation, explain as explainContract } from '../../run/explanation.ts';
import { loadSubject } from '../../run/subject.ts';
import { type LoadingFlags, loadingHints } from '../loading.ts';
import { ExitCode, paletteFor, print } from '../terminal.ts';

/** The options of `plumbline explain`. */
export interface ExplainOptions extends LoadingFlags {
  readonly strength?: Strength;
  readonly json?: boolean;
}

/** Prints what is inferred from a document, and why. */
export async function explain(options: ExplainOptions): Promise<ExitCode> {
  const { contract } = await loadSubject(options.spec, options.overlay, options.strength, {
    ...loadingHints(options),
    bare: false,
  });
  const explanation = explainContract(contract);
  if (options.json === true) print(JSON.stringify(explanation, undefined, 2));
  else show(explanation);
  return ExitCode.clean;
}

function show(explanation: Explanation): void {
  const { bold, dim } = paletteFor(process.stdout);
  const { document, credentials, operations, resources, references, unique, sorts, actions, ignored } =
    explanation;
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    print(bold(`\n${title}`));
    for (const line of lines) print(`  ${line}`);
  };
  const why = ({ reason, override }: Inference): readonly string[] => [
    dim(`  because ${reason}`),
    dim(`  change it: ${override}`),
  ];
  print(bold(`${document.title} ${document.version}`) + dim(`  OpenAPI ${document.dialect}`));
  section(
    'Credentials',
    credentials.map(
      ({ name, type, sentAs, env }) => `${name}  ${type} in ${sentAs}, from the environment variable ${env}`,
    ),
  );
  section(
    'Operations',
    operations.flatMap((each) => {
      const about = each.resource === undefined ? each.role : `${each.role} of ${each.resource}`;
      const detail = [
        each.request === undefined ? undefined : `takes ${each.request.join(', ')}`,
        ...Object.entries(each.responses).map(
          ([status, types]) => `${status}${types.length === 0 ? '' : ` ${types.join(', ')}`}`,
        ),
        each.credentials.length === 0
          ? 'no credential'
          : each.credentials.map((schemes) => schemes.join(' and ') || 'none').join(' or '),
      ];
      return [
        `${each.method.toUpperCase()} ${each.path}  ${bold(about)}  ${each.call}  ${dim(each.place)}`,
        dim(`  ${detail.filter((part) => part !== undefined).join(' · ')}`),
        ...(each.variants.length === 0 ? [] : [dim(`  variants: ${each.variants.join(', ')}`)]),
        ...(each.inference === undefined ? [] : why(each.inference)),
      ];
    }),
  );
  section(
    'Resources',
    resources.flatMap((each) => {
      const keys = each.keys.map(({ parameter, member }) =>
        member === undefined ? `{${parameter}}` : `{${parameter}} is ${member.join('.')} of an item`,
      );
      const made =
        each.created === undefined ? [] : [`learnt in ${Object.values(each.created).flat().join(' ')}`];
      const parent = each.parent === undefined ? [] : [`below an item of ${each.parent}`];
      return [
        `${bold(each.path)}  ${each.kind}${each.itemPath === undefined ? '' : `, items at ${each.itemPath}`}`,
        ...([...keys, ...made, ...parent].length === 0
          ? []
          : [dim(`  ${[...keys, ...made, ...parent].join(' · ')}`)]),
        ...why(each.inference),
      ];
    }),
  );
  const explained = (inferences: readonly { readonly inference: Inference }[]): readonly string[] =>
    inferences.flatMap(({ inference }) => [inference.what, ...why(inference)]);
  section('How ids flow', explained(references.filter((reference) => reference.in !== 'path')));
  const facts = (name: 'pagination' | 'stream' | 'idempotency'): readonly string[] =>
    operations.flatMap((each) => {
      const fact = each[name];
      return fact === undefined ? [] : explained([{ inference: fact['inference'] as Inference }]);
    });
  section('Paging', facts('pagination'));
  section('Streams', facts('stream'));
  section(
    'Calls that may be sent twice by a header',
    operations.flatMap(({ idempotency }) =>
      idempotency?.['by'] === 'header'
        ? explained([{ inference: idempotency['inference'] as Inference }])
        : [],
    ),
  );
  section('Members that are unique', explained(unique));
  section('Orders of lists', explained(sorts));
  section(
    'Actions and states',
    actions.flatMap(({ words, inference }) => [
      words === undefined ? inference.what : `${inference.what} (${words})`,
      ...why(inference),
    ]),
  );
  section(
    'Ignored',
    ignored.map(({ what, reason }) => `${what}: ${reason}`),
  );
}
