// The tests' own SRP client against the published vector, so that a failing sign-in is the server's fault.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { G, K, N, SrpClient, number, power, privateKey, timestamp } from './srp.mjs';

const VECTOR = {
  poolId: 'us-east-1_AbCdEfGhI',
  user: '84514837-dcbc-4af1-abff-f3c109334894',
  password: 'P2$Sword-example',
  salt: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
  a: '47ea62826f7f2d7e7460c8b099fb43715faedefab9a8d630a5e3a6a813f964a5'.repeat(4),
  b: '398a81da3558b15e724c046e013428f0a21833c10e7c40b6d04eaf3530a95522'.repeat(4),
  sha256OfA: '32addbe103063f3364f362ba2aa87ca6bb62b42551b4a37925d7ead0866be2cc',
  time: 'Tue Sep 1 07:05:09 UTC 2026',
  secretBlock: '8T4TXhO0+AwFeT14T1SEF019E/RokLtVm4VzRgJea2XxPhNeE7T4DAV5PXhPVIQXTX0T9GiQu1WbhXNGAl5rZfE+E14TtPgMBXk9eE9UhBdNfRP0aJC7VZuFc0YCXmtl',
  signature: 'tW+Hq1KYarg7Q8S2Zdyy33sSAn2DDD1+1Wki0nfyQ20=',
};

test('the first message of the vector', () => {
  const client = new SrpClient(Buffer.from(VECTOR.a, 'hex'));
  assert.equal(createHash('sha256').update(client.srpA).digest('hex'), VECTOR.sha256OfA);
});

test('the answer of the vector', () => {
  const client = new SrpClient(Buffer.from(VECTOR.a, 'hex'));
  const verifier = power(G, privateKey(VECTOR));
  const B = (K * verifier + power(G, number(VECTOR.b))) % N;
  const challenge = { USER_ID_FOR_SRP: VECTOR.user, SALT: VECTOR.salt, SRP_B: B.toString(16), SECRET_BLOCK: VECTOR.secretBlock };
  const answer = client.answer({ ...VECTOR, challenge, time: VECTOR.time });
  assert.equal(answer.PASSWORD_CLAIM_SIGNATURE, VECTOR.signature);
});

test('a time of one digit is written as Java writes it', () => {
  assert.equal(timestamp(new Date('2026-09-01T07:05:09Z')), VECTOR.time);
});
