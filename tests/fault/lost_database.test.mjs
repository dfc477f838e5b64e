// A PostgreSQL that crashes, and a network to it that breaks: requests are refused within a bound, the node
// says that it is not ready, mends itself, and nothing acknowledged is lost.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { api } from '../e2e/harness/call.mjs';
import { ENGINES } from '../e2e/harness/engines.mjs';
import { Server } from '../e2e/harness/server.mjs';
import { timeoutFor, times } from './counts.mjs';
import { Lives } from './lives.mjs';
import { Network, Postgres } from './postgres.mjs';
import { readiness, timed, within } from './waiting.mjs';
import { isInternalError, workUntil } from './writers.mjs';

const CYCLES = times(2, 20);
const SILENCES = times(1, 10);
const WRITERS = 4;
const HEALED_SECONDS_MAX = 2;
// A job waits 3 s for its database to come back, and a connection may take 3 s to be refused.
const REFUSAL_SECONDS_MAX = 7;
// An answer that does not come is waited for twice the statement timeout of 5 s; then it is tried to connect.
const SILENCE_SECONDS_MAX = 14;
// A write and a read of each at a time are more than there are connections, so that each of them has to work.
const PROBES = Array.from({ length: 6 }, (_, index) => `probe${index}`);
const NOT_READY_SECONDS_MAX = 8;

describe('lost database, on postgresql', { skip: !ENGINES.includes('postgresql') && 'PostgreSQL is left out' }, () => {
  let postgres;
  let network;
  let server;
  let lives;
  before(async () => {
    postgres = await Postgres.start();
    network = await Network.to(postgres.port);
    server = await Server.start({ database: postgres.database(network.port) });
    lives = await Lives.begin(server);
    for (const Username of PROBES) await api(server.endpoint, 'AdminCreateUser', { UserPoolId: lives.ids.poolId, Username, MessageAction: 'SUPPRESS' });
  });
  after(async () => {
    try {
      await server?.stop();
    } finally {
      network?.close();
      postgres?.discard();
    }
  });

  // Of users of their own, so that none waits for another.
  const write = (Username = PROBES[0]) => api(server.endpoint, 'AdminUpdateUserAttributes', {
    UserPoolId: lives.ids.poolId, Username, UserAttributes: [{ Name: 'nickname', Value: `${Math.random()}` }] });
  const read = () => api(server.endpoint, 'ListUsers', { UserPoolId: lives.ids.poolId, Limit: 1 });

  const areRefused = async (secondsMax) => {
    for (const { error, ms } of await Promise.all([() => write(), read].map(timed))) {
      assert.deepEqual([error?.name, error?.status], ['InternalErrorException', 500]);
      assert.ok(ms < secondsMax * 1000, `refused only after ${ms} ms`);
    }
  };
  const isNotReady = () => within(NOT_READY_SECONDS_MAX, async () => assert.equal(await readiness(server.endpoint), 503));

  // One loss under load: `lose` the database, `look` meanwhile and `mend` it. Seconds until it was well again.
  const loseAndMend = async (lose, look, mend) => {
    const first = lives.accounts.length;
    let seconds;
    const isWell = async () => {
      await Promise.all(PROBES.flatMap((username) => [write(username), read()]));
      assert.equal(await readiness(server.endpoint), 200);
    };
    const cycle = async () => {
      // What the same requests take on this machine when nothing is wrong is no part of the healing.
      const usual = await within(HEALED_SECONDS_MAX * 10, isWell);
      await lose();
      await look();
      await mend();
      seconds = await within(HEALED_SECONDS_MAX * 10, isWell) - usual;
    };
    await workUntil(cycle, WRITERS, () => lives.live(), isInternalError);
    assert.deepEqual(await lives.differences(first), []);
    assert.ok(seconds < HEALED_SECONDS_MAX, `healed only after ${seconds} s`);
    return seconds;
  };
  const refusedAndNotReady = async () => {
    await areRefused(REFUSAL_SECONDS_MAX);
    await isNotReady();
  };
  const report = (t, healed) => t.diagnostic(`healed after ${healed.map((seconds) => Math.max(seconds, 0).toFixed(1)).join(', ')} s; ${lives.acknowledged} acknowledged writes`);

  test(`a server that crashes and starts again, ${CYCLES} times`, timeoutFor(CYCLES), async (t) => {
    const healed = [];
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      healed.push(await loseAndMend(() => postgres.crash(), refusedAndNotReady, () => postgres.launch()));
    }
    report(t, healed);
  });

  test(`a network that is cut, ${CYCLES} times`, timeoutFor(CYCLES), async (t) => {
    const healed = [];
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      healed.push(await loseAndMend(() => network.cut(), refusedAndNotReady, () => network.mend()));
    }
    report(t, healed);
  });

  test(`connections that are dropped under load, ${CYCLES * 10} times, are hardly noticed`, timeoutFor(CYCLES), async (t) => {
    const first = lives.accounts.length;
    let refused = 0;
    const drop = async () => {
      for (let cycle = 0; cycle < CYCLES * 10; cycle++) {
        network.cut();
        network.mend();
        await delay(50 + Math.random() * 100);
      }
    };
    await workUntil(drop, WRITERS, () => lives.live(), (error) => isInternalError(error) && Boolean(++refused));
    assert.deepEqual(await lives.differences(first), []);
    // Only a COMMIT whose answer is lost is refused: at most one for each writer and cut.
    assert.ok(refused <= CYCLES * 10 * WRITERS, `${refused} requests were refused`);
    t.diagnostic(`${refused} requests were refused`);
  });

  test(`a network that falls silent, and forgets its connections, ${SILENCES} times`, timeoutFor(SILENCES * 2), async (t) => {
    const healed = [];
    for (let cycle = 0; cycle < SILENCES; cycle++) {
      const look = () => Promise.all([areRefused(SILENCE_SECONDS_MAX), isNotReady()]);
      healed.push(await loseAndMend(() => network.fallSilent(), look, () => network.mend()));
    }
    report(t, healed);
  });

  test(`the same for a moment only, shorter than an answer is waited for, ${SILENCES} times`, timeoutFor(SILENCES * 2), async (t) => {
    const healed = [];
    for (let cycle = 0; cycle < SILENCES; cycle++) {
      healed.push(await loseAndMend(() => network.fallSilent(), isNotReady, () => network.mend()));
    }
    report(t, healed);
  });

  test('control: a write that was not made is missed', async () => {
    const first = lives.accounts.length;
    await lives.live();
    await lives.accounts[first].record('team', 'invented', async () => {});
    const [missed] = await lives.differences(first);
    assert.match(missed, /: team is .*, not invented$/);
  });
});
