import { isObject } from '../json/guards.ts';
import { carefulYaml, walkYaml } from './yaml.ts';
import { placeByLines } from './yaml-lines.ts';

interface YamlNode {
  /** Where the reader began to look for it: white space and comments may come first. */
  readonly from: number;
  readonly value: unknown;
  readonly below: ReadonlyMap<string, YamlNode>;
}

const nothing: YamlNode['below'] = new Map();

/** From this length on a second reading of a text costs more than a few searches by line, of which there are so many. */
const longText = 500_000;
const mostSearches = 8;

/** Finds the offset of the value that the tokens of a pointer lead to in YAML text, or of its nearest ancestor. */
export function placesInYaml(text: string): (tokens: readonly string[]) => number {
  let searches = text.length < longText ? mostSearches : 0;
  let find: ((tokens: readonly string[]) => number) | undefined;
  return (tokens) => {
    const place = searches++ < mostSearches ? placeByLines(text, tokens) : undefined;
    if (place !== undefined) return place;
    find ??= placesByReading(text);
    return find(tokens);
  };
}

/** The same by reading the whole text once more. */
export function placesByReading(text: string): (tokens: readonly string[]) => number {
  let root: YamlNode | undefined;
  try {
    root = treeOf(text);
  } catch {
    return carefully(text);
  }
  return (tokens) => {
    let node = root;
    for (const token of tokens) {
      const next = node?.below.get(token);
      if (next === undefined) break;
      node = next;
    }
    return startOf(text, node);
  };
}

function treeOf(text: string): YamlNode | undefined {
  const open: { readonly from: number; readonly nodes: YamlNode[] }[] = [];
  let root: YamlNode | undefined;
  walkYaml(
    text,
    (from) => open.push({ from, nodes: [] }),
    (kind, value) => {
      const frame = open.pop();
      if (frame === undefined) return;
      // The reader tries each node as the key of a mapping first, and keeps it where no colon follows.
      const [only] = frame.nodes;
      const isTheSame = frame.nodes.length === 1 && isHolder(value) && only?.value === value;
      const below = isTheSame && only ? only.below : belowOf(kind, value, frame.nodes);
      const node = { from: frame.from, value, below };
      const above = open.at(-1);
      if (above === undefined) root = node;
      else above.nodes.push(node);
    },
  );
  return root;
}

const isHolder = (value: unknown): boolean => typeof value === 'object' && value !== null;

function belowOf(kind: string, value: unknown, nodes: readonly YamlNode[]): YamlNode['below'] {
  if (kind === 'sequence') return new Map(nodes.map((node, index) => [String(index), node]));
  if (kind !== 'mapping' || !isObject(value)) return nothing;
  const below = new Map<string, YamlNode>();
  for (let index = 0; index < nodes.length; index++) {
    const [key, next] = [nodes[index], nodes[index + 1]];
    if (key === undefined) break;
    const name = String(key.value);
    const hasOwn = next !== undefined && Object.is(next.value, value[name]);
    // A member without a value has no node for it, or one that begins at the next line.
    below.set(name, hasOwn && next.value !== null ? next : key);
    if (hasOwn) index++;
  }
  return below;
}

/** Where a node itself begins. */
function startOf(text: string, node: YamlNode | undefined): number {
  let at = node?.from ?? 0;
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
    if (text[at] !== '#') return at;
    const end = text.indexOf('\n', at);
    if (end < 0) return at;
    at = end;
  }
}

/** The same by the slower reader, for text that only it accepts. */
function carefully(text: string): (tokens: readonly string[]) => number {
  const { isNode, parseDocument } = carefulYaml();
  const document = parseDocument(text, { keepSourceTokens: false, merge: true });
  return (tokens) => {
    for (let length = tokens.length; length > 0; length--) {
      const path = tokens.slice(0, length).map((token) => (/^\d+$/.test(token) ? Number(token) : token));
      const node = document.getIn(path, true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };
}
