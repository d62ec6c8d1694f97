import type { Contract, NamedSchema } from '../contract/model.ts';
import { tokensOf } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { identityOf } from '../print/identity.ts';
import { type Model, modelsOf } from '../print/models.ts';
import { stringLiteral } from '../print/text.ts';
import { banner } from './banner.ts';
import type { EmitOptions, Emitter, GeneratedFile } from './emitter.ts';

/** The folder of the testing entry: JavaScript with declarations, so that building the package needs neither of its peers. */
const folder = 'testing';

/**
 * `testing/`: one typed arbitrary for each model, requests among them. It imports fast-check and plumbline, optional peers
 * of the package, and stands outside `src/` for that reason.
 */
export const testing: Emitter = {
  name: 'testing',
  emit(contract, options) {
    const { list } = modelsOf(contract);
    const file = (name: string, text: string): GeneratedFile => ({
      kind: 'text',
      path: `${folder}/${name}`,
      text: `${banner(contract)}\n${text}\n`,
    });
    return [
      file('index.js', code(contract, list)),
      file('index.d.ts', declarations(contract, options, list)),
      { kind: 'json', path: `${folder}/document.json`, value: documentOf(contract) },
      { kind: 'json', path: `${folder}/tsconfig.json`, value: tsconfig },
    ];
  },
};

const tsconfig = {
  extends: '../tsconfig.json',
  compilerOptions: { allowJs: true, checkJs: false, types: ['node'], skipLibCheck: false },
  include: ['.'],
};

/** Components keep their place, since references lead there; schemas that stand elsewhere are kept by name. */
function documentOf(contract: Contract): JsonObject {
  const components = contract.document['components'] as JsonObject | undefined;
  const named = contract.schemas.filter((schema) => !isComponent(schema));
  const inline = Object.fromEntries(named.map(({ typeName, use }) => [typeName, use.raw]));
  const schemas = components?.['schemas'] ?? {};
  // A reference to anywhere else needs that too, and then the whole document is the plain way to have it.
  if (elsewhere.test(JSON.stringify([schemas, inline]))) return { ...contract.document, inline };
  return { openapi: String(contract.document['openapi'] ?? ''), components: { schemas }, inline };
}

const elsewhere = /"\$ref":"#\/(?!components\/schemas\/)/;

const isComponent = ({ use }: NamedSchema): boolean => {
  const tokens = tokensOf(use.pointer);
  return tokens.length === 3 && tokens[0] === 'components' && tokens[1] === 'schemas';
};

const placeOf = (schema: NamedSchema): string =>
  isComponent(schema) ? schema.use.pointer : `#/inline/${schema.typeName}`;

/** Two parts of a statement, on two lines where one would be long. */
const within = (head: string, tail: string): string =>
  head.length + tail.length < 110 ? `${head} ${tail}` : `${head}\n  ${tail}`;

function code(contract: Contract, list: readonly Model[]): string {
  const dialect = contract.dialect === '3.0' ? '3.0' : '2020-12';
  const lines = list.map(({ name, view, schema }) => {
    const place = stringLiteral(placeOf(schema));
    return within(
      `export const any${name} = (options) =>`,
      `drawn(${place}, ${stringLiteral(view)}, options);`,
    );
  });
  return `import { readFileSync } from 'node:fs';
import { arbitrary, isFilePart } from 'openapi-plumbline/arbitraries';

const document = JSON.parse(readFileSync(new URL('./document.json', import.meta.url), 'utf8'));

const drawn = (pointer, view, options) =>
  arbitrary({ $ref: pointer }, { ...options, document, dialect: '${dialect}', view, files: view === 'request' }).map(
    withFiles,
  );

/** Parts of forms as the client takes them. */
function withFiles(value) {
  if (isFilePart(value)) return new File([value.$file.bytes], value.$file.name, { type: value.$file.contentType });
  if (Array.isArray(value)) return value.map(withFiles);
  if (typeof value !== 'object' || value === null || !hasFile(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withFiles(part)]));
}

const hasFile = (value) => Object.values(value).flat().some(isFilePart);

${lines.join('\n')}`;
}

function declarations(contract: Contract, options: EmitOptions, list: readonly Model[]): string {
  const { packageName } = identityOf(contract, options);
  const lines = list.map(({ name }) => {
    const constant = within(`export declare const any${name}:`, `Draw<models.${name}>;`);
    return `/** Values of {@link models.${name}}. */\n${constant}`;
  });
  return `import type { Arbitrary } from 'fast-check';
import type { ArbitraryOptions } from 'openapi-plumbline/arbitraries';
import type * as models from ${stringLiteral(packageName)};

/** How values are drawn: their size, whether they read well, the one value of a discriminator. */
export type DrawOptions = Pick<ArbitraryOptions, 'size' | 'realistic' | 'discriminatorValue'>;

/** Values that the contract accepts, and only such. */
export type Draw<T> = (options?: DrawOptions) => Arbitrary<T>;

${lines.join('\n\n')}`;
}
