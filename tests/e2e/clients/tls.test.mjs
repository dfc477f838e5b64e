// HTTPS: the AWS SDK and the AWS CLI over TLS, with a certificate authority that only they trust.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { promisify } from 'node:util';

import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';

import { request } from '../harness/call.mjs';
import { Authority } from '../harness/certificates.mjs';
import { ANY_AWS_ACCOUNT } from '../harness/external.mjs';
import { claims } from '../harness/jwt.mjs';
import { createPool, createUser, PASSWORD } from '../harness/pools.mjs';
import { cleanEnvironment, Server } from '../harness/server.mjs';
import { SrpClient } from '../harness/srp.mjs';

const RELOAD_SECONDS = 10;
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

describe('HTTPS', () => {
  let directory, first, second, files, server, ids;

  before(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-tls-'));
    first = new Authority(directory, 'first-authority');
    second = new Authority(directory, 'second-authority');
    files = { certificate: path.join(directory, 'server.pem'), key: path.join(directory, 'server.key') };
    first.issue(files);
    server = await Server.start({ tls: { ...files, ca: first.pem } });
    ids = await createPool(server.endpoint, { client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] } });
    await createUser(server.endpoint, ids.poolId, 'jane');
  });
  after(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  // A client with connections of its own, which trusts that authority only.
  const sdkOf = (authority) => new CognitoIdentityProvider({
    endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1,
    requestHandler: { httpsAgent: new https.Agent({ ca: authority.pem, keepAlive: true }) } });

  async function srpSignIn(authority) {
    const sdk = sdkOf(authority);
    const srp = new SrpClient();
    const { ChallengeName, ChallengeParameters } = await sdk.initiateAuth({
      ClientId: ids.clientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: 'jane', SRP_A: srp.srpA } });
    const ChallengeResponses = srp.answer({ poolId: ids.poolId, password: PASSWORD, challenge: ChallengeParameters });
    return (await sdk.respondToAuthChallenge({ ClientId: ids.clientId, ChallengeName, ChallengeResponses })).AuthenticationResult;
  }

  // The issuer of the certificate that a new connection is shown.
  const shownIssuer = () => new Promise((resolve, reject) => {
    const { port } = new URL(server.endpoint);
    const socket = tls.connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().issuer.CN);
      socket.destroy();
    }).on('error', reject);
  });

  async function reloaded(expectedInLog) {
    const seen = server.log.split(expectedInLog).length;
    server.child.kill('SIGHUP');
    const deadline = Date.now() + RELOAD_SECONDS * 1000;
    while (server.log.split(expectedInLog).length === seen) {
      assert.ok(Date.now() < deadline, `no "${expectedInLog}" within ${RELOAD_SECONDS} s of SIGHUP:\n${server.log.slice(-2000)}`);
      await delay(20);
    }
  }

  test('the AWS SDK signs in by SRP, and the issuer of the tokens is an https address', async () => {
    const { AccessToken, IdToken } = await srpSignIn(first);
    assert.equal(claims(IdToken).iss, `https://localhost:${new URL(server.endpoint).port}/${ids.poolId}`);
    const user = await sdkOf(first).getUser({ AccessToken });
    assert.equal(user.Username, 'jane');
  });

  test('the AWS CLI with --ca-bundle is answered, without it it refuses the certificate', async () => {
    const cli = (...extra) => promisify(execFile)(
      'aws', ['cognito-idp', 'admin-get-user', '--user-pool-id', ids.poolId, '--username', 'jane', '--endpoint-url', server.endpoint,
              '--query', 'UserStatus', '--output', 'text', ...extra],
      { env: cleanEnvironment(ANY_AWS_ACCOUNT), timeout: 60_000 });
    assert.equal((await cli('--ca-bundle', first.file)).stdout.trim(), 'CONFIRMED');
    await assert.rejects(cli('--ca-bundle', second.file), /CERTIFICATE_VERIFY_FAILED/);
  });

  test('a client that trusts another authority does not send its request', async () => {
    await assert.rejects(srpSignIn(second), /certificate/i);
  });

  test('TLS 1.1 is refused, 1.2 and 1.3 are spoken', async () => {
    const { port } = new URL(server.endpoint);
    const speak = (version) => new Promise((resolve) => {
      const socket = tls.connect({ port: Number(port), host: '127.0.0.1', ca: first.pem, minVersion: version, maxVersion: version,
                                   ciphers: 'DEFAULT@SECLEVEL=0' },
                                 () => { resolve(socket.getProtocol()); socket.destroy(); });
      socket.on('error', () => resolve('refused'));
    });
    assert.equal(await speak('TLSv1.1'), 'refused');
    assert.equal(await speak('TLSv1.2'), 'TLSv1.2');
    assert.equal(await speak('TLSv1.3'), 'TLSv1.3');
  });

  test('plain HTTP on that port is told so, and its request is not looked at', async () => {
    const { status, text } = await request(server.endpoint.replace('https:', 'http:'), { path: '/healthz' });
    assert.equal(status, 400);
    assert.match(text, /This port speaks HTTPS only/);
  });

  test('SIGHUP: new connections see the new certificate, old ones go on, and a bad file changes nothing', async () => {
    const held = sdkOf(first);
    const get = () => held.adminGetUser({ UserPoolId: ids.poolId, Username: 'jane' });
    await get();
    second.issue(files);
    await reloaded('certificates are reloaded');
    assert.equal(await shownIssuer(), 'second-authority');
    assert.equal((await get()).Username, 'jane');
    assert.ok((await srpSignIn(second)).AccessToken);
    await assert.rejects(srpSignIn(first), /certificate/i);

    writeFileSync(files.certificate, 'not a certificate');
    await reloaded('the old certificates stay in use');
    assert.equal(await shownIssuer(), 'second-authority');
    assert.ok((await srpSignIn(second)).AccessToken);
  });
});
