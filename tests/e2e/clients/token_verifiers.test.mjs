// aws-jwt-verify and jose verify what the server signs, with the keys it publishes.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { CognitoJwtVerifier } from 'aws-jwt-verify';
import {
  CognitoJwtInvalidClientIdError, CognitoJwtInvalidTokenUseError, JwtExpiredError, JwtInvalidSignatureError, KidNotFoundInJwksError,
  ParameterValidationError,
} from 'aws-jwt-verify/error';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import { api, request } from '../harness/call.mjs';
import { claims } from '../harness/jwt.mjs';
import { createPool, createUser, PASSWORD } from '../harness/pools.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const FLOWS = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] };
const AWS_ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com';

// A pool with one user who has just signed in: {poolId, clientId, idToken, accessToken, jwks, jwksUri}.
async function signedIn(endpoint, client = {}) {
  const { poolId, clientId } = await createPool(endpoint, { client: { ...FLOWS, ...client } });
  await createUser(endpoint, poolId, 'jane');
  const { AuthenticationResult } = await api(endpoint, 'InitiateAuth', {
    ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'jane', PASSWORD } }, { key: null });
  const path = `/${poolId}/.well-known/jwks.json`;
  const jwks = JSON.parse((await request(endpoint, { path })).text);
  return { poolId, clientId, idToken: AuthenticationResult.IdToken, accessToken: AuthenticationResult.AccessToken,
           jwks, jwksUri: new URL(path, endpoint) };
}

// The same token with one bit of its signature, or one claim, changed.
function withOtherSignature(token) {
  const [header, payload, signature] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes[10] ^= 1;
  return [header, payload, bytes.toString('base64url')].join('.');
}
function withOtherClaim(token, claim, value) {
  const [header, , signature] = token.split('.');
  return [header, Buffer.from(JSON.stringify({ ...claims(token), [claim]: value })).toString('base64url'), signature].join('.');
}

onEachEngine('jose with the keys of the address', (server) => {
  let own;
  let other;
  before(async () => {
    own = await signedIn(server().endpoint);
    other = await signedIn(server().endpoint);
  });
  const verify = (token, keys = own, options = {}) => jwtVerify(token, createRemoteJWKSet(keys.jwksUri), {
    algorithms: ['RS256'], issuer: claims(own.idToken).iss, ...options });

  test('two keys are published, for RS256 signatures', () => {
    assert.equal(own.jwks.keys.length, 2);
    for (const key of own.jwks.keys) {
      assert.deepEqual(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
      assert.deepEqual({ alg: key.alg, e: key.e, kty: key.kty, use: key.use }, { alg: 'RS256', e: 'AQAB', kty: 'RSA', use: 'sig' });
    }
  });

  test('ID and access tokens are good, each by its own key', async () => {
    const id = await verify(own.idToken, own, { audience: own.clientId });
    const access = await verify(own.accessToken);
    assert.deepEqual(Object.keys(id.protectedHeader), ['kid', 'alg']);
    assert.equal(id.protectedHeader.kid, own.jwks.keys[0].kid);
    assert.equal(access.protectedHeader.kid, own.jwks.keys[1].kid);
  });

  test('the issuer publishes where its keys are', async () => {
    const { text } = await request(server().endpoint, { path: `/${own.poolId}/.well-known/openid-configuration` });
    const configuration = JSON.parse(text);
    assert.equal(configuration.issuer, claims(own.idToken).iss);
    assert.equal(configuration.jwks_uri, `${configuration.issuer}/.well-known/jwks.json`);
  });

  test('a changed signature, a changed claim and the keys of another pool are not', async () => {
    const badSignature = { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' };
    await assert.rejects(verify(withOtherSignature(own.accessToken)), badSignature);
    await assert.rejects(verify(withOtherClaim(own.accessToken, 'username', 'admin')), badSignature);
    await assert.rejects(verify(own.accessToken, other), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('an expired token is not', () =>
    assert.rejects(verify(own.accessToken, own, { currentDate: new Date((claims(own.accessToken).exp + 1) * 1000) }), { code: 'ERR_JWT_EXPIRED' }));
});

onEachEngine('aws-jwt-verify, with issuers in the form of AWS', (server) => {
  let own;
  let other;
  before(async () => {
    own = await signedIn(server().endpoint);
    other = await signedIn(server().endpoint);
  });
  const verifier = (tokenUse, keys = own, more = {}) => {
    const created = CognitoJwtVerifier.create({ userPoolId: own.poolId, clientId: own.clientId, tokenUse, ...more });
    created.cacheJwks(keys.jwks);
    return created;
  };

  test('ID and access tokens are good', () => {
    assert.equal(verifier('id').verifySync(own.idToken).email, 'jane@example.com');
    assert.equal(verifier('access', own, { scope: 'aws.cognito.signin.user.admin' }).verifySync(own.accessToken).username, 'jane');
    assert.equal(claims(own.idToken).iss, `${AWS_ISSUER}/${own.poolId}`);
  });

  test('neither passes for the other, nor for another client', () => {
    assert.throws(() => verifier('access').verifySync(own.idToken), CognitoJwtInvalidTokenUseError);
    assert.throws(() => verifier('id').verifySync(own.accessToken), CognitoJwtInvalidTokenUseError);
    assert.throws(() => verifier('id', own, { clientId: other.clientId }).verifySync(own.idToken), CognitoJwtInvalidClientIdError);
  });

  test('a changed signature, the keys of another pool and the token of another pool are not', () => {
    assert.throws(() => verifier('id').verifySync(withOtherSignature(own.idToken)), JwtInvalidSignatureError);
    assert.throws(() => verifier('id', other).verifySync(own.idToken), KidNotFoundInJwksError);
    assert.throws(() => verifier('id').verifySync(other.idToken), ParameterValidationError);
  });

  test('an expired token is not', (t) => {
    const expired = (claims(own.idToken).exp + 1) * 1000;
    t.mock.method(Date, 'now', () => expired);
    assert.throws(() => verifier('id').verifySync(own.idToken), JwtExpiredError);
  });
}, { args: ['--issuer-base', AWS_ISSUER] });
