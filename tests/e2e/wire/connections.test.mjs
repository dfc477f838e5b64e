// HTTP/1.1 as such, over bare sockets.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';

import { onEachEngine } from '../harness/suite.mjs';

const SECONDS = 10;
const BODY_MAX = 2 * 1024 * 1024;

// Sends `text` and collects what comes back until `enough(received)` or the server closes. `react(received, send)`
// may send more.
function converse(endpoint, text, enough = () => false, react = () => {}) {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = net.connect(Number(port), hostname, () => socket.write(text));
    socket.setTimeout(SECONDS * 1000, () => socket.destroy(new Error(`no answer within ${SECONDS} s; received: ${received}`)));
    socket.on('data', (chunk) => {
      received += chunk;
      react(received, (more) => socket.write(more));
      if (enough(received)) socket.destroy();
    });
    socket.on('error', (error) => (error.code === 'ECONNRESET' ? resolve(received) : reject(error)));
    socket.on('close', () => resolve(received));
  });
}

// A body ends without a line break, so the next answer may begin in the middle of a line.
const statuses = (received) => [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const call = (target, body, extra = '') =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n` +
  `X-Amz-Target: AWSCognitoIdentityProviderService.${target}\r\nContent-Length: ${body.length}\r\n${extra}\r\n${body}`;
const health = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

onEachEngine('connections', (server) => {
  test('many requests sent at once are answered in their order', async () => {
    const pipeline = [health, call('NoSuchOperation', '{}'), health, call('SignUp', '{'), health].join('');
    const received = await converse(server().endpoint, pipeline, (all) => statuses(all).length === 5);
    assert.deepEqual(statuses(received), [200, 400, 200, 400, 200]);
    assert.ok(received.indexOf('UnknownOperationException') < received.indexOf('SerializationException'));
  });

  test('a client that asks for it gets its connection closed', async () => {
    const received = await converse(server().endpoint, health.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    assert.deepEqual(statuses(received), [200]);
    assert.match(received, /^connection: close\r$/im);
  });

  test('a body in chunks is read', async () => {
    const chunked = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n' +
      'X-Amz-Target: AWSCognitoIdentityProviderService.NoSuchOperation\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n';
    assert.deepEqual(statuses(await converse(server().endpoint, chunked, (all) => statuses(all).length === 1)), [400]);
  });

  test('100-continue is answered before the body', async () => {
    const [head, body] = call('NoSuchOperation', '{}', 'Expect: 100-continue\r\n').split('\r\n\r\n');
    const received = await converse(server().endpoint, `${head}\r\n\r\n`, (all) => all.includes('UnknownOperation'),
                                    (all, send) => { if (all === 'HTTP/1.1 100 Continue\r\n\r\n') send(body); });
    assert.deepEqual(statuses(received), [100, 400]);
  });

  // RFC 9110, 10.1.1: "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the content".
  test('a body that did not wait for 100-continue is read', async () => {
    const received = await converse(server().endpoint, call('NoSuchOperation', '{}', 'Expect: 100-continue\r\n'), (all) => all.includes('UnknownOperation'));
    assert.equal(statuses(received).at(-1), 400);
  });

  test('a body of 2 MiB is read', async () => {
    const received = await converse(server().endpoint, call('NoSuchOperation', 'a'.repeat(BODY_MAX)), (all) => statuses(all).length === 1);
    assert.deepEqual(statuses(received), [400]);
  });

  const refused = [
    ['two lengths', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ['a length and chunks', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a folded header', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n`, 400],
    ['a header of 100 kB', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ${'b'.repeat(100_000)}\r\n\r\n`, 431],
    // Refused by its length alone; the body is not waited for.
    ['the length of a body over 2 MiB', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY_MAX + 1}\r\n\r\n`, 413],
    ['chunks of a body over 2 MiB', `POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `${(BODY_MAX + 1).toString(16)}\r\n${'a'.repeat(BODY_MAX + 1)}\r\n0\r\n\r\n`, 413],
    ['something that is not HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
  ];
  for (const [title, text, status] of refused) {
    test(`${title}: ${status}, and the connection ends`, async () => {
      assert.deepEqual(statuses(await converse(server().endpoint, text)), [status]);
    });
  }
});
