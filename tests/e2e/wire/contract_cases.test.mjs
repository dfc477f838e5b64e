// Every request that breaks the model in one place gets the model's error, and changes nothing.
//
// The cases are made from api/ by tools/apigen, in other code than the server's. An operation that is not
// built is no exception: it checks its request as the others do.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { api, postSigned } from '../harness/call.mjs';
import { createPool, createUser } from '../harness/pools.mjs';
import { ROOT } from '../harness/server.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const SERVICES = ['cognito-idp', 'cognito-identity', 'sts'];
const CONCURRENCY = 8;
const SHOWN_MAX = 5;

function generate() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-cases-'));
  const file = path.join(folder, 'cases.json');
  try {
    const models = SERVICES.map((service) => `api/${service}.json`);
    execFileSync('/usr/bin/python3', ['-B', 'tools/apigen/apigen.py', ...models, '--overlay', 'api/overlay.json', '--contract-cases', file], { cwd: ROOT });
    return JSON.parse(readFileSync(file, 'utf8')).services;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// ${x*1000} is a run of one character.
const expand = (text) => text.replace(/\$\{(.)\*(\d+)\}/gsu, (_, character, count) => character.repeat(Number(count)));

// How each protocol sends a request and shows an error. `can`: the others are not told apart by the protocol.
const PROTOCOLS = {
  json: {
    can: () => true,
    send: (endpoint, { target }, body) =>
      postSigned(endpoint, { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }, body),
    // Compared as JSON, because the two may escape differently.
    error: (text) => JSON.stringify(JSON.parse(text || '{}')),
    expected: (name, message) => JSON.stringify({ __type: name, message }),
  },
  query: {
    // A form has no types, and neither empty lists nor empty structures: there is nothing to send.
    can: ({ error, body }) => error !== 'SerializationException' && !/\[\]|\{\}(?!$)/.test(body),
    send: (endpoint, { operation }, body) =>
      postSigned(endpoint, { 'content-type': 'application/x-www-form-urlencoded' },
                 new URLSearchParams([['Action', operation], ['Version', '2011-06-15'], ...formOf(JSON.parse(body))]).toString()),
    error: (text) => ['Code', 'Message'].map((name) => textOf(text, name)).join(': '),
    // XML has no form for these characters, not even an escaped one.
    expected: (name, message) => `${name}: ${message.replace(/[^\t\n\r\u0020-\uFFFD]/g, '\uFFFD')}`,
  },
};

// {Tags: [{Key: 'a'}]} → [['Tags.member.1.Key', 'a']].
function formOf(value, name = '') {
  if (Array.isArray(value)) return value.flatMap((entry, index) => formOf(entry, `${name}.member.${index + 1}`));
  if (typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, entry]) => formOf(entry, name ? `${name}.${key}` : key));
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
function textOf(xml, element) {
  const [, text] = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(xml) ?? [];
  return text?.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (_, decimal, hex, entity) =>
    (entity ? ENTITIES[entity] : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16))));
}

async function dump(endpoint) {
  const { UserPools } = await api(endpoint, 'ListUserPools', { MaxResults: 60 });
  return Promise.all(UserPools.map(async ({ Id: UserPoolId }) => ({
    pool: await api(endpoint, 'DescribeUserPool', { UserPoolId }),
    clients: await api(endpoint, 'ListUserPoolClients', { UserPoolId, MaxResults: 60 }),
    users: await api(endpoint, 'ListUsers', { UserPoolId }),
    groups: await api(endpoint, 'ListGroups', { UserPoolId }),
  })));
}

// The cases whose answer is not the one of the model, as sentences.
async function mismatches(endpoint, protocol, operation, cases) {
  const wrong = [];
  const left = [...cases];
  const worker = async () => {
    for (let one = left.pop(); one; one = left.pop()) {
      const { status, text } = await protocol.send(endpoint, operation, expand(one.body));
      const expected = protocol.expected(one.error, expand(one.message));
      if (status !== 400 || protocol.error(text) !== expected) {
        wrong.push(`${one.case}: ${status} ${text.slice(0, 300)}\n    where it should be ${expected.slice(0, 300)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return wrong;
}

const services = generate();

onEachEngine('contract cases', (server) => {
  let untouched;
  before(async () => {
    const { endpoint } = server();
    const { poolId } = await createPool(endpoint);
    await createUser(endpoint, poolId, 'jane');
    await api(endpoint, 'CreateGroup', { UserPoolId: poolId, GroupName: 'admin' });
    untouched = await dump(endpoint);
  });

  for (const { service, protocol: name, operations } of services) {
    describe(service, () => {
      const protocol = PROTOCOLS[name];
      for (const operation of operations) {
        const cases = operation.cases.filter(protocol.can);
        if (cases.length === 0) continue;
        test(`${operation.operation}: ${cases.length} broken requests`, async () => {
          const wrong = await mismatches(server().endpoint, protocol, operation, cases);
          assert.equal(wrong.length, 0, `${wrong.length} of ${cases.length}:\n${wrong.slice(0, SHOWN_MAX).join('\n')}`);
        });
      }
    });
  }

  test('none of them changed anything', async () => assert.deepEqual(await dump(server().endpoint), untouched));
});
