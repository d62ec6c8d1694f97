type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** As platforms have it: https://fetch.spec.whatwg.org/#http-redirect-fetch */
const most = 20;

/**
 * Follows redirects. Credentials, cookies and other added headers are not sent to another origin, which gets the
 * default headers only. A body is never sent there: the redirect itself is the response.
 */
export async function follow(
  send: Fetch,
  from: string,
  given: RequestInit,
  answer: Response,
): Promise<Response> {
  let [url, init, response] = [from, given, answer];
  for (let hop = 0; hop < most; hop++) {
    const { status } = response;
    const location = [301, 302, 303, 307, 308].includes(status) && response.headers.get('location');
    if (!location || !URL.canParse(location, url)) break;
    const next = new URL(location, url);
    const { method = 'GET' } = init;
    // As fetch specifies: a POST becomes a GET unless the status preserves the method.
    if (status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST')
      init = { ...init, method: 'GET', body: null, headers: headersBut(init, /^content-/) };
    if (next.origin !== new URL(url).origin) {
      if (init.body || !/^https?:$/.test(next.protocol)) break;
      init = { ...init, headers: headersBut(init, /^(?!accept$|user-agent$)/) };
    }
    await response.body?.cancel();
    url = next.href;
    response = await send(url, init);
  }
  return response;
}

const headersBut = ({ headers }: RequestInit, names: RegExp): Headers =>
  new Headers([...new Headers(headers)].filter(([name]) => !names.test(name)));
