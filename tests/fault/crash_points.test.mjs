// Crashes between every pair of steps of the operations that change something: afterwards the state is the old
// one or the new one, never one between, and a message is sent exactly once or still due.
//
// The points are counted where the engines run statements (src/store/fault_points.h), not named here: a step
// that an operation gains is covered by itself. An operation that is built and has no row fails the test.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { ApiError, request } from '../e2e/harness/call.mjs';
import { BINARY } from '../e2e/harness/server.mjs';
import { onEachEngine } from '../e2e/harness/suite.mjs';
import { LONG, timeoutFor } from './counts.mjs';
import { createSubjectsPool, onlyReads, OPERATIONS, Subject } from './operations.mjs';
import { growth, stored } from './stored.mjs';
import { within } from './waiting.mjs';

// House keeping makes so many commits right after the start, and then none for half a minute: its steps must
// not be counted. Before that it stocks up on signing keys, when a pool has taken some.
const HOUSE_KEEPING_COMMITS = 3;
const HOUSE_KEEPING_SECONDS_MAX = 10;
const STOCKED_SECONDS = 1.5;
const POINTS_MAX = 60;

async function commits(endpoint) {
  const { text } = await request(endpoint, { path: '/metrics' });
  return Number(/^poolhouse_store_commit_seconds_count (\d+)/m.exec(text)[1]);
}

// "old", "new", or an AssertionError because it is neither.
function eraOf({ operation, grown, seen }, expected, where) {
  const isNew = operation.swept ? seen.toString() === expected.new.toString() : Object.keys(grown).length > 0;
  if (isNew && !operation.swept) assert.deepEqual(grown, expected.grown, where);
  const era = isNew ? 'new' : 'old';
  assert.deepEqual(seen, expected[era], where);
  return era;
}

onEachEngine('a crash at every point', (server) => {
  let ids;
  let armed;
  before(async () => {
    armed = path.join(server().directory, 'armed');
    ids = await createSubjectsPool(server().endpoint);
    await quiet();
  });

  const quiet = () => within(HOUSE_KEEPING_SECONDS_MAX, async () => {
    const before = await commits(server().endpoint);
    await delay(STOCKED_SECONDS * 1000);
    assert.equal(await commits(server().endpoint), before);
  });
  const subjectOf = async (operation) => {
    const subject = new Subject(server().endpoint, ids);
    await operation.prepare(subject);
    if (operation.settles) await quiet();
    return subject;
  };
  const launchToCrashAt = async (point) => {
    rmSync(armed, { force: true });
    server().log = '';
    server().environment = { POOLHOUSE_TEST_FAULT: `crash_at:${point}:${armed}` };
    await server().launch();
    await within(HOUSE_KEEPING_SECONDS_MAX, async () => assert.ok(await commits(server().endpoint) >= HOUSE_KEEPING_COMMITS));
  };
  // Where it crashed, or undefined when `run` got its answer.
  const crashDuring = async (run) => {
    writeFileSync(armed, '');
    try {
      await run();
      rmSync(armed);
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) throw error;
    }
    assert.equal((await server().exited).signal, 'SIGKILL');
    return /fault point \d+: before (.*)/.exec(server().log)?.[1] ?? 'a point that it did not name';
  };

  // How the operation goes when nothing crashes.
  const rehearse = async (operation) => {
    const untouched = await subjectOf(operation);
    const old = await operation.seen(untouched);
    const subject = await subjectOf(operation);
    const before = stored(server().database);
    await operation.run(subject);
    const grown = growth(before, stored(server().database));
    return { old, grown, new: await operation.seen(subject) };
  };

  for (const operation of OPERATIONS.filter(({ everyDay }) => everyDay || LONG)) {
    test(operation.name, timeoutFor(10), async (t) => {
      const expected = await rehearse(operation);
      const crashes = [];
      await server().kill9();
      await launchToCrashAt(1);
      for (let point = 1; ; point++) {
        assert.ok(point <= POINTS_MAX, 'there is no end to it');
        const subject = await subjectOf(operation);
        const before = stored(server().database);
        const place = await crashDuring(() => operation.run(subject));
        if (place) await launchToCrashAt(point + 1);
        const grown = growth(before, stored(server().database));
        const era = eraOf({ operation, grown, seen: await operation.seen(subject) }, expected, `after a crash before ${place}`);
        if (!place) {
          assert.equal(era, 'new');
          break;
        }
        crashes.push({ place, era });
      }
      const erasAt = (place) => crashes.filter((crash) => crash.place === place).map(({ era }) => era);
      assert.equal(erasAt('the answer').at(-1), 'new');
      // Only what is swept goes on writing when the new state is there.
      assert.equal(erasAt('the commit').at(operation.swept ? 0 : -1), 'old');
      assert.ok(crashes.length >= 3, `only ${crashes.length} points`);
      const lastOld = crashes.findLastIndex(({ era }) => era === 'old');
      assert.ok(crashes.slice(0, lastOld).every(({ era }) => era === 'old'), 'new, and then old again');
      t.diagnostic(`${crashes.length} points, old until ${lastOld + 1}`);
    });
  }

  test('control: a sign-up without its message is neither old nor new', timeoutFor(1), async () => {
    const [operation] = OPERATIONS;
    const expected = await rehearse(operation);
    assert.equal(expected.grown.outbox, 1);
    const { outbox, ...grown } = expected.grown;
    assert.equal(eraOf({ operation, grown: {}, seen: expected.old }, expected), 'old');
    assert.equal(eraOf({ operation, grown: { outbox, ...grown }, seen: expected.new }, expected), 'new');
    assert.throws(() => eraOf({ operation, grown, seen: expected.new }, expected), assert.AssertionError);
    assert.throws(() => eraOf({ operation, grown: {}, seen: expected.new }, expected), assert.AssertionError);
    assert.throws(() => eraOf({ operation, grown: expected.grown, seen: expected.old }, expected), assert.AssertionError);
  });
});

test('every operation that is built and changes something is crashed', () => {
  const built = [...execFileSync(BINARY, ['operations']).toString().matchAll(/^built +[\w-]+:(\w+)$/gm)].map(([, name]) => name);
  const crashed = new Set(OPERATIONS.map(({ name }) => name));
  assert.ok(built.length > 40);
  assert.deepEqual(built.filter((name) => !crashed.has(name) && !onlyReads(name)), []);
});
