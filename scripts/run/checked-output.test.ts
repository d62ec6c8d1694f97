import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkedBefore, noteChecked } from './checked-output.ts';
import { type LoadedConfig, loadConfig } from './config.ts';

const folders = [{ shown: 'out/', count: 1 }];
const flags = { check: true };
const later = (): number => Date.now() + 60_000;

let project: string;
const at = (name: string): string => join(project, name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);
const configured = async (): Promise<LoadedConfig> => {
  const config = await loadConfig(project);
  if (config === undefined) throw new Error('the folder has a configuration');
  return config;
};

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'plumbline-checked-'));
  for (const folder of ['node_modules', 'out', 'helpers']) mkdirSync(at(folder));
  write(
    'plumbline.config.mjs',
    "export default { document: 'api.json', overlays: ['a.yaml'], helpers: 'helpers' };",
  );
  for (const name of ['api.json', 'a.yaml', 'out/index.ts', 'helpers/index.ts']) write(name, '');
});
afterEach(() => rmSync(project, { recursive: true }));

const read = (): readonly string[] => ['api.json', 'a.yaml', 'out/index.ts', 'helpers/index.ts'].map(at);

describe('a clean check that was noted', () => {
  it('holds while nothing changes', async () => {
    const config = await configured();
    expect(checkedBefore(config, flags)).toBeUndefined();
    await noteChecked(config, flags, later(), read(), folders);
    expect(checkedBefore(config, flags)).toEqual(folders);
  });

  const append = (name: string) => () => appendFileSync(at(name), ' ');
  it.each([
    { what: 'the document', change: append('api.json') },
    { what: 'an overlay', change: append('a.yaml') },
    { what: 'a generated file', change: append('out/index.ts') },
    { what: 'a helper', change: append('helpers/index.ts') },
    { what: 'the configuration', change: append('plumbline.config.mjs') },
    { what: 'a generated file that is gone', change: () => rmSync(at('out/index.ts')) },
    { what: 'one more helper', change: () => write('helpers/more.ts', '') },
  ])('ends with one byte of $what', async ({ change }) => {
    const config = await configured();
    await noteChecked(config, flags, later(), read(), folders);
    change();
    expect(checkedBefore(config, flags)).toBeUndefined();
  });

  it('says nothing of other flags, nor of what the configuration now says', async () => {
    const config = await configured();
    await noteChecked(config, flags, later(), read(), folders);
    expect(checkedBefore(config, { ...flags, strength: 'prose' })).toBeUndefined();
    expect(checkedBefore({ ...config, tags: ['pets'] }, flags)).toBeUndefined();
  });

  it('is not noted where a file changed while it ran, or something else than files is read', async () => {
    const config = await configured();
    await noteChecked(config, flags, 0, read(), folders);
    expect(checkedBefore(config, flags)).toBeUndefined();
    const remote = { ...config, overlays: ['https://example.com/overlay.yaml'] };
    await noteChecked(remote, flags, later(), read(), folders);
    expect(checkedBefore(remote, flags)).toBeUndefined();
  });

  it('is no note where its file cannot be read', async () => {
    const config = await configured();
    await noteChecked(config, flags, later(), read(), folders);
    writeFileSync(at('node_modules/.cache/openapi-plumbline/checked-output.json'), '{');
    expect(checkedBefore(config, flags)).toBeUndefined();
  });
});
