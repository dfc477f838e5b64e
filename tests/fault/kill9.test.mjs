// kill -9 under mixed load, over and over: nothing that was acknowledged is lost, and nothing undone comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { onEachEngine } from '../e2e/harness/suite.mjs';
import { CONTROL_CYCLES_MAX, timeoutFor, times } from './counts.mjs';
import { Account } from './ledger.mjs';
import { Lives } from './lives.mjs';
import { workUntilKilled } from './writers.mjs';

const KILLS = times(20, 200);
const WRITERS = 4;

onEachEngine('kill -9', (server) => {
  test(`${KILLS} times under load, and every acknowledged write is there`, timeoutFor(KILLS), async (t) => {
    const lives = await Lives.begin(server());
    for (let kill = 1; kill <= KILLS; kill++) {
      const first = lives.accounts.length;
      await workUntilKilled(server(), WRITERS, () => lives.live());
      await server().launch();
      assert.deepEqual(await lives.differences(first), [], `after kill ${kill}`);
    }

    // What survived one kill must survive the next ones too.
    assert.deepEqual(await lives.differences(Math.floor(lives.accounts.length / 2)), []);
    assert.ok(lives.acknowledged >= KILLS * 10, `only ${lives.acknowledged} writes were acknowledged: that is no load`);
    assert.ok(lives.complete >= KILLS, `only ${lives.complete} lives were complete: the last steps were hardly seen`);

    // Control: a write that the server never saw is missed.
    const invented = new Account('invented');
    await invented.record('created', true, async () => {});
    lives.accounts.push(invented);
    assert.deepEqual(await lives.differences(lives.accounts.length - 1), ['invented: created is undefined, not true']);
    t.diagnostic(`${lives.acknowledged} acknowledged writes, ${lives.complete} of ${lives.accounts.length} lives complete`);
  });
});

onEachEngine('control of kill -9', (server) => {
  test('a server that answers before it commits is found out', timeoutFor(CONTROL_CYCLES_MAX), async (t) => {
    const lives = await Lives.begin(server());
    await server().kill9();
    server().environment = { POOLHOUSE_TEST_FAULT: 'acknowledge_early' };
    await server().launch();
    for (let kill = 1; kill <= CONTROL_CYCLES_MAX; kill++) {
      const first = lives.accounts.length;
      // It reads what it has not written yet, so its errors mean nothing.
      await workUntilKilled(server(), WRITERS, () => lives.live(), () => true);
      await server().launch();
      const lost = await lives.differences(first);
      if (lost.length > 0) return t.diagnostic(`found after kill ${kill}: ${lost[0]}`);
    }
    assert.fail(`nothing was lost in ${CONTROL_CYCLES_MAX} kills: this check finds nothing`);
  });
});
