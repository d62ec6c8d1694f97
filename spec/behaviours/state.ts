import type { MockWorld, Reply } from 'openapi-plumbline';
import { type Json, refusal } from './api.ts';

/** A file as it is kept; `bytes` of the object is the size of `content`. */
export interface StoredFile {
  readonly object: Json;
  readonly purpose: string;
  readonly filename: string;
  readonly content: Uint8Array;
}

/** The files of an account by id, oldest first. */
export const filesOf = (world: MockWorld, account: string): Map<string, StoredFile> =>
  world.state(account, 'files', () => new Map<string, StoredFile>());

/** Cash and voucher of an account, in the currency of the host; those of `*` are what an account begins with. */
export interface Balance {
  cash: number;
  voucher: number;
}

export const balanceOf = (world: MockWorld, account: string): Balance =>
  world.state(account, 'balance', () => (account === '*' ? { ...first } : { ...balanceOf(world, '*') }));

const first: Balance = { cash: 3.00001, voucher: 46.58893 };

/** What may be spent; a debt in cash does not lessen the voucher. */
export const available = ({ cash, voucher }: Balance): number =>
  Number((Math.max(cash, 0) + voucher).toFixed(8));

export const quotaExceeded = (): Reply =>
  refusal(
    429,
    'exceeded_current_quota_error',
    'Your account org-mock<ak-mock> is suspended due to insufficient balance, please recharge your account or check your plan and billing details',
  );
