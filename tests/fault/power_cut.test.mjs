// Power cuts under load: the disk forgets everything that was not synced, and the process dies with it.
// kill -9 cannot show this, because the system's cache outlives the process.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Server } from '../e2e/harness/server.mjs';
import { CONTROL_CYCLES_MAX, timeoutFor, times } from './counts.mjs';
import { integrity } from './integrity.mjs';
import { Lives } from './lives.mjs';
import { LoopDisk, noLoopDisk } from './loop_disk.mjs';
import { isInternalError, workUntil } from './writers.mjs';

const CUTS = times(5, 100);
const WRITERS = 4;
const DISK_MEGABYTES = 256;

const impossible = noLoopDisk();

describe('power cut, on sqlite', { skip: impossible }, () => {
  let disk;
  let server;
  let doubtful = 0;
  before(async () => {
    disk = new LoopDisk(DISK_MEGABYTES);
    server = await Server.start({ database: disk.database });
  });
  after(async () => {
    try {
      await server?.stop();
    } finally {
      disk?.discard();
    }
  });

  // One cut, after which the server runs again. What it has lost, as sentences.
  const cut = async (lives) => {
    const first = lives.accounts.length;
    let cutAt;
    const cutPower = async () => {
      cutAt = await disk.cutPower();
      await server.kill9();
    };
    await workUntil(cutPower, WRITERS, () => lives.live(), isInternalError);
    // Without power there are no answers. Here the process goes on for a moment, and the system may report
    // an fsync that the cut has overtaken as done; what was answered then is in doubt.
    for (const account of lives.accounts.slice(first)) doubtful += account.doubtAfter(cutAt);
    disk.unmount();
    disk.mount();
    assert.equal(integrity(disk.database.file), 'ok');
    await server.launch();
    return lives.differences(first);
  };

  test(`${CUTS} times under load, and every acknowledged write is there`, timeoutFor(CUTS), async (t) => {
    const lives = await Lives.begin(server);
    for (let count = 1; count <= CUTS; count++) assert.deepEqual(await cut(lives), [], `after cut ${count}`);
    assert.deepEqual(await lives.differences(Math.floor(lives.accounts.length / 2)), []);
    assert.ok(lives.acknowledged >= CUTS * 10, `only ${lives.acknowledged} writes were acknowledged: that is no load`);
    t.diagnostic(`${lives.acknowledged} acknowledged writes, ${lives.complete} of ${lives.accounts.length} lives complete, ${doubtful} answers after a cut`);
  });

  test('control: a server that commits without an fsync is found out', timeoutFor(CONTROL_CYCLES_MAX), async (t) => {
    const lives = await Lives.begin(server);
    await server.terminate();
    server.environment = { POOLHOUSE_TEST_FAULT: 'synchronous_normal' };
    await server.launch();
    for (let count = 1; count <= CONTROL_CYCLES_MAX; count++) {
      const lost = await cut(lives);
      if (lost.length > 0) return t.diagnostic(`found after cut ${count}: ${lost[0]}, and ${lost.length - 1} more`);
    }
    assert.fail(`nothing was lost in ${CONTROL_CYCLES_MAX} cuts: this check finds nothing`);
  });
});
