// kill -9 under load, twenty times: nothing that was acknowledged is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api } from '../e2e/harness/call.mjs';
import { createPool } from '../e2e/harness/pools.mjs';
import { onEachEngine } from '../e2e/harness/suite.mjs';
import { Account, differences } from './ledger.mjs';
import { workUntilKilled } from './writers.mjs';

const KILLS = 20;
const WRITERS = 4;
const GROUPS = ['red', 'green'];

onEachEngine('kill -9', (server) => {
  test(`${KILLS} times under load, and every acknowledged write is there`, { timeout: 120_000 }, async (t) => {
    const { endpoint } = server();
    const ids = await createPool(endpoint, { pool: { AutoVerifiedAttributes: [] },
                                             client: { ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] } });
    for (const GroupName of GROUPS) await api(endpoint, 'CreateGroup', { UserPoolId: ids.poolId, GroupName });

    const all = [];
    let acknowledged = 0;
    // One account's first days: made in one of two ways, then changed.
    const live = async (account) => {
      const user = { UserPoolId: ids.poolId, Username: account.username };
      const write = async (field, value, operation, input) => {
        await account.record(field, value, () => api(endpoint, operation, input));
        acknowledged++;
      };
      if (all.length % 2) {
        await write('created', true, 'SignUp', { ClientId: ids.clientId, Username: account.username, Password: 'Correct-horse-7' });
      } else {
        await write('created', true, 'AdminCreateUser', { ...user, MessageAction: 'SUPPRESS' });
      }
      for (const nickname of ['first', 'second']) {
        await write('nickname', nickname, 'AdminUpdateUserAttributes', { ...user, UserAttributes: [{ Name: 'nickname', Value: nickname }] });
      }
      const Password = `Planted-${account.username}-7A`;
      await write('password', Password, 'AdminSetUserPassword', { ...user, Password, Permanent: true });
      await write('group', GROUPS[all.length % 2], 'AdminAddUserToGroup', { ...user, GroupName: GROUPS[all.length % 2] });
    };

    for (let kill = 1; kill <= KILLS; kill++) {
      const round = [];
      await workUntilKilled(server(), WRITERS, async () => {
        const account = new Account(`user${all.length}`);
        all.push(account);
        round.push(account);
        await live(account);
      });
      await server().launch();
      assert.deepEqual(await differences(endpoint, ids, round), [], `after kill ${kill}`);
    }

    // What survived one kill must survive the next ones too; a sample, for the rest was looked at above.
    const sample = all.filter((_, index) => index % 10 === 0);
    assert.deepEqual(await differences(endpoint, ids, sample), []);
    assert.ok(acknowledged >= KILLS * 10, `only ${acknowledged} writes were acknowledged: that is no load`);

    // Control: a write that the server never saw is missed.
    const invented = new Account('invented');
    await invented.record('created', true, async () => {});
    assert.deepEqual(await differences(endpoint, ids, [invented]), ['invented is missing']);
    t.diagnostic(`${acknowledged} acknowledged writes over ${all.length} accounts`);
  });
});
