// A client with PreventUserExistenceErrors=ENABLED cannot tell a user from a name that nobody has: not by what
// is answered, and not by how long that takes.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';

import { api, post } from '../harness/call.mjs';
import { createPool } from '../harness/pools.mjs';
import { SrpClient, timestamp } from '../harness/srp.mjs';
import { onEachEngine } from '../harness/suite.mjs';

// Each name is asked for once: the limits of attempts are another matter. Two cases of half of them each.
const SAMPLES = 4000;
const WARM_UP = 200;
const DIFFERENCE_MAX = 0.02;
// On a machine where something else begins or ends meanwhile, once may not be enough.
const TRIES = 5;

const USERS_AT_A_TIME = 16;
const PASSWORD = 'Correct-horse-7';
const WRONG_PASSWORD = 'Battery-staple-8';

const SECOND_HALF = 'RespondToAuthChallenge, PASSWORD_VERIFIER, wrong password';

const srp = new SrpClient();
const flow = (AuthFlow, parameters) => (ClientId, USERNAME) => ['InitiateAuth', { ClientId, AuthFlow, AuthParameters: { USERNAME, ...parameters } }];

// What each operation that hides users is asked: (client, name, what `prepare` gave) → [operation, input]. What is
// prepared before is not compared.
const OPERATIONS = {
  'InitiateAuth, USER_PASSWORD_AUTH, wrong password': flow('USER_PASSWORD_AUTH', { PASSWORD: WRONG_PASSWORD }),
  'InitiateAuth, USER_SRP_AUTH': flow('USER_SRP_AUTH', { SRP_A: srp.srpA }),
  'ForgotPassword': (ClientId, Username) => ['ForgotPassword', { ClientId, Username }],
  'ConfirmForgotPassword, wrong code': (ClientId, Username) =>
    ['ConfirmForgotPassword', { ClientId, Username, ConfirmationCode: '000000', Password: PASSWORD }],
  'ConfirmSignUp, wrong code': (ClientId, Username) => ['ConfirmSignUp', { ClientId, Username, ConfirmationCode: '000000' }],
  'ResendConfirmationCode': (ClientId, Username) => ['ResendConfirmationCode', { ClientId, Username }],
  [SECOND_HALF]: (ClientId, USERNAME, { SECRET_BLOCK, USER_ID_FOR_SRP }) => ['RespondToAuthChallenge', {
    ClientId, ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: { USERNAME: USER_ID_FOR_SRP, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, TIMESTAMP: timestamp(),
                          PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32, 7).toString('base64') } }],
};

// Answered at steps of 25 ms, whatever was done until then: asked by several clients at a time, for a shorter test.
const EVEN = /^(ForgotPassword|ConfirmForgotPassword|ConfirmSignUp|ResendConfirmationCode)/;
const EVEN_STEP_MS = 25;
const EVEN_AT_A_TIME = 8;

// Users who have what the operation is about: confirmed ones, or ones who wait for their code.
const UNCONFIRMED = /^(ConfirmSignUp|ResendConfirmationCode)/;

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

// What of an answer could tell: everything but what is new in every answer.
function visible({ status, headers, text }) {
  const { date, 'x-amzn-requestid': id, 'content-length': length, ...rest } = headers;
  // Base64 and hex of random length-preserving values: their length is to be the same, not their text.
  const body = JSON.parse(text, (key, value) => {
    if (['SALT', 'SRP_B', 'SECRET_BLOCK', 'Session'].includes(key)) return typeof value;
    if (['USERNAME', 'USER_ID_FOR_SRP'].includes(key)) return `${value.length} characters`;
    return key === 'Destination' ? value.replace(/[^*@+]/g, 'x') : value;
  });
  return JSON.stringify({ status, headers: rest, body });
}

async function makeUsers(endpoint, ids, names, unconfirmed) {
  const left = [...names];
  const maker = async () => {
    for (let name = left.pop(); name; name = left.pop()) {
      const UserAttributes = [{ Name: 'email', Value: `${name}@example.com` }];
      if (unconfirmed) {
        await api(endpoint, 'SignUp', { ClientId: ids.clientId, Username: name, Password: PASSWORD, UserAttributes }, { key: null });
      } else {
        const user = { UserPoolId: ids.poolId, Username: name };
        UserAttributes.push({ Name: 'email_verified', Value: 'true' });
        await api(endpoint, 'AdminCreateUser', { ...user, UserAttributes, MessageAction: 'SUPPRESS' });
        await api(endpoint, 'AdminSetUserPassword', { ...user, Password: PASSWORD, Permanent: true });
      }
      // PostgreSQL marks a row at its first reading, which takes longer than all later ones.
      await api(endpoint, 'AdminGetUser', { UserPoolId: ids.poolId, Username: name });
    }
  };
  await Promise.all(Array.from({ length: USERS_AT_A_TIME }, maker));
}

const namesOf = (kind, count) => Array.from({ length: count }, () => `${kind}${randomBytes(6).toString('hex')}`);

// Medians of the microseconds for each request, users and nobodies in turns, in an order that changes from pair to
// pair.
async function timeBoth(ask, users, nobodies, atATime = 1) {
  const taken = { user: [], nobody: [] };
  const timed = async (kind, name) => {
    const prepared = await ask.prepare(name);
    const begun = process.hrtime.bigint();
    await ask(name, prepared);
    taken[kind].push(Number(process.hrtime.bigint() - begun) / 1000);
  };
  let next = 0;
  const client = async () => {
    for (let i = next++; i < users.length; i = next++) {
      const pair = [['user', users[i]], ['nobody', nobodies[i]]];
      if (randomBytes(1)[0] & 1) pair.reverse();
      for (const [kind, name] of pair) await timed(kind, name);
    }
  };
  await Promise.all(Array.from({ length: atATime }, client));
  return { user: median(taken.user), nobody: median(taken.nobody) };
}

const difference = ({ user, nobody }) => Math.abs(user - nobody) / Math.min(user, nobody);
const shown = (medians) => `medians ${medians.user.toFixed(0)} and ${medians.nobody.toFixed(0)} µs differ by ${(100 * difference(medians)).toFixed(2)} %`;

onEachEngine('enumeration', (server) => {
  let ids;
  before(async () => {
    ids = await createPool(server().endpoint, {
      pool: { AutoVerifiedAttributes: ['email'] },
      client: { PreventUserExistenceErrors: 'ENABLED', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] } });
  });
  const asker = (title, clientId = ids.clientId) => {
    const ask = async (name, prepared) => {
      const [operation, input] = OPERATIONS[title](clientId, name, prepared ?? await ask.prepare(name));
      return post(server().endpoint, operation, JSON.stringify(input), { key: null });
    };
    ask.prepare = async (name) => (title === SECOND_HALF
      ? (await api(server().endpoint, ...OPERATIONS['InitiateAuth, USER_SRP_AUTH'](clientId, name), { key: null })).ChallengeParameters
      : undefined);
    return ask;
  };

  for (const title of Object.keys(OPERATIONS)) {
    describe(title, () => {
      const unconfirmed = UNCONFIRMED.test(title);

      test('answers a user and nobody with the same bytes', async () => {
        const [user] = namesOf('user', 1);
        const [nobody] = namesOf('none', 1);
        await makeUsers(server().endpoint, ids, [user], unconfirmed);
        const ask = asker(title);
        const [ofUser, ofNobody] = [await ask(user), await ask(nobody)];
        assert.equal(visible(ofUser), visible(ofNobody));
        // Every attempt after the first as well: what counts attempts must count those of nobody too.
        for (let attempt = 2; attempt <= 8; attempt++) assert.equal(visible(await ask(user)), visible(await ask(nobody)), `attempt ${attempt}`);
      });

      test('and takes as long for either', { timeout: 300_000 }, async (t) => {
        const ask = asker(title);
        const even = EVEN.test(title);
        const atATime = even ? EVEN_AT_A_TIME : 1;
        const tried = [];
        for (let attempt = 1; attempt <= TRIES; attempt++) {
          const users = namesOf('user', WARM_UP + SAMPLES / 2);
          const nobodies = namesOf('none', WARM_UP + SAMPLES / 2);
          await makeUsers(server().endpoint, ids, users, unconfirmed);
          // PostgreSQL plans for the rows that it knows of. Where the answers come at steps, it may know of none.
          if (!even) server().database.analyze();
          await timeBoth(ask, users.splice(0, WARM_UP), nobodies.splice(0, WARM_UP), atATime);
          const medians = await timeBoth(ask, users, nobodies, atATime);
          tried.push(shown(medians));
          t.diagnostic(tried.at(-1));
          if (even) assert.ok(Math.min(medians.user, medians.nobody) >= 1000 * EVEN_STEP_MS, tried.at(-1));
          if (difference(medians) < DIFFERENCE_MAX) return;
        }
        assert.fail(tried.join('; '));
      });
    });
  }

  // Which medium is named depends on the pool's settings and the form of the name.
  const SMS = { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' } };
  const recoveredBy = (Name) => ({ AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name }] } });
  const both = { AutoVerifiedAttributes: ['phone_number', 'email'], ...SMS };
  const addresses = { UsernameAttributes: ['phone_number', 'email'] };
  const number = () => `+1206${String(randomBytes(4).readUInt32BE() % 1e7).padStart(7, '0')}`;
  const address = () => `${namesOf('x', 1)[0]}@example.com`;
  const plain = () => namesOf('x', 1)[0];
  for (const { what, pool, name } of [
    { what: 'both auto-verified, plain names', pool: both, name: plain },
    { what: 'recovery by phone, plain names', pool: { ...both, ...recoveredBy('verified_phone_number') }, name: plain },
    { what: 'recovery by e-mail, plain names', pool: { ...both, ...recoveredBy('verified_email') }, name: plain },
    { what: 'recovery by e-mail, phone numbers as names', pool: { ...both, ...addresses, ...recoveredBy('verified_email') }, name: number },
    { what: 'recovery by phone, e-mail addresses as names', pool: { ...both, ...addresses, ...recoveredBy('verified_phone_number') }, name: address },
  ]) {
    test(`names the same medium for a user and nobody: ${what}`, async () => {
      const { endpoint } = server();
      const there = await createPool(endpoint, { pool, client: { PreventUserExistenceErrors: 'ENABLED' } });
      const [user, nobody] = [name(), name()];
      const kinds = { email: user.includes('@') ? user : address(), phone_number: user.startsWith('+') ? user : number() };
      const UserAttributes = Object.entries(kinds).map(([Name, Value]) => ({ Name, Value }));
      await api(endpoint, 'SignUp', { ClientId: there.clientId, Username: user, Password: PASSWORD, UserAttributes }, { key: null });
      const told = async (operation, of) => visible(await post(endpoint, operation, JSON.stringify({ ClientId: there.clientId, Username: of }), { key: null }));
      // Of nobody the name is all there is: one that is an e-mail address is not told the phone that this user has besides.
      if (!user.includes('@')) assert.equal(await told('ResendConfirmationCode', user), await told('ResendConfirmationCode', nobody));
      await api(endpoint, 'AdminConfirmSignUp', { UserPoolId: there.poolId, Username: user });
      await api(endpoint, 'AdminUpdateUserAttributes', { UserPoolId: there.poolId, Username: user,
        UserAttributes: [...UserAttributes, { Name: 'email_verified', Value: 'true' }, { Name: 'phone_number_verified', Value: 'true' }] });
      const ofUser = await told('ForgotPassword', user);
      assert.equal(ofUser, await told('ForgotPassword', nobody));
      assert.match(ofUser, /"DeliveryMedium":"(SMS|EMAIL)"/);
    });
  }

  test('control: a client that shows who exists is told apart by both checks', async () => {
    const { UserPoolClient } = await api(server().endpoint, 'CreateUserPoolClient', {
      UserPoolId: ids.poolId, ClientName: 'open', PreventUserExistenceErrors: 'LEGACY', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
    const ask = asker('InitiateAuth, USER_PASSWORD_AUTH, wrong password', UserPoolClient.ClientId);
    const users = namesOf('user', 100);
    const nobodies = namesOf('none', 100);
    await makeUsers(server().endpoint, ids, users, false);
    assert.notEqual(visible(await ask(users[0])), visible(await ask(nobodies[0])));
    const medians = await timeBoth(ask, users.slice(1), nobodies.slice(1));
    assert.ok(difference(medians) > DIFFERENCE_MAX, shown(medians));
  });
});
