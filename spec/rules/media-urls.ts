import type { Rule } from 'openapi-plumbline';

const kinds = ['image', 'video'] as const;

/** Images and videos come as data or as an uploaded file; no other address is fetched. */
export const mediaUrls: Rule = {
  id: 'media-urls',
  evidence: 'vendor-docs',
  source: 'https://platform.kimi.ai/docs (vision): data:<type>;base64,... or ms://<file_id>; no others',
  appliesTo: ['createChatCompletion', 'estimateTokenCount'],
  sdk: true,
  request({ body }) {
    const { messages } = (body?.value ?? {}) as { readonly messages?: unknown };
    for (const [index, message] of (Array.isArray(messages) ? messages : []).entries()) {
      const { content } = (message ?? {}) as { readonly content?: unknown };
      for (const [place, part] of (Array.isArray(content) ? content : []).entries()) {
        for (const kind of kinds) {
          const holder = (part as Readonly<Record<string, unknown>> | null)?.[`${kind}_url`];
          const url = typeof holder === 'object' ? (holder as { url?: unknown } | null)?.url : holder;
          if (
            typeof url !== 'string' ||
            /^(ms:\/\/|data:(image|video)\/(?!svg)[a-z0-9.+-]+;base64,)/i.test(url)
          )
            continue;
          return {
            kind: 'fail',
            message: `an ${kind} is given as data:${kind}/...;base64,... or ms://<file_id>`,
            instanceLocation: `/messages/${index}/content/${place}/${kind}_url`,
          };
        }
      }
    }
    return { kind: 'pass' };
  },
  breakRequest({ body, ...call }) {
    if (body === undefined) return undefined;
    const part = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    const messages = [{ role: 'user', content: [part] }];
    return { ...call, body: { ...body, value: { ...(body.value as object), messages } } };
  },
};
