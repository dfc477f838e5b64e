// Crashes between every pair of steps of the operations that write more than one thing: afterwards the state is
// the old one or the new one, never one between, and a message is sent exactly once or still due.
//
// The points are counted where the engines run statements (src/store/fault_points.h), not named here: a step
// that an operation gains is covered by itself, and another operation is one more row of OPERATIONS.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { api, ApiError, request } from '../e2e/harness/call.mjs';
import { messages } from '../e2e/harness/inbox.mjs';
import { createPool, createUser, NEW_PASSWORD, PASSWORD } from '../e2e/harness/pools.mjs';
import { onEachEngine } from '../e2e/harness/suite.mjs';
import { timeoutFor } from './counts.mjs';
import { growth, stored } from './stored.mjs';
import { within } from './waiting.mjs';

// House keeping makes so many commits right after the start, and then none for half a minute: its steps must
// not be counted. Before that it stocks up on signing keys, when a pool has taken some.
const HOUSE_KEEPING_COMMITS = 3;
const HOUSE_KEEPING_SECONDS_MAX = 10;
const STOCKED_SECONDS = 1.5;
const POINTS_MAX = 60;
const FLOWS = ['ALLOW_USER_PASSWORD_AUTH'];

const refusal = (error) => {
  if (!(error instanceof ApiError)) throw error;
  return error.name;
};
async function commits(endpoint) {
  const { text } = await request(endpoint, { path: '/metrics' });
  return Number(/^poolhouse_store_commit_seconds_count (\d+)/m.exec(text)[1]);
}
const tell = (call) => call.then(() => 'works', refusal);

// What the rows of the table are made of: a user who signs in with a name of their own, and the calls.
class Subject {
  static #count = 0;
  constructor(endpoint, ids) {
    Object.assign(this, { endpoint, ...ids });
    this.Username = `user${Subject.#count++}`;
    this.email = `${this.Username}@example.com`;
    this.user = { UserPoolId: this.poolId, Username: this.Username };
  }

  call(operation, input) { return api(this.endpoint, operation, input); }
  make() { return createUser(this.endpoint, this.poolId, this.Username); }
  signUp() {
    return this.call('SignUp', { ClientId: this.clientId, Username: this.Username, Password: PASSWORD,
                                 UserAttributes: [{ Name: 'email', Value: this.email }] });
  }
  async signIn(password = PASSWORD) {
    const { AuthenticationResult } = await this.call('InitiateAuth', {
      ClientId: this.clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: this.Username, PASSWORD: password } });
    this.tokens = AuthenticationResult;
  }
  async status() {
    const { UserStatus } = await this.call('AdminGetUser', this.user).catch((error) => ({ UserStatus: refusal(error) }));
    return UserStatus;
  }
  async attribute(name) {
    const { UserAttributes } = await this.call('AdminGetUser', this.user);
    return UserAttributes.find(({ Name }) => Name === name)?.Value;
  }
  inbox(to = this.email) { return messages(this.endpoint, to); }
  async code(to) { return (await this.inbox(to))[0].code; }
  async joinGroup() {
    this.group = { UserPoolId: this.poolId, GroupName: `team-${this.Username}` };
    await this.call('CreateGroup', this.group);
    await this.call('AdminAddUserToGroup', { ...this.user, GroupName: this.group.GroupName });
  }
}

// prepare: what is there before. run: the operation. seen: what the API tells of it afterwards.
const OPERATIONS = [
  { name: 'SignUp, with its message',
    prepare: async () => {},
    run: (s) => s.signUp(),
    seen: async (s) => [await s.status(), (await s.inbox()).length] },
  { name: 'delivery of a message',
    prepare: (s) => s.signUp(),
    run: (s) => s.inbox(),
    seen: async (s) => [await s.status(), (await s.inbox()).length] },
  { name: 'ConfirmSignUp',
    prepare: async (s) => {
      await s.signUp();
      s.sent = await s.code();
    },
    run: (s) => s.call('ConfirmSignUp', { ClientId: s.clientId, Username: s.Username, ConfirmationCode: s.sent }),
    seen: async (s) => [await s.status(), await tell(s.call('ConfirmSignUp', { ClientId: s.clientId, Username: s.Username, ConfirmationCode: s.sent }))] },
  { name: 'rotation of a refresh token',
    prepare: async (s) => {
      await s.make();
      await s.signIn();
    },
    run: (s) => s.call('GetTokensFromRefreshToken', { ClientId: s.clientId, RefreshToken: s.tokens.RefreshToken }),
    seen: async (s) => [await tell(s.call('GetTokensFromRefreshToken', { ClientId: s.clientId, RefreshToken: s.tokens.RefreshToken }))] },
  { name: 'DeleteGroup, with its members',
    prepare: async (s) => {
      await s.make();
      await s.joinGroup();
    },
    run: (s) => s.call('DeleteGroup', s.group),
    seen: async (s) => [await tell(s.call('GetGroup', s.group)), (await s.call('AdminListGroupsForUser', s.user)).Groups.length] },
  { name: 'AdminDeleteUser, with all that is theirs',
    prepare: async (s) => {
      await s.make();
      await s.signIn();
      await s.joinGroup();
      await s.call('ForgotPassword', { ClientId: s.clientId, Username: s.Username });
    },
    run: (s) => s.call('AdminDeleteUser', s.user),
    seen: async (s) => [await s.status(), (await s.call('ListUsersInGroup', s.group)).Users.length,
                        (await s.call('ListUsers', { UserPoolId: s.poolId, Filter: `email = "${s.email}"` })).Users.length] },
  { name: 'ConfirmForgotPassword',
    prepare: async (s) => {
      await s.make();
      await s.call('ForgotPassword', { ClientId: s.clientId, Username: s.Username });
      s.sent = await s.code();
    },
    run: (s) => s.call('ConfirmForgotPassword', { ClientId: s.clientId, Username: s.Username, ConfirmationCode: s.sent, Password: NEW_PASSWORD }),
    seen: async (s) => [await tell(s.signIn(PASSWORD)), await tell(s.signIn(NEW_PASSWORD)),
                        await tell(s.call('ConfirmForgotPassword', { ClientId: s.clientId, Username: s.Username, ConfirmationCode: s.sent, Password: PASSWORD }))] },
  { name: 'AdminCreateUser, with its invitation',
    prepare: async () => {},
    run: (s) => s.call('AdminCreateUser', { ...s.user, UserAttributes: [{ Name: 'email', Value: s.email }] }),
    seen: async (s) => [await s.status(), (await s.inbox()).length] },
  { name: 'UpdateUserAttributes, of an address',
    prepare: async (s) => {
      await s.make();
      await s.signIn();
      s.newEmail = `new-${s.email}`;
    },
    run: (s) => s.call('UpdateUserAttributes', { AccessToken: s.tokens.AccessToken, UserAttributes: [{ Name: 'email', Value: s.newEmail }] }),
    seen: async (s) => [(await s.attribute('email')).startsWith('new-'), await s.attribute('email_verified'), (await s.inbox(s.newEmail)).length] },
];

onEachEngine('a crash at every point', (server) => {
  let ids;
  let armed;
  before(async () => {
    armed = path.join(server().directory, 'armed');
    ids = await createPool(server().endpoint, { client: {
      ExplicitAuthFlows: FLOWS, RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } } });
    await within(HOUSE_KEEPING_SECONDS_MAX, async () => {
      const before = await commits(server().endpoint);
      await delay(STOCKED_SECONDS * 1000);
      assert.equal(await commits(server().endpoint), before);
    });
  });

  const subjectOf = async (operation) => {
    const subject = new Subject(server().endpoint, ids);
    await operation.prepare(subject);
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

  // "old", "new", or an AssertionError because it is neither.
  const eraOf = (grown, expected, where) => {
    if (Object.keys(grown).length === 0) return 'old';
    assert.deepEqual(grown, expected.grown, where);
    return 'new';
  };

  for (const operation of OPERATIONS) {
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
        const where = `after a crash before ${place}`;
        const era = eraOf(grown, expected, where);
        assert.deepEqual(await operation.seen(subject), expected[era], where);
        if (!place) {
          assert.equal(era, 'new');
          break;
        }
        crashes.push({ place, era });
      }
      const eraAt = (place) => crashes.filter((crash) => crash.place === place).at(-1)?.era;
      assert.deepEqual([eraAt('the commit'), eraAt('the answer')], ['old', 'new']);
      assert.ok(crashes.length >= 3, `only ${crashes.length} points`);
      const lastOld = crashes.findLastIndex(({ era }) => era === 'old');
      assert.ok(crashes.slice(0, lastOld).every(({ era }) => era === 'old'), 'new, and then old again');
      t.diagnostic(`${crashes.length} points, old until ${lastOld + 1}`);
    });
  }

  test('control: a sign-up without its message is neither old nor new', timeoutFor(1), async () => {
    const expected = await rehearse(OPERATIONS[0]);
    assert.equal(expected.grown.outbox, 1);
    const { outbox, ...grown } = expected.grown;
    assert.equal(eraOf({}, expected), 'old');
    assert.equal(eraOf({ outbox, ...grown }, expected), 'new');
    assert.throws(() => eraOf(grown, expected), assert.AssertionError);
  });
});
