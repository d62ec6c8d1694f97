import type { Behaviour, MockWorld } from 'openapi-plumbline';
import type { Json } from './api.ts';
import { balanceOf } from './state.ts';

/** US dollars for a million tokens. */
interface Price {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

const price: Price = { prompt: 0.95, cached: 0.16, completion: 4 };

/** The share of the price that a line of a batch costs. */
const batchShare = 0.6;

const settingOf = (world: MockWorld): { isOn: boolean } =>
  world.state('*', 'prices', () => ({ isOn: false }));

/** Answers cost money once that is turned on: the prices of kimi-k2.6, whatever the model. */
export const prices: Behaviour = {
  id: 'prices',
  appliesTo: [],
  controls: {
    prices: {
      title: '{"on": true} lets chat lower the balance, at $0.95 and $4.00 a million tokens, $0.16 cached',
      apply({ on }, _account, world) {
        if (typeof on !== 'boolean') throw new TypeError('expected {"on": true} or {"on": false}');
        settingOf(world).isOn = on;
        return { on, ...price };
      },
    },
  },
};

/** Takes what an answer costs from the voucher, then from cash, which may become a debt. */
export function charge(world: MockWorld, account: string, usage: Json, isBatch: boolean): void {
  if (!settingOf(world).isOn) return;
  const count = (name: string): number => Number(usage[name] ?? 0);
  const cached = count('cached_tokens');
  const full =
    (count('prompt_tokens') - cached) * price.prompt +
    cached * price.cached +
    count('completion_tokens') * price.completion;
  const cost = (full / 1_000_000) * (isBatch ? batchShare : 1);
  const balance = balanceOf(world, account);
  const fromVoucher = Math.min(balance.voucher, cost);
  balance.voucher = rounded(balance.voucher - fromVoucher);
  balance.cash = rounded(balance.cash - (cost - fromVoucher));
}

const rounded = (amount: number): number => Number(amount.toFixed(8));
