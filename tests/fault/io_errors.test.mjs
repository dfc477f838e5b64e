// A disk that reports errors. A write that failed is refused and forgotten. After an fsync that failed the
// process must end: Linux drops what it could not write, and the next fsync would report success for it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { Server } from '../e2e/harness/server.mjs';
import { timeoutFor, times } from './counts.mjs';
import { Lives } from './lives.mjs';
import { noStrace, trace } from './strace.mjs';
import { aMoment, isInternalError, workUntil } from './writers.mjs';

const WRITERS = 4;
// EX_IOERR of sysexits.h, as docs/architecture.md promises.
const EXIT_CANNOT_SYNC = 74;
const EXIT_SECONDS_MAX = 5;
const SYNCS = 'fdatasync,fsync';
// Which of the syncs fails: the first one, or one among many. Only this one does, so that a process that
// tried again would succeed and live on.
const FAILING = times([1, 2, 7, 20], Array.from({ length: 50 }, (_, index) => index + 1));

describe('I/O errors, on sqlite', { skip: noStrace() }, () => {
  let server;
  let lives;
  before(async () => {
    server = await Server.start();
    lives = await Lives.begin(server);
  });
  after(() => server?.stop());

  test(`the process ends with ${EXIT_CANNOT_SYNC} after an fsync that failed, and has lost nothing`, timeoutFor(FAILING.length), async (t) => {
    for (const when of FAILING) {
      const first = lives.accounts.length;
      server.log = '';
      const failASync = async () => {
        await trace(server.child.pid, SYNCS, `error=EIO:when=${when}`);
        const ended = await Promise.race([server.exited, delay(EXIT_SECONDS_MAX * 1000, 'it lives on', { ref: false })]);
        assert.deepEqual(ended, { code: EXIT_CANNOT_SYNC, signal: null }, `sync ${when}`);
      };
      await workUntil(failASync, WRITERS, () => lives.live(), isInternalError);
      // Not always the last line: another thread may still log an answer that was given before.
      assert.match(server.log, /"level":"error".*The disk refused an fsync, so Poolhouse ends here.*SQLite error/);
      await server.launch();
      assert.deepEqual(await lives.differences(first), [], `after sync ${when} failed`);
    }
    t.diagnostic(`${lives.acknowledged} acknowledged writes, ${FAILING.length} failed fsyncs`);
  });

  test('a write that failed is refused and nothing else', timeoutFor(1), async () => {
    const { child } = server;
    const first = lives.accounts.length;
    let refused = 0;
    const failSomeWrites = async () => {
      const tracer = await trace(child.pid, 'pwrite64', 'error=EIO:when=5+50');
      await aMoment();
      await tracer.stop();
    };
    await workUntil(failSomeWrites, WRITERS, () => lives.live(), (error) => isInternalError(error) && Boolean(++refused));
    assert.ok(refused > 0, 'no write failed');
    assert.equal(child.exitCode, null);
    assert.deepEqual(await lives.differences(first), []);
  });

  test('control: being watched does not end the process', timeoutFor(1), async () => {
    const first = lives.accounts.length;
    const watch = async () => {
      const tracer = await trace(server.child.pid, SYNCS);
      await aMoment();
      await tracer.stop();
    };
    await workUntil(watch, WRITERS, () => lives.live());
    assert.equal(server.child.exitCode, null);
    assert.deepEqual(await lives.differences(first), []);
    assert.ok(lives.accounts.length > first + WRITERS, 'there was no load');
  });
});
