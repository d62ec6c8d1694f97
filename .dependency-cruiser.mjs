/** Who may import whom: the table of ARCHITECTURE.md, enforced. Tests may reach further than the code they test. */
const test = '\\.(test|test-support)\\.ts$|/testing/';
const rule = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: test, ...from },
  to,
});
const packages = (...names) => `node_modules/(${names.map((name) => name.replace('/', '\\/')).join('|')})/`;

/** Node's modules that reach beyond the process, and clients of the network. */
const io =
  '^((node:)?(fs|fs/promises|http|https|http2|net|tls|dgram|dns|child_process|worker_threads)|undici)$|node_modules/undici/';

/** Files that call each other because a schema holds schemas; and two halves of the types of the SDK's runtime. */
const walkers = [
  'generator/schema/code/emit-(array|by-tag|combined|each|nullable|object|schema|sub|unevaluated|union)\\.ts',
  'generator/values/(alternatives|build)\\.ts',
  '(templates|generated/src)/runtime/(config|operation)\\.ts',
];

/** The files of the nouns; `model` is their entry. */
const nouns = '(model|origin|type-expression|schema-use|extensions|operation|inferred)';

/** The rooms of generator/, floor by floor. */
const floors = [
  ['json'],
  ['contract'],
  ['schema', 'judge'],
  ['values'],
  ['containment', 'wire'],
  ['network'],
  ['load', 'build'],
  ['lint', 'print'],
  ['emit', 'drift'],
  ['render'],
];

export default {
  forbidden: [
    rule(
      'no-cycles',
      'Data flows one way, types included. Exempt are recursive walkers: files that write the code of a subschema, and those that plan its alternatives.',
      { pathNot: `^(${walkers.join('|')})$|${test}` },
      { circular: true },
    ),
    rule(
      'model-imports-json-only',
      'Everything may import the nouns, so they import the types of JSON and each other.',
      { path: `^generator/contract/${nouns}\\.ts$` },
      { pathNot: `^generator/(json/types|contract/${nouns})\\.ts$` },
    ),
    ...floors.map((rooms, floor) =>
      rule(
        `floor-${rooms.join('-and-')}`,
        'A room imports from its own floor and the floors below it: see ARCHITECTURE.md.',
        { path: `^generator/(${rooms.join('|')})/` },
        {
          path: `^generator/(?!(${floors
            .slice(0, floor + 1)
            .flat()
            .join('|')})/)`,
        },
      ),
    ),
    rule(
      'generator-never-imports-conformance',
      'Drift and lint take sample() and mutate() as arguments.',
      { path: '^generator/' },
      { path: '^(conformance|scripts|spec|generated)/' },
    ),
    rule(
      'conformance-reaches-generator-narrowly',
      'JSON, the nouns, the schema stage, values, the wire, the client of the network and the judge; nothing that reads documents or writes files.',
      { path: '^conformance/' },
      {
        path: '^(generator/(?!(json|contract|schema|values|wire|judge|network)/)|scripts/|spec/|generated/)',
      },
    ),
    rule(
      'emitters-stand-alone',
      'An emitter is a function of the Contract.',
      { path: '^generator/emit/(?!emitters\\.ts)' },
      { path: '^generator/render/' },
    ),
    rule(
      'emit-does-no-io',
      'Files are written in render/.',
      { path: '^generator/(?!network/|load/|render/|testing/)' },
      { path: io },
    ),
    rule(
      'judge-shares-nothing',
      'What judges shares no code with what it judges.',
      { path: '^generator/judge/' },
      { path: '^generator/(?!judge/|contract/model\\.ts|json/(types|pointer|guards)\\.ts)' },
    ),
    rule(
      'schema-knows-no-judge',
      'What is judged does not use the judge.',
      { path: '^generator/(schema|emit|print)/' },
      { path: '^generator/judge/' },
    ),
    rule(
      'cases-know-no-checks',
      'What to send and whether it was right are apart.',
      { path: '^conformance/cases/' },
      { path: '^conformance/(checks|report|engine|mock|transport)/' },
    ),
    rule(
      'checks-know-no-cases',
      'A check sees an exchange.',
      { path: '^conformance/checks/' },
      { path: '^conformance/(cases|arbitraries|report|engine|mock|transport)/' },
    ),
    rule(
      'reports-know-events-only',
      'A report is a function of events.',
      { path: '^conformance/report/' },
      { path: '^conformance/(cases|arbitraries|checks|engine|mock|transport)/' },
    ),
    rule(
      'arbitraries-stand-alone',
      'A library that is useful by itself.',
      { path: '^conformance/arbitraries/' },
      { path: '^conformance/(?!arbitraries/)' },
    ),
    rule(
      'engine-knows-interfaces',
      'The engine is handed its parts.',
      { path: '^conformance/engine/' },
      { path: '^conformance/(cases|arbitraries|checks|report|mock|transport)/' },
    ),
    rule(
      'io-at-the-rim',
      'Only transport, mock, proxy and the example servers do I/O.',
      { path: '^conformance/(?!transport/|mock/|proxy/|examples/)' },
      { path: io },
    ),
    rule(
      'spec-uses-public-entries',
      'spec/ is what a user could write.',
      { path: '^spec/(?!sdk/)' },
      { path: '^(generator|conformance|scripts/(?!api/)|generated)/' },
    ),
    rule(
      'spec-sdk-uses-public-names',
      'Helpers are shipped in the generated package and see what its users see.',
      { path: '^spec/sdk/' },
      { path: '^(generator|conformance|scripts|spec/(?!sdk/)|generated/src/(?!index\\.ts))' },
    ),
    rule(
      'generated-stands-alone',
      'The SDK is a package of its own.',
      { path: '^generated/' },
      { path: '^(generator|conformance|scripts|spec)/' },
    ),
    rule(
      'official-schemas-in-load',
      '',
      { pathNot: `^generator/load/|${test}` },
      { path: packages('@seriousme/openapi-schema-validator', 'swagger2openapi') },
    ),
    rule(
      'openapi-typescript-in-types',
      '',
      { pathNot: `^generator/emit/types|${test}` },
      { path: packages('openapi-typescript') },
    ),
    rule(
      'handlebars-in-render',
      '',
      { pathNot: `^generator/render/|${test}` },
      { path: packages('handlebars') },
    ),
    rule(
      'ts-morph-in-render',
      'Emitters describe files with its structures, which are plain data; render prints them.',
      { pathNot: `^generator/(render|emit|print)/|${test}` },
      { path: packages('ts-morph') },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
