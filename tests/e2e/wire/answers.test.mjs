// The bytes of answers and errors, as clients have come to read them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { api, post, request } from '../harness/call.mjs';
import { createPool, createUser, PASSWORD } from '../harness/pools.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const JSON_1_1 = 'application/x-amz-json-1.1';

onEachEngine('answers on the wire', (server) => {
  let poolId;
  let clientId;
  const send = (operation, input, options) => post(server().endpoint, operation, JSON.stringify(input), options);
  before(async () => {
    ({ poolId, clientId } = await createPool(server().endpoint, { client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } }));
    await createUser(server().endpoint, poolId, 'jane');
  });

  test('a success has its content type, a request id, a date and a kept connection', async () => {
    const { status, headers, text } = await send('DescribeUserPool', { UserPoolId: poolId });
    assert.equal(status, 200);
    assert.equal(headers['content-type'], JSON_1_1);
    assert.match(headers['x-amzn-requestid'], UUID);
    assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 60_000, headers.date);
    assert.equal(headers.connection, 'keep-alive');
    assert.equal(Number(headers['content-length']), Buffer.byteLength(text));
    assert.equal(JSON.parse(text).UserPool.Id, poolId);
  });

  test('timestamps are seconds with a fraction of milliseconds', async () => {
    const { text } = await send('DescribeUserPool', { UserPoolId: poolId });
    const [, created] = /"CreationDate":([^,}]+)/.exec(text);
    assert.match(created, /^\d{10}(\.\d{1,3})?$/);
  });

  test('an error names itself in header and body, and the body is compact', async () => {
    const { status, headers, text } = await send('DescribeUserPool', { UserPoolId: 'us-east-1_nosuchone' });
    assert.equal(status, 400);
    assert.equal(headers['content-type'], JSON_1_1);
    assert.match(headers['x-amzn-requestid'], UUID);
    assert.equal(headers['x-amzn-errortype'], 'ResourceNotFoundException:');
    assert.equal(headers['x-amzn-errormessage'], 'User pool us-east-1_nosuchone does not exist.');
    assert.equal(text, '{"__type":"ResourceNotFoundException","message":"User pool us-east-1_nosuchone does not exist."}');
  });

  const empty = [
    ['an operation without an output shape answers an empty body', 'AdminAddUserToGroup', () => ({ UserPoolId: poolId, Username: 'jane', GroupName: 'g' }), ''],
    ['an operation with an empty output answers {}', 'AdminUpdateUserAttributes',
     () => ({ UserPoolId: poolId, Username: 'jane', UserAttributes: [{ Name: 'name', Value: 'Jane' }] }), '{}'],
  ];
  for (const [title, operation, input, body] of empty) {
    test(title, async () => {
      await api(server().endpoint, 'CreateGroup', { UserPoolId: poolId, GroupName: 'g' }).catch(() => {});
      const { status, headers, text } = await send(operation, input());
      assert.deepEqual({ status, text, length: headers['content-length'] }, { status: 200, text: body, length: String(body.length) });
    });
  }

  test('tokens come in the observed order, with empty ChallengeParameters', async () => {
    const { text } = await send('InitiateAuth', { ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'jane', PASSWORD } }, { key: null });
    const answer = JSON.parse(text);
    assert.deepEqual(Object.keys(answer.AuthenticationResult), ['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType']);
    assert.deepEqual(answer.ChallengeParameters, {});
    assert.doesNotMatch(text, /null/);
    assert.match(answer.AuthenticationResult.RefreshToken, /^eyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){4}$/);
  });

  test('a browser may ask from anywhere and read the error', async () => {
    const asked = 'content-type,x-amz-target,x-amz-user-agent,cache-control,amz-sdk-invocation-id,amz-sdk-request';
    const preflight = await request(server().endpoint, { method: 'OPTIONS', headers: {
      origin: 'https://app.example', 'access-control-request-method': 'POST', 'access-control-request-headers': asked } });
    assert.equal(preflight.status, 200);
    assert.equal(preflight.headers['access-control-allow-origin'], '*');
    assert.match(preflight.headers['access-control-allow-methods'], /\bPOST\b/);
    for (const name of asked.split(',')) assert.ok(preflight.headers['access-control-allow-headers'].includes(name), name);
    assert.equal(preflight.headers['access-control-max-age'], '172800');

    const { headers } = await send('InitiateAuth', { ClientId: 'nosuchclient', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: {} },
                                   { key: null, headers: { origin: 'https://app.example' } });
    assert.equal(headers['access-control-allow-origin'], '*');
    for (const name of ['x-amzn-requestid', 'x-amzn-errortype', 'x-amzn-errormessage', 'date']) {
      assert.ok(headers['access-control-expose-headers'].toLowerCase().includes(name), name);
    }
  });
});
