// A Poolhouse of one's own: the real program, on a free port, with a database that nobody else uses.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { request, trust } from './call.mjs';
import { createDatabase } from './engines.mjs';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const BINARY = process.env.POOLHOUSE_BINARY ?? path.join(ROOT, 'build/dev/src/main/poolhouse');

const START_SECONDS = 30;
const STOP_SECONDS = 15;
// What is kept of the log; older text is let go.
const LOG_CHARACTERS = 200_000;

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

// The surroundings of a program under test: no settings, credentials or proxies of whoever runs the tests.
export function cleanEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(POOLHOUSE|AWS)_|_proxy$/i.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Server {
  // `args` are further arguments of `serve`. `dev: false` serves as in production. `tls: {certificate, key, ca}`
  // are two files and the text of whom to trust. `environment` is added to the program's. `database`
  // ({url, drop()}) takes the place of a new one. `through` is a command that becomes the program, such as
  // ['prlimit', '--nofile=64'].
  static async start({ engine = 'sqlite', dev = true, args = [], tls, logCharacters = LOG_CHARACTERS, environment = {}, database, through = [] } = {}) {
    const port = await freePort();
    const server = new Server(port, tls);
    server.logCharacters = logCharacters;
    server.environment = environment;
    server.through = through;
    try {
      server.database = database ?? createDatabase(engine, server.directory);
      server.arguments = ['serve', ...(dev ? ['--dev'] : []), '--listen', `127.0.0.1:${port}`,
                          '--data', server.directory, '--database', server.database.url, ...args,
                          ...(tls ? ['--tls-certificate', tls.certificate, '--tls-key', tls.key] : [])];
      await server.launch();
    } catch (error) {
      server.discard();
      throw error;
    }
    return server;
  }

  constructor(port, tls) {
    this.directory = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-e2e-'));
    this.endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
    if (tls) trust(this.endpoint, tls.ca);
    this.log = '';
  }

  // Starts the program and waits until /readyz says yes. Also used to start again after a kill.
  async launch() {
    // setpriv becomes the program. It dies with the tests, however they end.
    const program = ['--pdeathsig', 'KILL', ...this.through, BINARY, ...this.arguments];
    const child = spawn('setpriv', program, { stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment(this.environment) });
    const keep = (text) => { this.log = (this.log + text).slice(-this.logCharacters); };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let failure;
    child.on('error', (error) => { failure = error; });
    running.add(child);
    this.child = child;
    this.exited = new Promise((resolve) => {
      child.on('close', (code, signal) => { running.delete(child); resolve({ code, signal }); });
    });

    const deadline = Date.now() + START_SECONDS * 1000;
    while (Date.now() < deadline) {
      if (failure) throw new Error(`${BINARY} does not start: ${failure.message}`);
      if (child.exitCode !== null) throw new Error(`the server ended at once:\n${this.log}`);
      const answer = await request(this.endpoint, { path: '/readyz' }).catch(() => null);
      if (answer?.status === 200) return;
      await delay(20);
    }
    child.kill('SIGKILL');
    throw new Error(`the server was not ready after ${START_SECONDS} s:\n${this.log}`);
  }

  async kill9() {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  // SIGTERM, and the program must end well: exit code 0 within the time the contract gives it.
  async terminate() {
    this.child.kill('SIGTERM');
    const ended = await Promise.race([this.exited, delay(STOP_SECONDS * 1000, null, { ref: false })]);
    if (!ended) await this.kill9();
    if (ended?.code !== 0) throw new Error(`after SIGTERM: ${JSON.stringify(ended)}\n${this.log.slice(-4000)}`);
  }

  // Ends the program and removes what it stored.
  async stop() {
    try {
      if (running.has(this.child)) await this.terminate();
    } finally {
      this.discard();
    }
  }

  discard() {
    this.database?.drop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
