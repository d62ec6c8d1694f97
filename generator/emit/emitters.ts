import { client } from './client.ts';
import { config } from './config.ts';
import type { Emitter } from './emitter.ts';
import { entries } from './entries.ts';
import { helpers } from './helpers.ts';
import { models } from './models.ts';
import { packageFiles } from './package.ts';
import { readme } from './readme.ts';
import { resources } from './resources.ts';
import { rules } from './rules.ts';
import { runtime } from './runtime.ts';
import { testing } from './testing.ts';
import { types } from './types.ts';
import { validators } from './validators.ts';

/** Every output of `plumbline generate`, in the order in which they are written. */
export const emitters: readonly Emitter[] = [
  packageFiles,
  readme,
  entries,
  client,
  config,
  resources,
  models,
  types,
  runtime,
  rules,
  helpers,
  validators,
  testing,
];
