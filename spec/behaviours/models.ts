import { readFileSync } from 'node:fs';
import type { MockWorld } from 'openapi-plumbline';
import { isObject, type Json, listOf } from './api.ts';

/** A model as the list shows it, and what chat needs to know of it. */
export interface Model {
  readonly id: string;
  readonly contextLength: number;
  readonly isVision: boolean;
  /** Thinks always, unless thinking is disabled, or never. */
  readonly thinking: 'always' | 'unless-disabled' | 'never';
}

const model = (
  id: string,
  contextLength: number,
  isVision = false,
  thinking: Model['thinking'] = 'never',
): Model => ({ id, contextLength, isVision, thinking });

/** What is known of the models beyond their names. */
const described: readonly Model[] = [
  model('kimi-k2.6', 262_144, true, 'unless-disabled'),
  model('kimi-k2.5', 262_144, true, 'unless-disabled'),
  model('kimi-k2-0905-preview', 262_144),
  model('kimi-k2-0711-preview', 131_072),
  model('kimi-k2-turbo-preview', 262_144),
  model('kimi-k2-thinking', 262_144, false, 'always'),
  model('kimi-k2-thinking-turbo', 262_144, false, 'always'),
  model('moonshot-v1-8k', 8192),
  model('moonshot-v1-32k', 32_768),
  model('moonshot-v1-128k', 131_072),
  model('moonshot-v1-auto', 131_072),
  model('moonshot-v1-8k-vision-preview', 8192, true),
  model('moonshot-v1-32k-vision-preview', 32_768, true),
  model('moonshot-v1-128k-vision-preview', 131_072, true),
];

/** A model of the document that the table lacks: what its name implies. */
const guessed = (id: string): Model => {
  const thousands = /-(\d+)k\b/.exec(id)?.[1];
  return model(
    id,
    thousands === undefined ? 262_144 : Number(thousands) * 1024,
    id.includes('vision'),
    id.includes('thinking') ? 'always' : 'never',
  );
};

/** The names that the document lets `model` have in a chat request, in its order. */
function documentedIds(): readonly string[] {
  const document: unknown = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));
  const schemas = at(document, 'components', 'schemas');
  const ids = Object.entries(isObject(schemas) ? schemas : {})
    .filter(([name]) => name.endsWith('ChatRequest'))
    .flatMap(([, schema]) => listOf(at(schema, 'allOf')))
    .flatMap((part) => listOf(at(part, 'properties', 'model', 'enum')));
  return ids.filter((id): id is string => typeof id === 'string');
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((below, name) => (isObject(below) ? below[name] : undefined), value);

/** The models of the document. */
export const models: readonly Model[] = [...new Set(documentedIds())].map(
  (id) => described.find((each) => each.id === id) ?? guessed(id),
);

const byId = new Map(models.map((each) => [each.id, each]));

export const findModel = (id: unknown): Model | undefined =>
  typeof id === 'string' ? byId.get(id) : undefined;

/** Ids of models that were added with the control `models`, for all accounts. */
export const extraModels = (world: MockWorld): string[] =>
  world.state<string[]>('*', 'extra models', () => []);

/** What is assumed of an added model. */
export const extraModel = (id: string): Model => guessed(id);

/** Whether a request is answered with reasoning. */
export function thinks(body: Json): boolean {
  const thinking = findModel(body['model'])?.thinking ?? 'never';
  const requested = isObject(body['thinking']) ? body['thinking']['type'] : undefined;
  return thinking === 'always' || (thinking === 'unless-disabled' && requested !== 'disabled');
}
