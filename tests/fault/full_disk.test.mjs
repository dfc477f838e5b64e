// A disk that fills up under the database: writes are refused, reads go on, and it mends itself.
import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { api } from '../e2e/harness/call.mjs';
import { Server } from '../e2e/harness/server.mjs';
import { integrity } from './integrity.mjs';
import { Lives } from './lives.mjs';
import { LoopDisk, noLoopDisk } from './loop_disk.mjs';
import { readiness, timed, within } from './waiting.mjs';

const DISK_MEGABYTES = 24;
const LIVES = 10;
const REFUSAL_MS_MAX = 1000;
const RECOVERY_SECONDS_MAX = 5;
// What is left in the log's own file takes some writes yet.
const WRITES_MAX = 2000;

// Leaves not one block free.
function fill(file) {
  const descriptor = openSync(file, 'w');
  for (const size of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) writeSync(descriptor, Buffer.alloc(size));
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  }
  closeSync(descriptor);
}

describe('full disk, on sqlite', { skip: noLoopDisk() }, () => {
  let disk;
  let server;
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

  test('writes are refused at once, reads answered, and all is well when there is room again', { timeout: 60_000 }, async (t) => {
    const lives = await Lives.begin(server);
    for (let life = 0; life < LIVES; life++) await lives.live();
    const { endpoint, child } = server;
    const user = { UserPoolId: lives.ids.poolId, Username: 'user0' };
    const change = (count) => lives.accounts[0].record('nickname', `change ${count}`, () =>
      api(endpoint, 'AdminUpdateUserAttributes', { ...user, UserAttributes: [{ Name: 'nickname', Value: `change ${count}` }] }));

    const ballast = path.join(disk.directory, 'ballast');
    fill(ballast);
    let accepted = 0;
    while (accepted < WRITES_MAX && await change(accepted).then(() => true, () => false)) accepted++;
    for (let count = 0; count < 20; count++) {
      const { error, ms } = await timed(() => change(`refused ${count}`));
      assert.deepEqual([error?.name, error?.status], ['InternalErrorException', 500]);
      assert.ok(ms < REFUSAL_MS_MAX, `refused only after ${ms} ms`);
    }
    await within(3, async () => assert.equal(await readiness(endpoint), 503));
    assert.equal((await api(endpoint, 'AdminGetUser', user)).Username, 'user0');
    assert.equal((await api(endpoint, 'ListUsers', { UserPoolId: lives.ids.poolId })).Users.length, LIVES - 2);

    rmSync(ballast);
    const seconds = await within(RECOVERY_SECONDS_MAX, async () => {
      assert.equal(await readiness(endpoint), 200);
      await change('afterwards');
    });
    for (let life = 0; life < LIVES; life++) await lives.live();
    assert.deepEqual(await lives.differences(), []);
    assert.equal(server.child, child, 'it was started anew');
    assert.equal(child.exitCode, null);
    await server.terminate();
    assert.equal(integrity(disk.database.file), 'ok');
    await server.launch();
    assert.deepEqual(await lives.differences(), []);
    t.diagnostic(`${accepted} writes found room in the log; well again after ${seconds.toFixed(1)} s`);
  });
});
