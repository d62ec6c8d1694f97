import type { Contract, NamedSchema } from '../contract/model.ts';
import { isObject, tokensOf } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { identityOf } from '../print/identity.ts';
import { type Model, modelsOf } from '../print/models.ts';
import { stringLiteral } from '../print/text.ts';
import { banner } from './banner.ts';
import type { EmitOptions, Emitter, GeneratedFile } from './emitter.ts';

/**
 * The folder of the testing entry: JavaScript with declarations, so that building the package needs neither of its
 * peers.
 */
const folder = 'testing';

/**
 * `testing/`: one typed arbitrary for each model, requests among them. It imports fast-check and plumbline, optional peers
 * of the package, and stands outside `src/` for that reason.
 */
export const testing: Emitter = {
  name: 'testing',
  parts: ['testing'],
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
      { kind: 'text', path: `${folder}/document.json`, text: linesOf(documentOf(contract)) },
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
  const reached = partsReached(contract.document, { schemas, inline });
  // What cannot be found by its pointer alone is in the whole document.
  if (reached === undefined) return { ...contract.document, inline };
  const rest = Object.fromEntries(Object.entries(reached).filter(([area]) => area !== 'components'));
  return {
    openapi: String(contract.document['openapi'] ?? ''),
    ...rest,
    components: { ...reached['components'], schemas },
    inline,
  };
}

/** Parts of a document by two steps of their place: `paths` and a path, `components` and a kind. */
type Parts = Readonly<Record<string, JsonObject>>;

/**
 * The path items and components that schemas refer to, and those that these refer to, each at its place; `undefined` where
 * one is not found.
 */
function partsReached(document: JsonObject, start: unknown): Parts | undefined {
  const parts: Record<string, JsonObject> = {};
  const seen = new Set<string>();
  const todo: unknown[] = [start];
  while (todo.length > 0) {
    for (const [, pointer = ''] of JSON.stringify(todo.pop()).matchAll(elsewhere)) {
      const [area = '', name = '', component = ''] = tokensOf(pointer);
      const own = document[area];
      const part = isObject(own) ? own[name] : undefined;
      const key = JSON.stringify(area === 'components' ? [area, name, component] : [area, name]);
      if (seen.has(key)) continue;
      seen.add(key);
      const whole = area === 'components' && isObject(part) ? part[component] : part;
      if (whole === undefined) return undefined;
      const place = parts[area] ?? {};
      const before = isObject(place[name]) ? place[name] : {};
      parts[area] = { ...place, [name]: area === 'components' ? { ...before, [component]: whole } : whole };
      todo.push(whole);
    }
  }
  return parts;
}

/** JSON with a line for each schema, so that a change of one is a change of a line. Prose is left out. */
function linesOf(document: JsonObject): string {
  const text = (value: unknown): string => JSON.stringify(withoutProse(value));
  const members = (object: unknown, write: (value: unknown) => string): string =>
    `{\n${Object.entries(isObject(object) ? object : {})
      .map(([name, value]) => `${JSON.stringify(name)}: ${write(value)}`)
      .join(',\n')}\n}`;
  const components = (value: unknown): string => members(value, (part) => members(part, text));
  return `${members(document, (value) =>
    value === document['components']
      ? components(value)
      : value === document['inline']
        ? members(value, text)
        : text(value),
  )}\n`;
}

/** A schema without what only people read; names of members are kept, whatever they are. */
function withoutProse(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, part]) => isNames || !prose.has(name) || typeof part !== 'string')
      .map(([name, part]) => [
        name,
        !isNames && verbatim.has(name) ? part : withoutProse(part, !isNames && named.has(name)),
      ]),
  );
}

const prose = new Set(['description', 'title', 'summary', '$comment']);
const named = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
/** Values, which may have members of any name. */
const verbatim = new Set(['const', 'default', 'enum', 'example', 'examples']);

const elsewhere = /"\$ref":"(#\/(?!components\/schemas\/)[^"]*)"/g;

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
      `arbitraryOf(${place}, ${stringLiteral(view)}, options);`,
    );
  });
  return `import { readFileSync } from 'node:fs';
import { arbitrary, isFilePart } from 'openapi-plumbline/arbitraries';

const document = JSON.parse(readFileSync(new URL('./document.json', import.meta.url), 'utf8'));

const arbitraryOf = (pointer, view, options) =>
  arbitrary({ $ref: pointer }, { ...options, document, dialect: '${dialect}', view, files: view === 'request' }).map(
    withFiles,
  );

/** Parts of forms as the client expects them. */
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
    const constant = within(`export declare const any${name}:`, `ArbitraryFactory<models.${name}>;`);
    return `/** Values of {@link models.${name}}. */\n${constant}`;
  });
  return `import type { Arbitrary } from 'fast-check';
import type { ArbitraryOptions } from 'openapi-plumbline/arbitraries';
import type * as models from ${stringLiteral(packageName)};

/** Options of an arbitrary: size, readable values, a fixed discriminator value. */
export type SampleOptions = Pick<ArbitraryOptions, 'size' | 'realistic' | 'discriminatorValue'>;

/** Values that the contract accepts, and only such. */
export type ArbitraryFactory<T> = (options?: SampleOptions) => Arbitrary<T>;

${lines.join('\n\n')}`;
}
