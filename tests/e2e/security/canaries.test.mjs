// Secrets in motion: a canary in every sensitive member of every operation, in requests that are good, broken and
// cut off. None may be repeated in an error, the log at its most talkative, or the metrics.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { postSigned, request } from '../harness/call.mjs';
import { createPool, createUser } from '../harness/pools.mjs';
import { ROOT } from '../harness/server.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const CONCURRENCY = 8;
const SHOWN_MAX = 10;
const DEPTH_MAX = 6;
const TOO_LONG = 140_000;

// Letters and digits only, so that it fits nearly every pattern.
const CANARY = `Cnry${randomBytes(6).toString('hex')}`;

// Names that are marked sensitive and that the service's own error messages repeat.
const NAMED_BY_ERRORS = new Set(['ClientId', 'UserPoolId']);

const read = (file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
const OVERLAY = read('api/overlay.json').services;

// A model, and which of its shapes are sensitive: by itself, or because the overlay says so.
function load(service) {
  const model = read(`api/${service}.json`);
  const { shapes = {}, secrets: listed = [] } = OVERLAY[service] ?? {};
  const isSensitive = (name) => Boolean(model.shapes[name].sensitive || shapes[name]?.sensitive || listed.includes(name));
  return { ...model, isSensitive };
}
const MODELS = ['cognito-idp', 'cognito-identity', 'sts'].map(load);

// A value of the shape with every member set. `known` are values that lead past the first checks, by member name.
function build(model, shapeName, known, { member = '', hidden = false, depth = 0 } = {}) {
  const shape = model.shapes[shapeName];
  const secret = hidden || model.isSensitive(shapeName);
  const inside = (name, of) => build(model, of, known, { member: name, hidden: secret, depth: depth + 1 });
  switch (shape.type) {
    case 'structure':
      return depth > DEPTH_MAX ? {} : Object.fromEntries(Object.entries(shape.members).map(([name, of]) => [name, inside(name, of)]));
    case 'list': return [inside(member, shape.member)];
    case 'map': return { key: inside(member, shape.value) };
    case 'string':
      if (shape.enum) return shape.enum[0];
      if (known[member] !== undefined) return known[member];
      return secret && !NAMED_BY_ERRORS.has(member) ? CANARY : 'us-east-1_plain0000'.slice(0, Math.max(shape.min ?? 1, Math.min(shape.max ?? 19, 19)));
    case 'blob': return Buffer.from(secret ? CANARY : 'plain').toString('base64');
    case 'boolean': return true;
    case 'timestamp': return 1_700_000_000;
    default: return shape.min ?? 1;
  }
}

// The same request broken in one way: every text that has the canary becomes what `change` makes of it.
const replaced = (value, change) => {
  if (typeof value === 'string') return value.includes(CANARY) ? change(value) : value;
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, change));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, replaced(entry, change)]));
  return value;
};
const BROKEN = {
  'as it is': (input) => JSON.stringify(input),
  'too long': (input) => JSON.stringify(replaced(input, (text) => text + 'x'.repeat(TOO_LONG))),
  'with characters that no pattern allows': (input) => JSON.stringify(replaced(input, (text) => ` ${text}\u0007\u00e9`)),
  'as an object': (input) => JSON.stringify(replaced(input, (text) => ({ [text]: text }))),
  'as a list': (input) => JSON.stringify(replaced(input, (text) => [text])),
  'cut off after it': (input) => {
    const text = JSON.stringify(input);
    return text.slice(0, Math.max(text.lastIndexOf(CANARY) + CANARY.length, 1));
  },
  'with a broken escape before it': (input) => JSON.stringify(input).replaceAll(CANARY, `\\u12${CANARY}`),
};

// Sign-in flows take their secrets in maps, where the name decides what a value means.
const AUTH_FLOWS = ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'];
const CHALLENGES = ['PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED', 'SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'SELECT_CHALLENGE'];
const secrets = (names) => Object.fromEntries(names.map((name) => [name, CANARY]));
const PARAMETERS = { USERNAME: 'jane', ...secrets(['PASSWORD', 'SRP_A', 'SECRET_HASH', 'REFRESH_TOKEN', 'DEVICE_KEY']) };
const RESPONSES = { USERNAME: 'jane', TIMESTAMP: 'Tue Sep 1 07:05:09 UTC 2026',
                    ...secrets(['PASSWORD_CLAIM_SIGNATURE', 'PASSWORD_CLAIM_SECRET_BLOCK', 'NEW_PASSWORD', 'SECRET_HASH', 'SMS_MFA_CODE', 'ANSWER',
                                'SOFTWARE_TOKEN_MFA_CODE', 'userAttributes.email']) };

function requestsOf(model, ids) {
  const known = { UserPoolId: ids.poolId, ClientId: ids.clientId, IdentityPoolId: 'us-east-1:11111111-2222-3333-4444-555555555555' };
  const inputs = [];
  for (const [operation, { input }] of Object.entries(model.operations)) {
    const full = build(model, input, known);
    inputs.push([operation, full]);
    // Somebody who is there, so that the operation itself is reached; and only what must be there.
    if ('Username' in full) inputs.push([operation, { ...full, Username: 'jane' }]);
    const required = model.shapes[input].required ?? [];
    inputs.push([operation, Object.fromEntries(Object.entries(full).filter(([name]) => required.includes(name)))]);
  }
  if (model.endpointPrefix === 'cognito-idp') {
    const client = { ClientId: ids.clientId };
    const pool = { UserPoolId: ids.poolId, ...client };
    for (const AuthFlow of AUTH_FLOWS) {
      inputs.push(['InitiateAuth', { ...client, AuthFlow, AuthParameters: PARAMETERS }]);
      inputs.push(['AdminInitiateAuth', { ...pool, AuthFlow, AuthParameters: PARAMETERS }]);
    }
    for (const ChallengeName of CHALLENGES) {
      inputs.push(['RespondToAuthChallenge', { ...client, ChallengeName, Session: CANARY.repeat(3), ChallengeResponses: RESPONSES }]);
      inputs.push(['AdminRespondToAuthChallenge', { ...pool, ChallengeName, Session: CANARY.repeat(3), ChallengeResponses: RESPONSES }]);
    }
  }
  return inputs;
}

// JSON as the Query protocol writes it, as far as it still is JSON; else as it is.
function formOf(text) {
  try {
    const pairs = ([name, value]) => (value && typeof value === 'object' ? Object.entries(value).flatMap(([key, entry]) => pairs([`${name}.${key}`, entry])) : [[name, String(value)]]);
    return new URLSearchParams(Object.entries(JSON.parse(text)).flatMap(pairs)).toString();
  } catch {
    return text;
  }
}

// How the canary could show: as it is, or in the forms that text takes on its way.
const FORMS = [CANARY, Buffer.from(CANARY).toString('hex'), Buffer.from(CANARY).toString('base64').replace(/=*$/, '').slice(0, -1)];
const shows = (text) => FORMS.some((form) => text.includes(form));

onEachEngine('canaries', (server) => {
  let sent = 0;
  const repeated = [];

  before(async () => {
    const { endpoint } = server();
    const ids = await createPool(endpoint, { client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH',
                                                                           'ALLOW_ADMIN_USER_PASSWORD_AUTH'] } });
    await createUser(endpoint, ids.poolId, 'jane');
    const send = async (model, operation, body) => {
      const target = model.protocol === 'query'
        ? [{ 'content-type': 'application/x-www-form-urlencoded' }, `Action=${operation}&Version=${model.apiVersion}&${formOf(body)}`]
        : [{ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${model.targetPrefix}.${operation}` }, body];
      const answer = await postSigned(endpoint, ...target);
      sent++;
      if (answer.status !== 200 && shows(answer.text + JSON.stringify(answer.headers))) repeated.push(`${operation}: ${answer.text.slice(0, 300)}`);
    };
    // Last what would take the pool or the user away from under the others.
    const removes = ([, operation]) => /^(Admin)?Delete/.test(operation);
    const requests = MODELS.flatMap((model) => requestsOf(model, ids).map(([operation, input]) => [model, operation, input]));
    for (const some of [requests.filter((each) => !removes(each)), requests.filter(removes)]) {
      const worker = async () => {
        for (let next = some.pop(); next; next = some.pop()) {
          const [model, operation, input] = next;
          for (const breakIt of Object.values(BROKEN)) await send(model, operation, breakIt(input));
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    }
  });

  test('no error repeats one', () => {
    assert.ok(sent > 2000, `only ${sent} requests were sent`);
    assert.deepEqual(repeated.slice(0, SHOWN_MAX), [], `${repeated.length} answers`);
  });

  test('nor does the log at level debug, which names the operations', () => {
    // From the first request to the last.
    assert.ok(server().log.split('\n').filter((line) => /"?operation"?[=:]/.test(line)).length >= sent, 'the log is not whole');
    assert.deepEqual(server().log.split('\n').filter(shows).slice(0, SHOWN_MAX), []);
  });

  test('control: a path is logged, so the search looks in the right place', async () => {
    await request(server().endpoint, { path: `/${CANARY}` });
    while (!shows(server().log)) await delay(10);
  });

  test('nor do the metrics, which count them', async () => {
    const { text } = await request(server().endpoint, { path: '/metrics' });
    assert.match(text, /operation="InitiateAuth"/);
    assert.deepEqual(text.split('\n').filter(shows), []);
  });

  test('the server is alive, and took none of it for a failure of its own', async () => {
    assert.equal((await request(server().endpoint, { path: '/readyz' })).status, 200);
    assert.deepEqual(server().log.split('\n').filter((line) => /internal/i.test(line)).slice(0, SHOWN_MAX), []);
  });

  test('control: an error that names what was asked for, which is no secret, is seen', async () => {
    const { text } = await postSigned(server().endpoint, { 'content-type': 'application/x-amz-json-1.1',
                                                           'x-amz-target': 'AWSCognitoIdentityProviderService.DescribeUserPool' },
                                      JSON.stringify({ UserPoolId: `us-east-1_${CANARY}` }));
    assert.ok(shows(text), text);
  });
}, { args: ['--log-level', 'debug'], logCharacters: 50_000_000 });
