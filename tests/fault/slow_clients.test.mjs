// Clients that hold connections without using them well: they are cut off at their time, or give way to those
// who come, and everybody else is served meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { request } from '../e2e/harness/call.mjs';
import { createPool } from '../e2e/harness/pools.mjs';
import { Server } from '../e2e/harness/server.mjs';
import { memory } from './flood.mjs';

const HEADER_SECONDS = 2;
const BODY_SECONDS = 3;
const WRITE_SECONDS = 2;
// The server looks at its connections twice a second; the rest is for a machine that is busy.
const LATE_SECONDS = 2;
const SERVED_MS = 1000;
const CONNECTIONS_MAX = 10_000;
const IDLE_LOAD_MAX = 0.2;
const MIB = 1024 * 1024;

// Another connection each time, as a newcomer has.
function visit(endpoint) {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(endpoint, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    let text = '';
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer within 10 s')));
    socket.on('data', (part) => { text += part; }).on('error', reject)
      .on('close', () => resolve({ status: Number(text.slice(9, 12)), ms: performance.now() - begun }));
  });
}

function connect(endpoint, text = '') {
  const { hostname, port } = new URL(endpoint);
  const socket = net.connect(Number(port), hostname);
  socket.setNoDelay(true);
  if (text) socket.write(text);
  return socket;
}

// How it ended: what the server had said by then, and after how many seconds.
function ending(socket) {
  const begun = performance.now();
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (part) => { text += part; });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ status: Number(text.slice(9, 12)) || 0, seconds: (performance.now() - begun) / 1000 }));
  });
}

// Visits until `until` is settled; each must be served soon.
async function othersAreServed(endpoint, until) {
  let settled = false;
  const watched = until.finally(() => { settled = true; });
  const visits = [];
  while (!settled) {
    visits.push(await visit(endpoint));
    await delay(50);
  }
  await watched;
  assert.deepEqual([...new Set(visits.map(({ status }) => status))], [200]);
  const slowest = Math.max(...visits.map((one) => one.ms));
  assert.ok(slowest < SERVED_MS, `others waited ${slowest.toFixed()} ms`);
  return slowest;
}

// The share of a core that a process uses when it has least to do, of some seconds: a server that has just
// started makes key pairs ahead, one that spins goes on for ever.
async function load(pid) {
  const ticks = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return Number(fields[11]) + Number(fields[12]);
  };
  let least = Infinity;
  for (let second = 0; second < 8 && least >= IDLE_LOAD_MAX; second++) {
    const begun = ticks();
    await delay(1000);
    least = Math.min(least, (ticks() - begun) / 100);
  }
  return least;
}

const connections = async (endpoint) =>
  Number((await request(endpoint, { path: '/metrics' })).text.match(/^poolhouse_http_connections (\d+)/m)[1]);

// Opens as many in batches, so that the listener's queue suffices.
async function open(endpoint, count, text) {
  const sockets = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(200, count - sockets.length) }, () => connect(endpoint, text));
    await Promise.all(batch.map((socket) => new Promise((resolve) => { socket.on('connect', resolve).on('error', resolve); })));
    sockets.push(...batch);
  }
  return sockets;
}

describe('slow clients', () => {
  let server;
  before(async () => {
    server = await Server.start({ args: ['--log-level', 'warning', '--header-timeout', `${HEADER_SECONDS}`, '--body-timeout', `${BODY_SECONDS}`,
                                         '--write-timeout', `${WRITE_SECONDS}`] });
  });
  after(async () => { await server?.stop(); });

  const dripping = [
    ['headers', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', HEADER_SECONDS],
    ['bodies', `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${MIB}\r\n\r\n`, BODY_SECONDS],
  ];
  for (const [what, begin, seconds] of dripping) {
    test(`1,000 clients that drip their ${what} are told 408 at their time`, { timeout: 60_000 }, async (t) => {
      const sockets = await open(server.endpoint, 1000, begin);
      const drip = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write('x')), 200);
      const endings = Promise.all(sockets.map(ending));
      const slowest = await othersAreServed(server.endpoint, endings).finally(() => clearInterval(drip));
      const ended = await endings;
      assert.deepEqual([...new Set(ended.map(({ status }) => status))], [408]);
      const last = Math.max(...ended.map((one) => one.seconds));
      assert.ok(last < seconds + LATE_SECONDS, `the last was cut after ${last.toFixed(1)} s`);
      t.diagnostic(`the last was cut after ${last.toFixed(1)} s; others waited ${slowest.toFixed()} ms at most`);
    });
  }

  test('clients that ask and never read are cut off', { timeout: 60_000 }, async (t) => {
    const { poolId } = await createPool(server.endpoint);
    const ask = `GET /${poolId}/.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(20_000);
    const sockets = await open(server.endpoint, 5);
    const begun = performance.now();
    const cut = Promise.all(sockets.map((socket) => new Promise((resolve) => {
      socket.pause();
      socket.on('error', () => {}).on('close', resolve);
      socket.write(ask);
    })));
    // Who does not read learns of the end by writing.
    const knock = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write('G')), 200);
    await othersAreServed(server.endpoint, cut).finally(() => clearInterval(knock));
    t.diagnostic(`all cut after ${((performance.now() - begun) / 1000).toFixed(1)} s; ${memory(server.child.pid).most.toFixed()} MiB at most`);
  });

  test('300 MiB of bodies that never end take a part of that', { timeout: 60_000 }, async (t) => {
    const body = 'a'.repeat(MIB - 1);
    const sockets = await open(server.endpoint, 300, `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${MIB}\r\n\r\n${body}`);
    const endings = Promise.all(sockets.map(ending));
    await othersAreServed(server.endpoint, endings);
    const statuses = (await endings).map(({ status }) => status);
    const { most } = memory(server.child.pid);
    t.diagnostic(`${statuses.filter((status) => status === 408).length} waited for, the others refused; ${most.toFixed()} MiB at most`);
    assert.ok(most < 200, `${most.toFixed()} MiB`);
    assert.ok(statuses.some((status) => status === 408), 'none was waited for');
    assert.ok(statuses.filter((status) => status === 408).length < 200, 'nearly all were waited for');
  });
});

// Who comes before there is room is told 503, and served when asking again.
async function serveNewcomers(t, endpoint, count) {
  let told503 = 0;
  for (let visitor = 0; visitor < count; visitor++) {
    let { status } = await visit(endpoint);
    for (let asked = 1; status === 503 && asked < 4; asked++) {
      told503++;
      await delay(100);
      ({ status } = await visit(endpoint));
    }
    assert.equal(status, 200);
  }
  t.diagnostic(`${count} newcomers served, told 503 ${told503} times before`);
}

test(`${CONNECTIONS_MAX} idle connections and more`, { timeout: 120_000 }, async (t) => {
  const files = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  if (files !== 'unlimited' && Number(files) < CONNECTIONS_MAX + 1000) {
    t.skip(`a process may open ${files} files here, and this needs ${CONNECTIONS_MAX + 1000}`);
    return;
  }
  const server = await Server.start({ args: ['--log-level', 'warning'] });
  try {
    const { endpoint } = server;
    const idle = memory(server.child.pid).now;
    const sockets = await open(endpoint, CONNECTIONS_MAX - 200);
    await delay(1500);
    const full = memory(server.child.pid).now;
    const each = ((full - idle) * 1024) / sockets.length;
    t.diagnostic(`${(await connections(endpoint))} connections: ${full.toFixed()} MiB, ${each.toFixed(1)} KiB each`);
    assert.ok(each < 16, `${each.toFixed(1)} KiB for an idle connection`);
    assert.ok(await load(server.child.pid) < IDLE_LOAD_MAX, 'idle connections keep a core busy');

    // Beyond the limit newcomers are served: who has been silent for longest gives way.
    sockets.push(...await open(endpoint, 400));
    await serveNewcomers(t, endpoint, 200);
    assert.ok(await connections(endpoint) <= CONNECTIONS_MAX);

    sockets.forEach((socket) => socket.destroy());
    const deadline = Date.now() + 5000;
    while (await connections(endpoint) > 10 && Date.now() < deadline) await delay(50);
    assert.ok(await connections(endpoint) <= 10, 'connections stay when their clients have gone');
  } finally {
    await server.stop();
  }
});

test('64 files for the whole process, and 300 connections', { timeout: 60_000 }, async (t) => {
  const server = await Server.start({ args: ['--log-level', 'warning'], through: ['prlimit', '--nofile=64:64'] });
  try {
    const { endpoint } = server;
    const { poolId } = await createPool(endpoint);
    const sockets = await open(endpoint, 300);
    sockets.forEach((socket) => socket.on('error', () => {}).resume());
    assert.ok(await load(server.child.pid) < IDLE_LOAD_MAX, 'the server spins');

    // All that can be open are held by clients who say nothing; they give way, and the database finds its files.
    await serveNewcomers(t, endpoint, 50);
    for (let times = 0; times < 20; times++) {
      assert.equal((await request(endpoint, { path: `/${poolId}/.well-known/jwks.json` })).status, 200);
    }
    sockets.forEach((socket) => socket.destroy());
    await delay(200);
    assert.equal((await visit(endpoint)).status, 200);
  } finally {
    await server.stop();
  }
});
