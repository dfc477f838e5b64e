// The life of an account, as every client library must be able to live it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { Inbox } from './inbox.mjs';
import { claims } from './jwt.mjs';
import { createClient, createPool, NEW_PASSWORD, PASSWORD } from './pools.mjs';
import { REFUSALS, refused } from './refusals.mjs';

// Two shapes of pool: the user picks a name, or the e-mail address is the name. `nameAfterChange` is the name
// once the address has changed.
const SHAPES = [
  { title: 'with user names', pool: {}, username: 'jane', nobody: 'nobody', email: 'jane@example.com', newEmail: 'jane.doe@example.org',
    nameAfterChange: 'jane', userExists: REFUSALS.userExists },
  { title: 'with e-mail addresses as names', pool: { UsernameAttributes: ['email'] }, username: 'jill@example.com',
    nobody: 'nobody@example.com', email: 'jill@example.com', newEmail: 'jill.doe@example.org',
    nameAfterChange: 'jill.doe@example.org', userExists: REFUSALS.emailExists },
];
const wrongOf = (code) => (code === '000000' ? '000001' : '000000');

// `connect({endpoint, poolId, clientId})` returns the library behind these methods, which throw errors
// with the service's `name` and `message`:
//   signUp(username, password, attributes)        → the masked destination of the code
//   confirmSignUp(username, code)
//   resendCode(username)
//   signIn(username, password), by SRP            → {accessToken, idToken}
//   refresh()                                     → {accessToken, idToken}
//   attributes()                                  → {name: value}, as the service has them now
//   updateAttributes({name: value}), verifyAttribute(name, code)
//   changePassword(old, new)
//   forgotPassword(username)                      → the masked destination
//   confirmForgotPassword(username, code, password)
//   globalSignOut()
// `forgetsSession`: after the global sign-out the library itself has no session left to try again with.
// `refreshRefusal`: what the library makes of a refusal to refresh.
export function accountLife(server, connect, { forgetsSession = false, refreshRefusal = REFUSALS.refreshTokenRevoked } = {}) {
  for (const shape of SHAPES) describe(shape.title, () => life(server, connect, shape, { forgetsSession, refreshRefusal }));
}

function life(server, connect, { pool, username, nobody, email: address, newEmail: newAddress, nameAfterChange, userExists }, { forgetsSession, refreshRefusal }) {
  let ids;
  let inbox;
  let client;
  let tokens;
  // PreventUserExistenceErrors: the same calls through a client that hides who exists.
  let hiding;

  before(async () => {
    const { endpoint } = server();
    ids = await createPool(endpoint, { pool });
    inbox = new Inbox(endpoint);
    client = connect({ endpoint, ...ids });
    const { clientId } = await createClient(endpoint, ids.poolId, { PreventUserExistenceErrors: 'ENABLED' });
    hiding = { endpoint, ...ids, clientId };
  });

  test('a password that is too short is refused at sign-up', () =>
    refused(client.signUp(username, 'Sh0rt!', { email: address }), REFUSALS.shortPassword));

  test('sign-up sends a code and says where to', async () => {
    const destination = await client.signUp(username, PASSWORD, { email: address, name: 'Jane' });
    assert.equal(destination, 'j***@e***');
  });

  test('the same name cannot sign up again', () =>
    refused(client.signUp(username, PASSWORD, { email: address }), userExists));

  test('an unconfirmed user is told so after the right password', () =>
    refused(client.signIn(username, PASSWORD), REFUSALS.notConfirmed));

  test('a wrong password of an unconfirmed user says nothing about the account', () =>
    refused(client.signIn(username, 'Wrong-horse-7'), REFUSALS.wrongPassword));

  test('a wrong code is refused, a resent code replaces the first, and the newest confirms', async () => {
    const first = await inbox.code(address);
    assert.match(first, /^\d{6}$/);
    await refused(client.confirmSignUp(username, wrongOf(first)), REFUSALS.wrongCode);
    await client.resendCode(username);
    const second = await inbox.code(address);
    if (second !== first) await refused(client.confirmSignUp(username, first), REFUSALS.wrongCode);
    await client.confirmSignUp(username, second);
    await refused(client.confirmSignUp(username, second), REFUSALS.alreadyConfirmed);
  });

  test('a wrong password is refused', () =>
    refused(client.signIn(username, 'Wrong-horse-7'), REFUSALS.wrongPassword));

  test('an unknown user is named by a client that allows it and hidden by one that does not', async () => {
    await refused(client.signIn(nobody, PASSWORD), REFUSALS.unknownUser);
    await refused(connect(hiding).signIn(nobody, PASSWORD), REFUSALS.wrongPassword);
  });

  test('SRP signs in and the tokens name pool, client and user', async () => {
    tokens = await client.signIn(username, PASSWORD);
    const id = claims(tokens.idToken);
    const access = claims(tokens.accessToken);
    assert.equal(id.token_use, 'id');
    assert.equal(id.aud, ids.clientId);
    assert.equal(id.email, address);
    assert.equal(id.email_verified, true);
    assert.equal(id['cognito:username'], pool.UsernameAttributes ? id.sub : username);
    assert.equal(access.token_use, 'access');
    assert.equal(access.client_id, ids.clientId);
    assert.equal(access.scope, 'aws.cognito.signin.user.admin');
    assert.equal(access.sub, id.sub);
    assert.equal(access.iss, id.iss);
    assert.ok(id.iss.endsWith(`/${ids.poolId}`), id.iss);
  });

  test('refreshing gives new tokens of the same sign-in', async () => {
    const old = claims(tokens.accessToken);
    tokens = await client.refresh();
    const fresh = claims(tokens.accessToken);
    assert.notEqual(fresh.jti, old.jti);
    assert.equal(fresh.origin_jti, old.origin_jti);
    assert.equal(fresh.auth_time, old.auth_time);
    assert.equal(claims(tokens.idToken).email, address);
  });

  test('the profile is what was signed up and confirmed', async () => {
    const { sub, ...rest } = await client.attributes();
    assert.equal(sub, claims(tokens.idToken).sub);
    assert.deepEqual(rest, { email: address, email_verified: 'true', name: 'Jane' });
  });

  test('a changed name is there at once, a changed address after its code', async () => {
    await client.updateAttributes({ name: 'Jane Doe', email: newAddress });
    const { name, email, email_verified } = await client.attributes();
    assert.deepEqual({ name, email, email_verified }, { name: 'Jane Doe', email: newAddress, email_verified: 'false' });
    const code = await inbox.code(newAddress);
    await refused(client.verifyAttribute('email', wrongOf(code)), REFUSALS.wrongCode);
    await client.verifyAttribute('email', code);
    assert.equal((await client.attributes()).email_verified, 'true');
  });

  test('the password changes only for who knows the old one', async () => {
    await refused(client.changePassword('Wrong-horse-7', NEW_PASSWORD), REFUSALS.wrongPassword);
    await client.changePassword(PASSWORD, NEW_PASSWORD);
    await refused(client.signIn(nameAfterChange, PASSWORD), REFUSALS.wrongPassword);
    await client.signIn(nameAfterChange, NEW_PASSWORD);
  });

  test('a forgotten password is replaced by a code that works once', async () => {
    assert.equal(await client.forgotPassword(nameAfterChange), 'j***@e***');
    const code = await inbox.code(newAddress);
    await refused(client.confirmForgotPassword(nameAfterChange, wrongOf(code), PASSWORD), REFUSALS.wrongCode);
    await refused(client.confirmForgotPassword(nameAfterChange, code, 'Sh0rt!'), REFUSALS.shortNewPassword);
    await client.confirmForgotPassword(nameAfterChange, code, PASSWORD);
    await refused(client.confirmForgotPassword(nameAfterChange, code, NEW_PASSWORD), REFUSALS.noSuchCode);
    await refused(client.signIn(nameAfterChange, NEW_PASSWORD), REFUSALS.wrongPassword);
    tokens = await client.signIn(nameAfterChange, PASSWORD);
  });

  test('forgetting the password of nobody is refused or, to hide it, seems to work', async () => {
    await refused(client.forgotPassword(nobody), REFUSALS.unknownUserAndClient);
    assert.match(await connect(hiding).forgotPassword(nobody), /^.\*\*\*@.\*\*\*$/);
  });

  test('the global sign-out ends this session and every other one', async () => {
    const other = connect({ endpoint: server().endpoint, ...ids });
    await other.signIn(nameAfterChange, PASSWORD);
    await client.globalSignOut();
    await refused(other.attributes(), REFUSALS.accessTokenRevoked);
    await refused(other.refresh(), refreshRefusal);
    if (!forgetsSession) await refused(client.attributes(), REFUSALS.accessTokenRevoked);
  });
}
