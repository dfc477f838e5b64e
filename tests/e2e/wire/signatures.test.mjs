// Without --dev: signatures are verified against access keys, and policies limit them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';

import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';

import { post, request } from '../harness/call.mjs';
import { BINARY, cleanEnvironment } from '../harness/server.mjs';
import { signatureHeaders } from '../harness/sigv4.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const LIST_ONLY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'cognito-idp:List*', Resource: '*' }] };
const HOUR_MS = 3_600_000;

// A new access key of the running server, from the operator's command line.
function createKey({ directory, database }, ...more) {
  const output = execFileSync(BINARY, ['keys', 'create', '--data', directory, '--database', database.url, ...more],
                              { env: cleanEnvironment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [accessKeyId] = /\bAKIA[A-Z2-7]{16}\b/.exec(output) ?? assert.fail(output);
  const [secretAccessKey] = output.match(/(?<![\w+/])[\w+/]{40}(?![\w+/])/) ?? assert.fail(output);
  return { accessKeyId, secretAccessKey };
}

onEachEngine('signatures', (server) => {
  let root;
  let lister;
  before(() => {
    const policy = path.join(server().directory, 'list-only.json');
    writeFileSync(policy, JSON.stringify(LIST_ONLY));
    root = createKey(server(), '--root');
    lister = createKey(server(), '--policy', policy);
  });
  const list = (options) => post(server().endpoint, 'ListUserPools', '{"MaxResults":1}', options);
  const errorOf = ({ status, text }) => ({ status, name: JSON.parse(text).__type });

  test('a created key signs', async () => {
    const { status, text } = await list({ key: root });
    assert.equal(status, 200, text);
  });

  test('so does the AWS SDK with it', async () => {
    const sdk = new CognitoIdentityProvider({ endpoint: server().endpoint, region: 'us-east-1', credentials: root });
    assert.deepEqual((await sdk.listUserPools({ MaxResults: 1 })).UserPools, []);
  });

  const refusals = [
    ['no signature', () => ({ key: null }), 'MissingAuthenticationTokenException'],
    ['an unknown key', () => ({ key: { ...root, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' } }), 'UnrecognizedClientException'],
    ['a wrong secret', () => ({ key: { ...root, secretAccessKey: root.secretAccessKey.split('').reverse().join('') } }), 'InvalidSignatureException'],
    ['the secret of another key', () => ({ key: { ...root, secretAccessKey: lister.secretAccessKey } }), 'InvalidSignatureException'],
    ['a signature of an hour ago', () => ({ key: root, now: new Date(Date.now() - HOUR_MS) }), 'InvalidSignatureException'],
    ['a signature of an hour ahead', () => ({ key: root, now: new Date(Date.now() + HOUR_MS) }), 'InvalidSignatureException'],
    ['a signature for another region', () => ({ key: { ...root, region: 'eu-west-1' } }), 'InvalidSignatureException'],
    ['a signature for another service', () => ({ key: { ...root, service: 'dynamodb' } }), 'InvalidSignatureException'],
    ['half a signature', () => ({ key: null, headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' } }), 'IncompleteSignatureException'],
  ];
  for (const [title, options, name] of refusals) {
    test(`${title}: ${name}`, async () => assert.deepEqual(errorOf(await list(options())), { status: 400, name }));
  }

  test('a body that was changed after it was signed', async () => {
    const headers = { host: new URL(server().endpoint).host, 'content-type': 'application/x-amz-json-1.1',
                      'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools' };
    const signature = signatureHeaders({ headers, body: '{"MaxResults":1}', ...root });
    const answer = await request(server().endpoint, { method: 'POST', headers: { ...headers, ...signature }, body: '{"MaxResults":2}' });
    assert.deepEqual(errorOf(answer), { status: 400, name: 'InvalidSignatureException' });
  });

  test('a policy allows what it names and nothing else', async () => {
    const { status } = await list({ key: lister });
    assert.equal(status, 200);
    const refused = await post(server().endpoint, 'CreateUserPool', '{"PoolName":"x"}', { key: lister });
    assert.deepEqual(errorOf(refused), { status: 400, name: 'AccessDeniedException' });
    const allowed = await post(server().endpoint, 'CreateUserPool', '{"PoolName":"x"}', { key: root });
    assert.equal(allowed.status, 200);
  });

  test('what needs no signature works without one', async () => {
    const { text } = await post(server().endpoint, 'SignUp', '{"ClientId":"nosuchclient","Username":"a","Password":"Correct-horse-7"}', { key: null });
    assert.equal(JSON.parse(text).message, 'User pool client nosuchclient does not exist.');
  });

  test('the inbox is closed', async () => {
    for (const page of ['/_poolhouse/inbox', '/inbox']) {
      assert.equal((await request(server().endpoint, { path: page })).status, 404, page);
    }
  });
}, { dev: false });
