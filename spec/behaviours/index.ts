import type { Behaviour } from 'openapi-plumbline';
import { account } from './account.ts';
import { batches } from './batches.ts';
import { chat } from './chat.ts';
import { chatFaults } from './chat-faults.ts';
import { files } from './files.ts';
import { limits } from './limits.ts';
import { prices } from './prices.ts';

/** What the mock of this API remembers and computes. */
export const behaviours: readonly Behaviour[] = [account, limits, chat, chatFaults, prices, files, batches];
