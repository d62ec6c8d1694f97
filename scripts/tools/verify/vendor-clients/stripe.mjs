import Stripe from 'stripe';
import { all, createCalls } from './calls.mjs';

/** The first argument is the URL of a mock of Stripe's document. */
const { hostname, port } = new URL(process.argv[2]);
const stripe = new Stripe('sk_test_x', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
const call = createCalls();
const isRefused = async (promise, status) =>
  promise.then(
    () => false,
    (cause) => cause.statusCode === status,
  );

const customer = await call('customers.create', async () => {
  const made = await stripe.customers.create({
    email: 'a@example.com',
    name: 'Ann',
    metadata: { tier: 'gold' },
  });
  return [
    made.email === 'a@example.com' && made.metadata.tier === 'gold' && typeof made.id === 'string',
    made,
  ];
});
const id = customer?.id ?? 'none';
await call('customers.retrieve', async () => (await stripe.customers.retrieve(id)).name === 'Ann');
await call(
  'customers.update',
  async () => (await stripe.customers.update(id, { name: 'Bea' })).name === 'Bea',
);
await call(
  'customers.update keeps the rest',
  async () => (await stripe.customers.retrieve(id)).email === 'a@example.com',
);
for (let index = 0; index < 24; index++) await stripe.customers.create({ email: `c${index}@example.com` });
const page = await call('customers.list', async () => {
  const list = await stripe.customers.list({ limit: 10 });
  return [list.object === 'list' && list.data.length === 10 && list.has_more === true, list];
});
await call('customers.list starting_after', async () => {
  const next = await stripe.customers.list({ limit: 10, starting_after: page?.data.at(-1)?.id });
  return next.data.length > 0 && !next.data.some((each) => page?.data.some((other) => other.id === each.id));
});
await call('customers.list walks to the end', async () => {
  const found = await all(stripe.customers.list({ limit: 7 }));
  return found.length >= 25 && new Set(found.map((each) => each.id)).size === found.length;
});
await call('customers.list by email', async () => {
  const { data } = await stripe.customers.list({ email: 'c3@example.com' });
  return data.length === 1 && data[0].email === 'c3@example.com';
});
const product = await call('products.create', async () => {
  const made = await stripe.products.create({ name: 'Chair', active: true });
  return [made.name === 'Chair', made];
});
await call('products.retrieve', async () => (await stripe.products.retrieve(product?.id)).id === product?.id);
const price = await call('prices.create', async () => {
  const made = await stripe.prices.create({ product: product?.id, unit_amount: 1500, currency: 'eur' });
  return [made.unit_amount === 1500 && made.currency === 'eur', made];
});
await call('prices.retrieve', async () => (await stripe.prices.retrieve(price?.id)).unit_amount === 1500);
await call('prices.list by product', async () => {
  const { data } = await stripe.prices.list({ product: product?.id });
  return data.some((each) => each.id === price?.id);
});
await call(
  'prices.update',
  async () => (await stripe.prices.update(price?.id, { nickname: 'low' })).nickname === 'low',
);
const intent = await call('paymentIntents.create', async () => {
  const made = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', customer: id });
  return [made.amount === 2000 && made.currency === 'usd', made];
});
await call(
  'paymentIntents.retrieve',
  async () => (await stripe.paymentIntents.retrieve(intent?.id)).amount === 2000,
);
await call(
  'paymentIntents.update',
  async () =>
    (await stripe.paymentIntents.update(intent?.id, { description: 'a chair' })).description === 'a chair',
);
await call(
  'paymentIntents.confirm',
  async () => (await stripe.paymentIntents.confirm(intent?.id)).id === intent?.id,
);
await call(
  'paymentIntents.cancel',
  async () => (await stripe.paymentIntents.cancel(intent?.id)).status === 'canceled',
);
const subscription = await call('subscriptions.create', async () => {
  const made = await stripe.subscriptions.create({ customer: id, items: [{ price: price?.id }] });
  return [typeof made.id === 'string', made];
});
await call(
  'subscriptions.retrieve',
  async () => (await stripe.subscriptions.retrieve(subscription?.id)).id === subscription?.id,
);
await call(
  'subscriptions.update',
  async () =>
    (await stripe.subscriptions.update(subscription?.id, { metadata: { a: 'b' } })).metadata.a === 'b',
);
await call(
  'subscriptions.del',
  async () => (await stripe.subscriptions.del(subscription?.id)).id === subscription?.id,
);
const invoice = await call('invoices.create', async () => {
  const made = await stripe.invoices.create({ customer: id });
  return [typeof made.id === 'string', made];
});
await call('invoices.retrieve', async () => (await stripe.invoices.retrieve(invoice?.id)).id === invoice?.id);
const coupon = await call('coupons.create', async () => {
  const made = await stripe.coupons.create({ percent_off: 25, duration: 'once', id: 'QUARTER' });
  return [made.id === 'QUARTER' && made.percent_off === 25, made];
});
await call('coupons.retrieve', async () => (await stripe.coupons.retrieve(coupon?.id)).percent_off === 25);
await call('coupons.del', async () => (await stripe.coupons.del(coupon?.id)).deleted === true);
await call('coupons.retrieve after deletion', () => isRefused(stripe.coupons.retrieve(coupon?.id), 404));
await call(
  'refunds.create',
  async () => (await stripe.refunds.create({ payment_intent: intent?.id, amount: 100 })).amount === 100,
);
await call('balance.retrieve', async () => Array.isArray((await stripe.balance.retrieve()).available));
await call('events.list', async () => (await stripe.events.list({ limit: 3 })).object === 'list');
await call('customers.del', async () => (await stripe.customers.del(id)).deleted === true);
await call(
  'customers.list after deletion',
  async () => !(await all(stripe.customers.list({ limit: 100 }))).some((each) => each.id === id),
);
await call('an amount that is no number is refused', () =>
  isRefused(stripe.paymentIntents.create({ amount: 'many', currency: 'usd' }), 400),
);
