import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** The documents of `@readme/oas-examples` (MIT): written by others, for other tools, and there in every clone. */
const examples = dirname(createRequire(import.meta.url).resolve('@readme/oas-examples/package.json'));

/** Larger public documents, where they lie beside the repository. */
const shared = resolve(import.meta.dirname, '../../../shared/corpus');

/** The path of an example by its version and name, such as `3.1/petstore`. */
export const exampleDocument = (name: string): string => {
  const [version = '', file = ''] = name.split('/');
  return join(examples, version, 'json', `${file}.json`);
};

/** The names of all examples of OpenAPI 3.0 and 3.1, such as `3.0/callbacks`. */
export const exampleNames: readonly string[] = ['3.0', '3.1'].flatMap((version) =>
  readdirSync(join(examples, version, 'json'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${version}/${file.slice(0, -'.json'.length)}`),
);

/** The paths of those public documents that lie beside the repository; the others are left out. */
export const publicDocuments = (...files: readonly string[]): readonly string[] =>
  files.map((file) => join(shared, file)).filter((path) => existsSync(path));

/** The paths of all public documents that lie beside the repository, JSON and YAML. */
export const allPublicDocuments: readonly string[] = existsSync(shared)
  ? readdirSync(shared)
      .filter((file) => /\.(json|yaml)$/.test(file))
      .map((file) => join(shared, file))
  : [];
