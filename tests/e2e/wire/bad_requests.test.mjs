// Requests that no well-meaning client sends. Each gets a plain answer, and the server goes on serving.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { api, post, request } from '../harness/call.mjs';
import { createPool } from '../harness/pools.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const nested = (depth) => `{"ClientMetadata":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
const signUp = (clientId, username) => JSON.stringify({ ClientId: clientId, Username: username, Password: 'Correct-horse-7' });

// [what is wrong, operation, body, status, error, message or null where no source gives the words, further headers]
const CASES = [
  ['an operation nobody knows', 'NoSuchOperation', '{}', 400, 'UnknownOperationException', null],
  ['no target', 'x', '{}', 400, 'UnknownOperationException', null, { 'x-amz-target': '' }],
  ['the target of another service', 'x', '{}', 400, 'UnknownOperationException', null, { 'x-amz-target': 'DynamoDB_20120810.ListTables' }],
  ['a target without a service', 'x', '{}', 400, 'UnknownOperationException', null, { 'x-amz-target': 'SignUp' }],
  ['another content type', 'SignUp', '{}', 400, 'SerializationException', null, { 'content-type': 'application/json' }],
  ['a form', 'SignUp', 'Action=SignUp', 400, 'UnknownOperationException', null, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['malformed JSON', 'SignUp', '{"ClientId":', 400, 'SerializationException', null],
  ['text after the JSON', 'SignUp', '{} {}', 400, 'SerializationException', null],
  ['a list for an object', 'SignUp', '[]', 400, 'SerializationException', null],
  ['a number for a string', 'SignUp', '{"ClientId":1}', 400, 'SerializationException', null],
  ['an object for a string', 'SignUp', '{"ClientId":{}}', 400, 'SerializationException', null],
  ['a string for a list', 'SignUp', '{"UserAttributes":"email"}', 400, 'SerializationException', null],
  ['nesting without end', 'SignUp', nested(100_000), 400, 'SerializationException', null],
  ['a body that is not UTF-8', 'SignUp', Buffer.from('7b22436c69656e744964223a22ff22 7d'.replace(' ', ''), 'hex'), 400, 'SerializationException', null],
  ['a surrogate without its pair', 'SignUp', '{"ClientId":"\\ud800"}', 400, 'SerializationException', null],
  ['a NUL', 'SignUp', signUp('nosuchclient', 'ja\u0000ne'), 400, 'SerializationException', "'username' has a NUL character"],
];

onEachEngine('bad requests', (server) => {
  let clientId;
  before(async () => { ({ clientId } = await createPool(server().endpoint)); });

  for (const [title, operation, body, status, name, message, headers] of CASES) {
    test(`${title}: ${name}`, async () => {
      const answer = await post(server().endpoint, operation, body, { key: null, headers });
      const error = JSON.parse(answer.text);
      assert.deepEqual({ status: answer.status, name: error.__type }, { status, name });
      assert.equal(answer.headers['x-amzn-errortype'], `${name}:`);
      if (message) assert.equal(error.message, message);
    });
  }

  test('unknown members are ignored', async () => {
    const { text } = await post(server().endpoint, 'SignUp', '{"NoSuchMember":[{"a":1}],"ClientId":"nosuchclient","Username":"a","Password":"Correct-horse-7"}', { key: null });
    assert.equal(JSON.parse(text).message, 'User pool client nosuchclient does not exist.');
  });

  test('every violated constraint is named, in the words of the service', async () => {
    const { status, text } = await post(server().endpoint, 'SignUp', JSON.stringify({ ClientId: clientId, Username: 'jane', Password: '' }), { key: null });
    assert.equal(status, 400);
    assert.deepEqual(JSON.parse(text), {
      __type: 'InvalidParameterException',
      message: "2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6; " +
               "Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$",
    });
  });

  test('a missing member is named', async () => {
    const { text } = await post(server().endpoint, 'InitiateAuth', JSON.stringify({ ClientId: clientId }), { key: null });
    assert.equal(JSON.parse(text).message,
                 "1 validation error detected: Value null at 'authFlow' failed to satisfy constraint: Member must not be null");
  });

  const names = [['a line break', 'ja\nne'], ['a space', 'ja ne'], ['129 characters', 'j'.repeat(129)]];
  for (const [title, username] of names) {
    test(`a name with ${title} is refused`, async () => {
      const { status, text } = await post(server().endpoint, 'SignUp', signUp(clientId, username), { key: null });
      assert.equal(status, 400);
      assert.equal(JSON.parse(text).__type, 'InvalidParameterException');
    });
  }

  test('a name in any script is a name', async () => {
    for (const username of ['Жанна', '花子', 'j'.repeat(128), '👩🏽‍🚀'.replaceAll('\u200d', '')]) {
      const { status, text } = await post(server().endpoint, 'SignUp', signUp(clientId, username), { key: null });
      assert.equal(status, 200, text);
    }
  });

  const elsewhere = [['GET', '/', [404, 405]], ['POST', '/nosuchpage', [404]],
                     ['GET', '/..%2f..%2fetc/passwd', [400, 404]], ['DELETE', '/', [404, 405]]];
  for (const [method, path, statuses] of elsewhere) {
    test(`${method} ${path} is not served`, async () => {
      const { status } = await request(server().endpoint, { method, path });
      assert.ok(statuses.includes(status), String(status));
    });
  }

  for (const document of ['jwks.json', 'openid-configuration']) {
    test(`${document} of no pool: 400`, async () => {
      const { status, text } = await request(server().endpoint, { path: `/us-east-1_nosuchone/.well-known/${document}` });
      assert.deepEqual({ status, answer: JSON.parse(text) }, { status: 400, answer: { message: 'User pool us-east-1_nosuchone does not exist.' } });
    });
  }

  test('the operations that are not built say so, and name themselves', async () => {
    const { status, text } = await post(server().endpoint, 'ListUserPoolReplicas', '{"UserPoolId":"us-east-1_nosuchone"}');
    assert.equal(status, 501);
    const { __type, message } = JSON.parse(text);
    assert.equal(__type, 'NotImplementedException');
    assert.match(message, /ListUserPoolReplicas/);
  });

  test('a signed operation without a signature is refused', async () => {
    const { status, text } = await post(server().endpoint, 'ListUserPools', '{"MaxResults":1}', { key: null });
    assert.equal(status, 400);
    assert.deepEqual(JSON.parse(text), { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' });
  });

  test('an unsigned operation does not look at a signature', async () => {
    const { status } = await post(server().endpoint, 'SignUp', signUp(clientId, 'signed'), { key: null, headers: { authorization: 'AWS4-HMAC-SHA256 nonsense' } });
    assert.equal(status, 200);
  });

  test('after all that, a good request is still served', async () => {
    await api(server().endpoint, 'SignUp', { ClientId: clientId, Username: 'last', Password: 'Correct-horse-7' }, { key: null });
  });
});
