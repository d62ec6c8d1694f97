import type { Behaviour } from 'openapi-plumbline';
import { account } from './account.ts';
import { batches } from './batches.ts';
import { chat } from './chat.ts';
import { files } from './files.ts';

/** What the mock of this API remembers and computes. */
export const behaviours: readonly Behaviour[] = [account, chat, files, batches];
