/** A model as the list tells of it, and what chat must know of it. */
export interface Model {
  readonly id: string;
  readonly contextLength: number;
  readonly isVision: boolean;
  /** Thinks always, unless told not to, or never. */
  readonly thinking: 'always' | 'unless-disabled' | 'never';
}

const model = (
  id: string,
  contextLength: number,
  isVision = false,
  thinking: Model['thinking'] = 'never',
): Model => ({ id, contextLength, isVision, thinking });

/** The fourteen models of the document. */
export const models: readonly Model[] = [
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

const byId = new Map(models.map((each) => [each.id, each]));

export const findModel = (id: unknown): Model | undefined =>
  typeof id === 'string' ? byId.get(id) : undefined;
