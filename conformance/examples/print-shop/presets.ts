import { boolean, integer, integerIn, type MemberRule, objectIn, oneOf, text } from '../body.ts';
import { Refusal, type Route } from '../server.ts';

type Preset = { readonly name: string } & { readonly [member: string]: unknown };

/** Presets: made and replaced by PUT under the name that the client chooses. */
export function presetRoutes(paper: MemberRule): readonly Route[] {
  const presets = new Map<string, Preset>();
  const rules = { paper, copies: integer(1, 99), colour: boolean, note: text(1, 80) };
  const nameIn = (name: string): string => {
    if (!/^[a-z][a-z0-9-]{0,19}$/.test(name))
      throw new Refusal(400, 'path/name: must match ^[a-z][a-z0-9-]{0,19}$');
    return name;
  };
  const presetAt = (name: string): Preset => {
    const found = presets.get(nameIn(name));
    if (found === undefined) throw new Refusal(404, `unknown preset ${name}`);
    return found;
  };
  return [
    {
      operationId: 'listPresets',
      method: 'GET',
      path: /^\/presets$/,
      handle({ query }) {
        const page = integerIn(query, 'page', 1, 1000) ?? 1;
        const size = integerIn(query, 'per_page', 1, 50) ?? 10;
        const colour = query.get('colour');
        const problem = colour === null ? undefined : oneOf('true', 'false')(colour);
        if (problem !== undefined) throw new Refusal(400, `query/colour: ${problem}`);
        const found = [...presets.values()]
          .filter((preset) => colour === null || preset['colour'] === (colour === 'true'))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const next = new URLSearchParams(query);
        next.set('page', String(page + 1));
        const link = page * size < found.length ? { link: `</presets?${next}>; rel="next"` } : {};
        return {
          status: 200,
          headers: { 'x-total': String(found.length), ...link },
          body: found.slice((page - 1) * size, page * size),
        };
      },
    },
    {
      operationId: 'getPreset',
      method: 'GET',
      path: /^\/presets\/([^/]+)$/,
      handle: (_, name = '') => ({ status: 200, body: presetAt(name) }),
    },
    {
      operationId: 'putPreset',
      method: 'PUT',
      path: /^\/presets\/([^/]+)$/,
      handle(request, name = '') {
        const sent = objectIn(request, rules, ['paper']);
        const isNew = !presets.has(nameIn(name));
        const preset = { copies: 1, colour: false, ...sent, name };
        presets.set(name, preset);
        return { status: isNew ? 201 : 200, body: preset };
      },
    },
    {
      operationId: 'deletePreset',
      method: 'DELETE',
      path: /^\/presets\/([^/]+)$/,
      handle(_, name = '') {
        presets.delete(presetAt(name).name);
        return { status: 204 };
      },
    },
  ];
}
