// A backup taken under load and restored into the other engine: the house moves, and nobody notices.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import { api, request } from '../e2e/harness/call.mjs';
import { createDatabase, ENGINES } from '../e2e/harness/engines.mjs';
import { Inbox, messages } from '../e2e/harness/inbox.mjs';
import { createPool } from '../e2e/harness/pools.mjs';
import { BINARY, cleanEnvironment, Server } from '../e2e/harness/server.mjs';

const WRITERS = 4;
const ACCOUNTS_BEFORE = 60;
const WRITES_MEANWHILE = 20;
const BACKUPS_MAX = 20;
const PASSWORD = 'Correct-horse-7';
const ACCESS_KEY = /AKIA[A-Z2-7]{16}/;

// One run of the program: its exit code, and what it said.
const poolhouse = (...args) =>
  promisify(execFile)(BINARY, args, { env: cleanEnvironment() }).then(({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
                                                                      ({ code, stdout, stderr }) => ({ code, stdout, stderr }));

const signIn = (endpoint, { clientId }, account) =>
  api(endpoint, 'InitiateAuth', { ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH',
                                  AuthParameters: { USERNAME: account.username, PASSWORD: account.password } }, { key: null });

// Whether one of the pool's published keys made the token.
async function verifies(endpoint, { poolId }, token) {
  const { text } = await request(endpoint, { path: `/${poolId}/.well-known/jwks.json` });
  const [header, payload, signature] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
  const jwk = JSON.parse(text).keys.find((key) => key.kid === kid);
  return jwk !== undefined && crypto.verify('RSA-SHA256', Buffer.from(`${header}.${payload}`),
                                            crypto.createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'));
}

// One account's first days. What is in the account was acknowledged; `settled`: it is changed no more.
async function live(endpoint, ids, account, acknowledged = () => {}) {
  const write = (...call) => api(endpoint, ...call).then((answer) => { acknowledged(); return answer; });
  await write('SignUp', { ClientId: ids.clientId, Username: account.username, Password: PASSWORD,
                          UserAttributes: [{ Name: 'email', Value: account.email }] }, { key: null });
  await write('AdminConfirmSignUp', { UserPoolId: ids.poolId, Username: account.username });
  account.password = `Planted-${account.username}-7A`;
  await write('AdminSetUserPassword', { UserPoolId: ids.poolId, Username: account.username, Password: account.password, Permanent: true });
  account.tokens = (await signIn(endpoint, ids, account)).AuthenticationResult;
  await write('UpdateUserAttributes', { AccessToken: account.tokens.AccessToken,
                                        UserAttributes: [{ Name: 'nickname', Value: account.username }] }, { key: null });
  account.settled = true;
}

// Sentences about everything in which the house differs from what it acknowledged.
async function differences(endpoint, ids, accounts) {
  const found = [];
  for (const account of accounts) {
    const attempt = async (what, work) => {
      try {
        if (await work() === false) found.push(`${account.username}: ${what}`);
      } catch (error) {
        found.push(`${account.username}: ${what}: ${error.name}`);
      }
    };
    await attempt('sign-in with the old password', () => signIn(endpoint, ids, account));
    await attempt('the old refresh token', () =>
      api(endpoint, 'InitiateAuth', { ClientId: ids.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH',
                                      AuthParameters: { REFRESH_TOKEN: account.tokens.RefreshToken } }, { key: null }));
    await attempt('the old access token, and the last change', async () => {
      const { UserAttributes } = await api(endpoint, 'GetUser', { AccessToken: account.tokens.AccessToken }, { key: null });
      return UserAttributes.some(({ Name, Value }) => Name === 'nickname' && Value === account.username);
    });
    await attempt('the old ID token by the published keys', () => verifies(endpoint, ids, account.tokens.IdToken));
  }
  return found;
}

for (const engine of ENGINES) {
  const other = ENGINES.find((name) => name !== engine) ?? engine;
  test(`a house on ${engine} is backed up under load and moves to ${other}`, { timeout: 120_000 }, async (t) => {
    const server = await Server.start({ engine });
    const database = server.database;
    t.after(() => server.stop());
    const { endpoint } = server;
    const settings = (url) => ['--data', server.directory, '--database', url];
    const ids = await createPool(endpoint, { client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] } });
    const key = (await poolhouse('keys', 'create', '--root', ...settings(database.url))).stdout.match(ACCESS_KEY)[0];

    // Somebody who has a code and has not used it yet.
    const waiting = { username: 'waiting', email: 'waiting@example.com' };
    await api(endpoint, 'SignUp', { ClientId: ids.clientId, Username: waiting.username, Password: PASSWORD,
                                    UserAttributes: [{ Name: 'email', Value: waiting.email }] }, { key: null });
    const code = await new Inbox(endpoint).code(waiting.email);

    const accounts = [];
    let writes = 0;
    const settled = () => accounts.filter((account) => account.settled);
    let working = true;
    const writing = Promise.all(Array.from({ length: WRITERS }, async () => {
      while (working) {
        const account = { username: `user${accounts.length}`, email: `user${accounts.length}@example.com` };
        accounts.push(account);
        await live(endpoint, ids, account, () => { writes++; });
      }
    }));
    t.after(() => { working = false; return writing.catch(() => {}); });
    while (settled().length < ACCOUNTS_BEFORE) await Promise.race([delay(20), writing]);

    // When
    const file = path.join(server.directory, 'backup.jsonl');
    let before;
    let backup;
    let meanwhile = 0;
    // Each replaces the one before, until enough was written while they were taken.
    for (let backups = 0; meanwhile < WRITES_MEANWHILE; backups++) {
      assert.ok(backups < BACKUPS_MAX, `${meanwhile} writes during ${backups} backups: that is no load`);
      before = settled();
      const writesBefore = writes;
      backup = await poolhouse('backup', '--force', '--out', file, ...settings(database.url));
      meanwhile += writes - writesBefore;
      assert.equal(backup.code, 0, backup.stderr);
    }
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const late = { username: 'late', email: 'late@example.com' };
    await live(endpoint, ids, late);
    working = false;
    await writing;
    assert.deepEqual(await differences(endpoint, ids, [late]), []);
    await server.terminate();

    const moved = other === engine ? createDatabase(engine, path.join(server.directory, 'moved')) : createDatabase(other, server.directory);
    t.after(() => moved.drop());
    const cutOff = path.join(server.directory, 'cut-off.jsonl');
    writeFileSync(cutOff, readFileSync(file).subarray(0, -1000));
    const refused = await poolhouse('restore', '--in', cutOff, ...settings(moved.url));
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /is not whole|is damaged/);
    const verified = await poolhouse('restore', '--in', file, '--verify-only', ...settings(moved.url));
    assert.equal(verified.code, 0, verified.stderr);
    const restored = await poolhouse('restore', '--in', file, ...settings(moved.url));
    assert.equal(restored.code, 0, restored.stderr);

    // Then, at the same address
    server.arguments = server.arguments.map((argument) => (argument === database.url ? moved.url : argument));
    await server.launch();
    assert.deepEqual(await differences(endpoint, ids, before), []);
    assert.match((await poolhouse('keys', 'list', ...settings(moved.url))).stdout, new RegExp(key));
    assert.equal((await messages(endpoint, waiting.email))[0]?.code, code);
    await api(endpoint, 'ConfirmSignUp', { ClientId: ids.clientId, Username: waiting.username, ConfirmationCode: code }, { key: null });

    // Control: what came after the backup is missed. Only the keys are known, and its ID token is theirs.
    assert.equal((await differences(endpoint, ids, [late])).length, 3);
    t.diagnostic(`${before.length} accounts were settled, ${meanwhile} writes acknowledged while backups were taken; ${backup.stdout.trim()}`);
  });
}
