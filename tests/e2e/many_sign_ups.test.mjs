// A new pool in a new database is where tests, and launches, begin: with many at once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { api } from './harness/call.mjs';
import { createPool } from './harness/pools.mjs';
import { onEachEngine } from './harness/suite.mjs';

const CLIENTS = 16;
const SIGN_UPS = 3000;
const REPEATED_MAX = 0.02;

onEachEngine('many sign-ups at once', (server) => {
  test('none is refused because of the others, though PostgreSQL takes its tables for empty', async (t) => {
    const { poolId: UserPoolId, clientId: ClientId } = await createPool(server().endpoint, { pool: { AutoVerifiedAttributes: ['email'] } });
    // Given statistics that were made before there was anything,
    server().database.analyze();

    await api(server().endpoint, 'CreateGroup', { UserPoolId, GroupName: 'newcomers' });

    // when sixteen clients sign up one user after another, every second of whom is put into the same group,
    let left = SIGN_UPS;
    const refused = [];
    await Promise.all(Array.from({ length: CLIENTS }, async () => {
      while (left-- > 0) {
        const Username = `user${randomBytes(6).toString('hex')}`;
        const user = { ClientId, Username, Password: 'Correct-horse-7', UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }] };
        try {
          await api(server().endpoint, 'SignUp', user, { key: null });
          if (left % 2) await api(server().endpoint, 'AdminAddUserToGroup', { UserPoolId, Username, GroupName: 'newcomers' });
        } catch (error) {
          refused.push(error);
        }
      }
    }));

    // then each of them is, and next to no transaction had to be repeated (four of ten,
    // were whole tables read; one of ten, were names looked for before they are inserted).
    assert.deepEqual(refused, []);
    const repeated = server().database.repeatedShare();
    t.diagnostic(`${(100 * repeated).toFixed(1)} % of the transactions were repeated`);
    assert.ok(repeated < REPEATED_MAX, `${repeated}`);
  });
});
