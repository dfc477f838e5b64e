// A ledger kept outside the server: what it was asked to write and what it said it had written.
//
// Each account belongs to one writer, so that the ledger knows the order of its changes. A field holds what
// was acknowledged last and, while a request is open or was cut off, also what may have been written.
import { api } from '../e2e/harness/call.mjs';

export const OWN_TEAM = (username) => `team-${username}`;
// Seconds of the system's monotonic clock, which other processes share.
export const now = () => Number(process.hrtime.bigint()) / 1e9;
const TEXTS = ['nickname', 'name'];

export class Account {
  constructor(username) {
    this.username = username;
    this.fields = new Map();
    this.spent = [];  // refresh tokens that were rotated out
  }

  // Runs one write of `field` and records how it ended. Throws what `write` throws.
  async record(field, value, write) {
    const entry = this.#entry(field);
    entry.possible.push(value);
    const answer = await write();
    this.#acknowledge(field, value);
    return answer;
  }

  // The same for a refresh token, which only the answer tells.
  async recordToken(write) {
    const old = this.acknowledged('refresh');
    const { AuthenticationResult } = await this.record('refresh', null, write);
    if (old) this.spent.push(old);
    this.#entry('refresh').history.at(-1).value = AuthenticationResult.RefreshToken;
    return AuthenticationResult;
  }

  // What `field` will be without a write of its own.
  expect(field, value) { this.#entry(field).history.push({ value, at: 0 }); }

  #acknowledge(field, value) {
    const entry = this.#entry(field);
    entry.history.push({ value, at: now() });
    entry.possible = [];
  }

  // What was acknowledged after `time` may have been written or not. How many such answers there are.
  doubtAfter(time) {
    let doubtful = 0;
    for (const entry of this.fields.values()) {
      while (entry.history.at(-1)?.at > time) {
        entry.possible.push(entry.history.pop().value);
        doubtful++;
      }
    }
    return doubtful;
  }

  #entry(field) {
    if (!this.fields.has(field)) this.fields.set(field, { history: [], possible: [] });
    return this.fields.get(field);
  }

  acknowledged(field) { return this.fields.get(field)?.history.at(-1)?.value; }
  // Nothing about these fields is in the dark.
  isSettled(...fields) { return fields.every((field) => !this.fields.get(field)?.possible.length); }

  // Whether `found` is what the ledger allows the field to be.
  allows(field, found) {
    return found === this.acknowledged(field) || Boolean(this.fields.get(field)?.possible.includes(found));
  }
}

const refusedWith = (...names) => (error) => {
  if (!names.includes(error.name)) throw error;
};

// Sentences about everything in which the server differs from the ledger.
export async function differences(endpoint, { poolId, clientId }, accounts) {
  const found = [];
  for (const account of accounts) {
    const { username } = account;
    const asked = { UserPoolId: poolId, Username: username };
    const expect = (field, value) => {
      if (!account.allows(field, value)) found.push(`${username}: ${field} is ${value}, not ${account.acknowledged(field)}`);
    };

    const team = await api(endpoint, 'GetGroup', { UserPoolId: poolId, GroupName: OWN_TEAM(username) }).catch(refusedWith('ResourceNotFoundException'));
    expect('team', team?.Group.Description);
    const user = await api(endpoint, 'AdminGetUser', asked).catch(refusedWith('UserNotFoundException'));
    expect('created', user && true);
    if (!user) continue;
    expect('status', user.UserStatus);
    expect('disabled', user.Enabled ? undefined : true);
    for (const text of TEXTS) expect(text, user.UserAttributes.find(({ Name }) => Name === text)?.Value);
    const groups = (await api(endpoint, 'AdminListGroupsForUser', asked)).Groups.map(({ GroupName }) => GroupName);
    expect('in red', groups.includes('red') || undefined);
    expect('in its team', groups.includes(OWN_TEAM(username)) || undefined);
    if (account.isSettled('disabled') && user.Enabled) await checkSignIn(endpoint, { poolId, clientId }, account, user, found);
  }
  return found;
}

async function checkSignIn(endpoint, { poolId, clientId }, account, user, found) {
  const { username } = account;
  const password = account.acknowledged('password');
  if (password && account.isSettled('password') && user.UserStatus === 'CONFIRMED') {
    await api(endpoint, 'AdminInitiateAuth', { UserPoolId: poolId, ClientId: clientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
                                               AuthParameters: { USERNAME: username, PASSWORD: password } })
      .catch((error) => found.push(`${username} cannot sign in: ${error.message}`));
  }
  if (!account.isSettled('refresh')) return;
  const refresh = (RefreshToken) => api(endpoint, 'GetTokensFromRefreshToken', { ClientId: clientId, RefreshToken });
  const token = account.acknowledged('refresh');
  if (token) {
    await account.recordToken(() => refresh(token)).catch((error) => found.push(`${username} cannot refresh: ${error.message}`));
  }
  const spent = account.spent.at(-1);
  if (spent) {
    const accepted = await refresh(spent).catch(refusedWith('NotAuthorizedException', 'RefreshTokenReuseException'));
    if (accepted) found.push(`${username} refreshes with a token that was revoked or rotated out`);
    // Its reuse has revoked the whole sign-in.
    account.fields.delete('refresh');
    account.spent = [];
  }
}
