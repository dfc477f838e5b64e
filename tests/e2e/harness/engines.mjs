// The two database engines. A server under test gets a database of its own on either.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';

const psql = (url, sql) =>
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1', '--dbname', url, '--command', sql],
               { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

function sqlite(directory) {
  const file = path.join(directory, 'poolhouse.db');
  return { engine: 'sqlite', url: `sqlite:${file}`, file, analyze() {}, repeatedShare: () => 0, drop() {} };
}

function postgresql() {
  const cluster = process.env.POOLHOUSE_TEST_POSTGRES;
  if (!cluster) throw new Error('POOLHOUSE_TEST_POSTGRES is not set: run `./test e2e`, or tests/support/with_postgres <command>');
  const name = `e2e_${randomBytes(6).toString('hex')}`;
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  psql(cluster, `CREATE DATABASE ${name}`);
  // Until its statistics are made, which by itself takes a minute, it plans for tables that are empty.
  const analyze = () => psql(url.href, 'ANALYZE');
  // What part of the transactions was rolled back, nearly always because others collided with it.
  const repeatedShare = () => Number(psql(url.href, 'SELECT xact_rollback::float / (xact_rollback + xact_commit) FROM pg_stat_database WHERE datname = current_database()'));
  return { engine: 'postgresql', url: url.href, analyze, repeatedShare, drop: () => psql(cluster, `DROP DATABASE ${name} WITH (FORCE)`) };
}

const creators = { sqlite, postgresql };

// POOLHOUSE_TEST_ENGINES=sqlite leaves PostgreSQL out, for a quick look while developing.
export const ENGINES = (process.env.POOLHOUSE_TEST_ENGINES ?? 'sqlite,postgresql').split(',');

// {engine, url, analyze(), repeatedShare(), drop(), file?}: a new empty database. `directory` is where an embedded one lies.
export function createDatabase(engine, directory) {
  return creators[engine](directory);
}
