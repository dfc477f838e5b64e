// kill -9 during sign-ups: each one that was acknowledged has exactly one message.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { api } from '../e2e/harness/call.mjs';
import { messages } from '../e2e/harness/inbox.mjs';
import { createPool } from '../e2e/harness/pools.mjs';
import { onEachEngine } from '../e2e/harness/suite.mjs';
import { timeoutFor, times } from './counts.mjs';
import { workUntilKilled } from './writers.mjs';

const KILLS = times(10, 100);
const WRITERS = 4;
const DELIVERY_SECONDS = 15;

const address = (username) => `${username}@example.com`;

async function countMessages(endpoint, usernames) {
  const counts = new Map();
  for (const username of usernames) counts.set(username, (await messages(endpoint, address(username))).length);
  return counts;
}

onEachEngine('messages', (server) => {
  test('each acknowledged sign-up has one message, none has two', timeoutFor(KILLS), async (t) => {
    const { endpoint } = server();
    const { clientId } = await createPool(endpoint);
    const attempted = [];
    const acknowledged = [];
    for (let kill = 1; kill <= KILLS; kill++) {
      await workUntilKilled(server(), WRITERS, async () => {
        const Username = `user${attempted.length}`;
        attempted.push(Username);
        await api(endpoint, 'SignUp', { ClientId: clientId, Username, Password: 'Correct-horse-7',
                                        UserAttributes: [{ Name: 'email', Value: address(Username) }] }, { key: null });
        acknowledged.push(Username);
      });
      await server().launch();
    }

    const deadline = Date.now() + DELIVERY_SECONDS * 1000;
    let waiting = acknowledged;
    while (waiting.length > 0 && Date.now() < deadline) {
      const counts = await countMessages(endpoint, waiting);
      waiting = waiting.filter((username) => counts.get(username) === 0);
      if (waiting.length > 0) await delay(100);
    }
    assert.deepEqual(waiting, [], 'acknowledged, and no message');
    const counts = await countMessages(endpoint, attempted);
    assert.deepEqual([...counts].filter(([, count]) => count > 1), [], 'more than one message');
    assert.ok(acknowledged.length >= KILLS * 5, `only ${acknowledged.length} sign-ups were acknowledged: that is no load`);
    t.diagnostic(`${acknowledged.length} of ${attempted.length} sign-ups were acknowledged`);
  });
});
