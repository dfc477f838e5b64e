// Every request that breaks the model in one place gets the model's error, and changes nothing.
//
// The cases are made from api/ by tools/apigen, in other code than the server's.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { api, post } from '../harness/call.mjs';
import { createPool, createUser } from '../harness/pools.mjs';
import { ROOT } from '../harness/server.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const CONCURRENCY = 8;
const SHOWN_MAX = 5;

function generate() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'poolhouse-cases-'));
  const file = path.join(folder, 'cases.json');
  try {
    execFileSync('/usr/bin/python3', ['tools/apigen/apigen.py', 'api/cognito-idp.json', '--overlay', 'api/overlay.json', '--contract-cases', file], { cwd: ROOT });
    return JSON.parse(readFileSync(file, 'utf8')).services[0].operations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// ${x*1000} is a run of one character.
const expand = (text) => text.replace(/\$\{(.)\*(\d+)\}/gsu, (_, character, count) => character.repeat(Number(count)));

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
async function mismatches(endpoint, operation, cases) {
  const wrong = [];
  const left = [...cases];
  const worker = async () => {
    for (let one = left.pop(); one; one = left.pop()) {
      const { status, text } = await post(endpoint, operation, expand(one.body));
      const expected = JSON.stringify({ __type: one.error, message: expand(one.message) });
      if (status !== 400 || JSON.stringify(JSON.parse(text || '{}')) !== expected) {
        wrong.push(`${one.case}: ${status} ${text.slice(0, 300)}\n    where it should be ${expected.slice(0, 300)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return wrong;
}

const operations = generate();

onEachEngine('contract cases', (server) => {
  let untouched;
  before(async () => {
    const { endpoint } = server();
    const { poolId } = await createPool(endpoint);
    await createUser(endpoint, poolId, 'jane');
    await api(endpoint, 'CreateGroup', { UserPoolId: poolId, GroupName: 'admin' });
    untouched = await dump(endpoint);
  });
  after(async () => { assert.deepEqual(await dump(server().endpoint), untouched, 'a refused request changed something'); });

  for (const { operation, cases } of operations.filter(({ cases }) => cases.length > 0)) {
    test(`${operation}: ${cases.length} broken requests`, async () => {
      const wrong = await mismatches(server().endpoint, operation, cases);
      assert.equal(wrong.length, 0, `${wrong.length} of ${cases.length}:\n${wrong.slice(0, SHOWN_MAX).join('\n')}`);
    });
  }
});
