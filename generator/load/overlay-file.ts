import { readNamed } from './named.ts';
import { type Overlay, readOverlay } from './overlay.ts';
import { parseSource } from './source.ts';

const known = new Map<string, { readonly text: string; readonly overlay: Overlay }>();

/** An overlay by its file; the text is read each time, and parsed where it is not as it was. */
export async function overlayAt(path: string): Promise<Overlay> {
  const text = await readNamed(path);
  const before = known.get(path);
  if (before?.text === text) return before.overlay;
  const overlay = readOverlay(parseSource(path, text));
  known.set(path, { text, overlay });
  return overlay;
}
