// A new pool in a new database is where tests, and launches, begin: with many at once.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { api } from './harness/call.mjs';
import { createPool } from './harness/pools.mjs';
import { onEachEngine } from './harness/suite.mjs';

const CLIENTS = 16;
const SIGN_UPS = 3000;
const REPEATED_MAX = 0.2;

onEachEngine('many sign-ups at once', (server) => {
  test('none is refused because of the others, though PostgreSQL takes its tables for empty', async (t) => {
    const { clientId: ClientId } = await createPool(server().endpoint, { pool: { AutoVerifiedAttributes: ['email'] } });
    // Given statistics that were made before there was anything,
    server().database.analyze();

    // when sixteen clients sign up one user after another,
    let left = SIGN_UPS;
    const refused = [];
    await Promise.all(Array.from({ length: CLIENTS }, async () => {
      while (left-- > 0) {
        const Username = `user${randomBytes(6).toString('hex')}`;
        const user = { ClientId, Username, Password: 'Correct-horse-7', UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }] };
        await api(server().endpoint, 'SignUp', user, { key: null }).catch((error) => refused.push(error));
      }
    }));

    // then each of them is signed up, and few transactions had to be repeated (four of ten, were whole tables read).
    assert.deepEqual(refused, []);
    const repeated = server().database.repeatedShare();
    t.diagnostic(`${(100 * repeated).toFixed(1)} % of the transactions were repeated`);
    assert.ok(repeated < REPEATED_MAX, `${repeated}`);
  });
});
