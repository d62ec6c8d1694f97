import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/**
 * Whether a text says a key, read in every way that a person with a shell would try. Shares no code with the redactor: it
 * decodes whole texts and pieces of them, and looks at what comes out.
 */
export function saysKey(text: string, key: string, depth = 4): boolean {
  let texts = new Set([text]);
  const seen = new Set<string>();
  for (let layer = 0; layer <= depth; layer++) {
    const next = new Set<string>();
    for (const each of texts) {
      if (each.includes(key)) return true;
      if (seen.has(each)) continue;
      seen.add(each);
      for (const decoded of readings(each, key.length)) if (decoded !== each) next.add(decoded);
    }
    texts = next;
  }
  return false;
}

function readings(text: string, least: number): readonly string[] {
  return [
    text.replace(
      /\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\u\{([0-9a-fA-F]+)\}|\\(["\\/])/g,
      (whole, a, b, c, d) =>
        d === undefined ? String.fromCharCode(Number(`0x${a ?? b ?? c ?? ''}`)) : d || whole,
    ),
    text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('latin1'),
    ),
    text
      .replace(/&#x([0-9a-fA-F]+);/g, (_, code) => String.fromCharCode(Number(`0x${code}`)))
      .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
      .replaceAll('&sol;', '/')
      .replaceAll('&plus;', '+')
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&equals;', '=')
      .replaceAll('&percnt;', '%')
      .replaceAll('&amp;', '&'),
    text.replaceAll('\0', ''),
    // Pieces: what stands around them is known already.
    pieces(text, new RegExp(`(?:[0-9a-fA-F]{2}[: ]?){${least},}`, 'g'), (run) =>
      [0, 1].map((skip) => Buffer.from(run.replace(/[: ]/g, '').slice(skip), 'hex')),
    ),
    pieces(text, /[0-9a-fA-F]{16,}/g, (run) => [0, 1].map((skip) => Buffer.from(run.slice(skip), 'hex'))),
    pieces(text, /[\w+/-]{10,}/g, (run) =>
      [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64')),
    ),
  ];
}

function pieces(text: string, runs: RegExp, decode: (run: string) => readonly Buffer[]): string {
  return [...text.matchAll(runs)]
    .flatMap(([run]) => decode(run))
    .flatMap((bytes) => [bytes.toString('latin1'), inflated(bytes)])
    .filter((each) => /[ -~]{8}/.test(each))
    .join('\n');
}

function inflated(bytes: Buffer): string {
  const inflate = bytes[0] === 0x1f ? gunzipSync : bytes[0] === 0x78 ? inflateSync : brotliDecompressSync;
  // Brotli says nowhere that it is Brotli; whole bodies are longer than words.
  if (inflate === brotliDecompressSync && bytes.length < 30) return '';
  try {
    return inflate(bytes, { maxOutputLength: 20_000 }).toString('latin1');
  } catch {
    return '';
  }
}
