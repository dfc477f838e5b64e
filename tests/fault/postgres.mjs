// A PostgreSQL server that a test may crash, and a network to it that a test may break.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort } from '../e2e/harness/server.mjs';

const INSTALLED = '/usr/lib/postgresql';
const START_SECONDS_MAX = 20;

export class Postgres {
  static async start() {
    const server = new Postgres();
    try {
      server.#run('initdb', ['-D', server.data, '-U', 'poolhouse', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']);
      server.port = await freePort();
      await server.launch();
    } catch (error) {
      server.discard();
      throw error;
    }
    return server;
  }

  constructor() {
    const [newest] = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a));
    this.bin = path.join(INSTALLED, newest, 'bin');
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-postgres-'));
    this.data = path.join(this.folder, 'data');
    // PostgreSQL refuses to run as root.
    this.as = [];
    if (process.getuid() === 0) {
      const user = process.env.PG_USER ?? 'postgres';
      const id = (what) => Number(execFileSync('id', [what, user]));
      this.as = ['--reuid', user, '--regid', String(id('-g')), '--init-groups'];
      chownSync(this.folder, id('-u'), id('-g'));
    }
  }

  #run(program, parameters) {
    execFileSync('setpriv', [...this.as, path.join(this.bin, program), ...parameters], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  // Also after a crash. Returns when it answers.
  async launch() {
    const parameters = ['-D', this.data, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    this.child = spawn('setpriv', ['--pdeathsig', 'QUIT', ...this.as, path.join(this.bin, 'postgres'), ...parameters],
                       { cwd: this.folder, stdio: 'ignore' });
    this.exited = once(this.child, 'exit');
    const deadline = Date.now() + START_SECONDS_MAX * 1000;
    for (;;) {
      try {
        this.#run('pg_isready', ['-q', '-h', '127.0.0.1', '-p', String(this.port), '-U', 'poolhouse', '-d', 'postgres']);
        return;
      } catch (error) {
        if (this.child.exitCode !== null || Date.now() > deadline) throw new Error(`PostgreSQL does not start: ${error.message}`);
      }
      await delay(20);
    }
  }

  // As `pg_ctl stop -m immediate`: nothing is finished, the next start recovers from the log.
  async crash() {
    this.child.kill('SIGQUIT');
    await this.exited;
  }

  discard() {
    this.child?.kill('SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  // As the harness of a server knows a database; by way of `port`.
  database(port = this.port) { return { url: `postgres://poolhouse@127.0.0.1:${port}/postgres`, drop() {} }; }
}

// A network on 127.0.0.1 that leads to `target` as long as it is whole.
export class Network {
  static async to(target) {
    const network = new Network(target);
    await once(network.listener, 'listening');
    return network;
  }

  constructor(target) {
    this.target = target;
    this.state = 'whole';
    this.pairs = new Set();
    this.held = [];
    this.listener = net.createServer((client) => this.#carry(client)).listen(0, '127.0.0.1');
  }

  get port() { return this.listener.address().port; }

  // Every connection is reset, and new ones are at once if the network stays `cut`.
  cut() {
    this.state = 'cut';
    this.held.splice(0).forEach((client) => client.destroy());
    for (const pair of this.pairs) pair.forEach((socket) => socket.resetAndDestroy());
  }

  // Nothing arrives any more, and nothing breaks: whoever waits for an answer waits. Connections that are there
  // already stay dead when the network is whole again; what tries to connect meanwhile gets through then.
  fallSilent() {
    this.state = 'silent';
    for (const [client, server] of this.pairs) {
      client.unpipe(server);
      server.unpipe(client);
      client.resume();
      server.resume();
    }
  }

  mend() {
    this.state = 'whole';
    this.held.splice(0).forEach((client) => this.#carry(client));
  }

  close() {
    this.cut();
    this.listener.close();
    // A reset fails on a socket that is just being shut down, and Node (20) then counts it as closing for ever: at
    // the end of the process it would wait for it, turning in circles. By then there is nothing left to wait for.
    process.once('exit', () => process.exit());
  }

  #carry(client) {
    if (this.state === 'cut') return client.resetAndDestroy();
    if (this.state === 'silent') {
      client.on('error', () => {});
      return this.held.push(client);
    }
    const server = net.connect(this.target, '127.0.0.1');
    const pair = [client, server];
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        this.pairs.delete(pair);
        pair.forEach((other) => other.destroy());
      });
    }
    client.pipe(server);
    server.pipe(client);
  }
}
