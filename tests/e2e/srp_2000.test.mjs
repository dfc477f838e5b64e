// 2,000 different users sign in by SRP and none is refused.
//
// The mistakes this finds show once in hundreds: a leading zero byte in A, B, the salt or u, or a top bit
// that needs a byte of padding. Each user has a salt, a verifier and exponents of their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api } from './harness/call.mjs';
import { createPool } from './harness/pools.mjs';
import { SrpClient } from './harness/srp.mjs';
import { onEachEngine } from './harness/suite.mjs';

const USERS = 2000;
const CONCURRENCY = 16;
const SECONDS_MAX = 180;

async function signIn(endpoint, { poolId, clientId }, number) {
  const username = `user${number}`;
  const password = `Correct-horse-${number}`;
  const unsigned = { key: null };
  await api(endpoint, 'SignUp', { ClientId: clientId, Username: username, Password: password }, unsigned);
  await api(endpoint, 'AdminConfirmSignUp', { UserPoolId: poolId, Username: username });
  const srp = new SrpClient();
  const { ChallengeParameters: challenge } = await api(endpoint, 'InitiateAuth', {
    ClientId: clientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: username, SRP_A: srp.srpA } }, unsigned);
  const { AuthenticationResult } = await api(endpoint, 'RespondToAuthChallenge', {
    ClientId: clientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses: srp.answer({ poolId, password, challenge }) }, unsigned);
  assert.ok(AuthenticationResult.AccessToken);
}

onEachEngine('SRP', (server) => {
  test(`${USERS} users sign in, ${CONCURRENCY} at a time`, { timeout: SECONDS_MAX * 1000 }, async (t) => {
    const { endpoint } = server();
    const ids = await createPool(endpoint, { pool: { AutoVerifiedAttributes: [] } });
    const refusals = [];
    let started = 0;
    const worker = async () => {
      while (started < USERS) {
        const number = started++;
        await signIn(endpoint, ids, number).catch((error) => refusals.push(`user${number}: ${error.name}: ${error.message}`));
        if ((number + 1) % 500 === 0) t.diagnostic(`${number + 1} of ${USERS}`);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    assert.deepEqual(refusals, []);
  });
});
