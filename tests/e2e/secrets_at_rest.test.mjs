// Nothing that opens an account is readable in the database, its write-ahead log, the rest of the data
// directory, or the log of the server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { api } from './harness/call.mjs';
import { ENGINES } from './harness/engines.mjs';
import { Inbox } from './harness/inbox.mjs';
import { createPool } from './harness/pools.mjs';
import { Server } from './harness/server.mjs';
import { G, power, privateKey, SrpClient } from './harness/srp.mjs';
import { traces } from './harness/traces.mjs';

const EMAIL = 'planted.address@example.com';
const PASSWORDS = { first: 'Planted-first-password-1', changed: 'Planted-changed-password-2', forgotten: 'Planted-forgotten-password-3',
                    temporary: 'Planted-temporary-password-4' };

// Uses every kind of secret once and returns them all.
async function plant(endpoint) {
  const { poolId, clientId, clientSecret } = await createPool(endpoint, { client: {
    GenerateSecret: true, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] } });
  const inbox = new Inbox(endpoint);
  const call = (operation, input) => api(endpoint, operation, input);
  const hash = (name) => createHmac('sha256', clientSecret).update(name + clientId).digest('base64');
  const jane = { ClientId: clientId, Username: 'jane', SecretHash: hash('jane') };
  const secrets = { clientSecret };

  await call('SignUp', { ...jane, Password: PASSWORDS.first, UserAttributes: [{ Name: 'email', Value: EMAIL }] });
  secrets.signUpCode = await inbox.code(EMAIL);
  await call('ConfirmSignUp', { ...jane, ConfirmationCode: secrets.signUpCode });

  const srp = new SrpClient();
  const { ChallengeParameters: challenge } = await call('InitiateAuth', {
    ClientId: clientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: 'jane', SRP_A: srp.srpA, SECRET_HASH: hash('jane') } });
  const { AuthenticationResult: tokens } = await call('RespondToAuthChallenge', {
    ClientId: clientId, ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: { ...srp.answer({ poolId, password: PASSWORDS.first, challenge }), SECRET_HASH: hash('jane') } });
  const verifier = power(G, privateKey({ poolId, user: challenge.USER_ID_FOR_SRP, password: PASSWORDS.first, salt: challenge.SALT }));
  secrets.verifier = Buffer.from(verifier.toString(16).padStart(768, '0'), 'hex');
  secrets.secretBlock = challenge.SECRET_BLOCK;
  Object.assign(secrets, { accessToken: tokens.AccessToken, idToken: tokens.IdToken, refreshToken: tokens.RefreshToken });
  // The part of a token that makes it good, in case the rest is stored.
  for (const name of ['accessToken', 'idToken']) secrets[`${name}Signature`] = secrets[name].split('.')[2];

  await call('ChangePassword', { AccessToken: tokens.AccessToken, PreviousPassword: PASSWORDS.first, ProposedPassword: PASSWORDS.changed });
  // Left open: a code that still works.
  await call('ForgotPassword', jane);
  secrets.usedForgotCode = await inbox.code(EMAIL);
  await call('ConfirmForgotPassword', { ...jane, ConfirmationCode: secrets.usedForgotCode, Password: PASSWORDS.forgotten });
  await call('ForgotPassword', jane);
  secrets.openForgotCode = await inbox.code(EMAIL);

  await call('AdminCreateUser', { UserPoolId: poolId, Username: 'invited', TemporaryPassword: PASSWORDS.temporary, DesiredDeliveryMediums: ['EMAIL'],
                                  UserAttributes: [{ Name: 'email', Value: 'invited@example.com' }] });
  await inbox.next('invited@example.com');
  const { Session } = await call('InitiateAuth', {
    ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'invited', PASSWORD: PASSWORDS.temporary, SECRET_HASH: hash('invited') } });
  return { ...secrets, session: Session, ...PASSWORDS };
}

const files = (directory) => readdirSync(directory, { recursive: true }).map((name) => path.join(directory, name)).filter((file) => statSync(file).isFile());

// What the database holds, as bytes: the embedded one's file and log before anything tidies them, or a dump.
const contents = {
  sqlite: ({ database }) => Buffer.concat([database.file, `${database.file}-wal`].filter(existsSync).map((file) => readFileSync(file))),
  postgresql: ({ database }) => execFileSync('pg_dump', ['--dbname', database.url], { maxBuffer: 1e9 }),
};

for (const engine of ENGINES) {
  describe(`secrets at rest, on ${engine}`, () => {
    let server;
    let secrets;
    let stored;
    before(async () => {
      server = await Server.start({ engine });
      secrets = await plant(server.endpoint);
      // Killed, so that the write-ahead log is as it was in the middle of work.
      await server.kill9();
      stored = contents[engine](server);
    });
    after(async () => { await server?.stop(); });

    test('control: the e-mail address is stored readably, so the search looks in the right place', () => {
      assert.deepEqual(traces(stored, { email: EMAIL })[0]?.[0], 'email');
    });
    test('the database shows no password, verifier, code, token, session or client secret', () => {
      assert.deepEqual(traces(stored, secrets), []);
    });
    test('nor does any file of the data directory', () => {
      for (const file of files(server.directory)) assert.deepEqual(traces(readFileSync(file), secrets), [], file);
    });
    test('nor does the log, which names the operations', () => {
      assert.match(server.log, /SignUp/);
      assert.deepEqual(traces(Buffer.from(server.log), secrets), []);
    });
    test('what is secret in files is readable by its owner only', () => {
      for (const file of files(server.directory)) {
        if (/key/i.test(path.basename(file))) assert.equal(statSync(file).mode & 0o077, 0, file);
      }
    });
  });
}
