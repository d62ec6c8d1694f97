import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file whole or not at all: the text goes to a new file beside it, which then takes its name. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID().slice(0, 8)}.new`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    if (cause instanceof Error) cause.message = cause.message.replaceAll(beside, path);
    throw cause;
  }
}
