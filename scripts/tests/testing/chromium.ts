import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** The browser of this machine, if there is one. */
export const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A page of a headless browser, spoken to over its debugging pipe. */
export interface Page {
  /** Console errors and uncaught exceptions so far. */
  readonly errors: readonly string[];
  /** Addresses that the page requested, its own among them. */
  readonly requests: readonly string[];
  open(url: string): Promise<void>;
  /** What an expression gives, as JSON. */
  evaluate(expression: string): Promise<unknown>;
  theme(scheme: 'light' | 'dark'): Promise<void>;
  screenshot(file: string): Promise<void>;
  /** Presses a key as a keyboard does: `Tab`, `Enter`, ` `. */
  press(key: string): Promise<void>;
  close(): void;
}

/** Starts the browser at a path and opens an empty page in it. */
export async function openPage(browser: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'plumbline-chromium-'));
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-pipe',
    '--window-size=1280,1400',
  ];
  const child: ChildProcess = spawn(browser, [...args, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const errors: string[] = [];
  const requests: string[] = [];
  let loaded: () => void = () => undefined;
  const hear = (message: Message): void => {
    const { id, method, params = {} } = message;
    if (id !== undefined) waiting.get(id)?.(message);
    else if (method === 'Page.loadEventFired') loaded();
    else if (method === 'Runtime.exceptionThrown') errors.push(JSON.stringify(params['exceptionDetails']));
    else if (method === 'Runtime.consoleAPICalled' && params['type'] === 'error')
      errors.push(JSON.stringify(params));
    else if (method === 'Log.entryAdded' && (params['entry'] as { level: string }).level === 'error')
      errors.push(JSON.stringify(params['entry']));
    else if (method === 'Network.requestWillBeSent')
      requests.push((params['request'] as { url: string }).url);
  };
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) hear(JSON.parse(part) as Message);
  });
  let last = 0;
  let sessionId: string | undefined;
  const call = (method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result ?? {}) : reject(new Error(`${method}: ${error.message}`)),
      );
      input.write(
        `${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
      );
    });
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  sessionId = (await call('Target.attachToTarget', { targetId, flatten: true }))['sessionId'] as string;
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await call(`${domain}.enable`);
  return {
    errors,
    requests,
    async open(url) {
      const ready = new Promise<void>((resolve) => {
        loaded = resolve;
      });
      await call('Page.navigate', { url });
      await ready;
    },
    async evaluate(expression) {
      const { result } = await call('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      return (result as { value?: unknown }).value;
    },
    async theme(value) {
      await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
    },
    async press(key) {
      const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
      const windowsVirtualKeyCode = { Tab: 9, Enter: 13, ' ': 32 }[key] ?? 0;
      const what = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode };
      await call('Input.dispatchKeyEvent', {
        type: 'keyDown',
        ...what,
        ...(text === undefined ? {} : { text }),
      });
      await call('Input.dispatchKeyEvent', { type: 'keyUp', ...what });
    },
    async screenshot(file) {
      const { data } = await call('Page.captureScreenshot', { format: 'png' });
      writeFileSync(file, Buffer.from(String(data), 'base64'));
    },
    close() {
      child.once('exit', () => rmSync(profile, { recursive: true, force: true }));
      child.kill();
    },
  };
}
