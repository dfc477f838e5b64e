// A group that is deleted in more than one slice leaves nobody behind for the next one of its name.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api } from './harness/call.mjs';
import { createPool } from './harness/pools.mjs';
import { onEachEngine } from './harness/suite.mjs';

const CLIENTS = 8;
// A slice has 1,000.
const MEMBERS = 1100;
const GroupName = 'everybody';

async function countMembers(endpoint, UserPoolId) {
  let count = 0;
  let NextToken;
  do {
    const page = await api(endpoint, 'ListUsersInGroup', { UserPoolId, GroupName, Limit: 60, NextToken });
    count += page.Users.length;
    ({ NextToken } = page);
  } while (NextToken);
  return count;
}

onEachEngine('a large group', (server) => {
  test('is listed whole, and gone when it is deleted', async () => {
    const { endpoint } = server();
    const { poolId: UserPoolId } = await createPool(endpoint, { pool: { AutoVerifiedAttributes: [] } });
    await api(endpoint, 'CreateGroup', { UserPoolId, GroupName });
    let left = MEMBERS;
    await Promise.all(Array.from({ length: CLIENTS }, async () => {
      for (let number = left--; number > 0; number = left--) {
        const user = { UserPoolId, Username: `user${number}` };
        await api(endpoint, 'AdminCreateUser', { ...user, MessageAction: 'SUPPRESS' });
        await api(endpoint, 'AdminAddUserToGroup', { ...user, GroupName });
      }
    }));
    assert.equal(await countMembers(endpoint, UserPoolId), MEMBERS);

    await api(endpoint, 'DeleteGroup', { UserPoolId, GroupName });
    await api(endpoint, 'CreateGroup', { UserPoolId, GroupName });
    assert.equal(await countMembers(endpoint, UserPoolId), 0);
  });
});
