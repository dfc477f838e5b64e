// A ledger kept outside the server: what it was asked to write and what it said it had written.
//
// Each account belongs to one writer, so that the ledger knows the order of its changes. A field holds what
// was acknowledged last and, while a request is open or was cut off, also what may have been written.
import { api } from '../e2e/harness/call.mjs';

export class Account {
  constructor(username) {
    this.username = username;
    this.fields = new Map();
  }

  // Runs one write of `field` and records how it ended. Throws what `write` throws.
  async record(field, value, write) {
    const entry = this.fields.get(field) ?? { acknowledged: undefined, possible: [] };
    this.fields.set(field, entry);
    entry.possible.push(value);
    await write();
    entry.acknowledged = value;
    entry.possible = [];
  }

  acknowledged(field) { return this.fields.get(field)?.acknowledged; }

  // Whether `found` is what the ledger allows the field to be.
  allows(field, found) {
    const { acknowledged, possible } = this.fields.get(field) ?? { possible: [] };
    return found === acknowledged || possible.includes(found);
  }
}

// Sentences about everything in which the server differs from the ledger.
export async function differences(endpoint, { poolId, clientId }, accounts) {
  const found = [];
  for (const account of accounts) {
    const user = await api(endpoint, 'AdminGetUser', { UserPoolId: poolId, Username: account.username }).catch((error) => {
      if (error.name !== 'UserNotFoundException') throw error;
    });
    if (!account.allows('created', user && true)) found.push(`${account.username} is missing`);
    if (!user) continue;
    const nickname = user.UserAttributes.find(({ Name }) => Name === 'nickname')?.Value;
    if (!account.allows('nickname', nickname)) found.push(`${account.username} has the nickname ${nickname}, not ${account.acknowledged('nickname')}`);
    const { Groups } = await api(endpoint, 'AdminListGroupsForUser', { UserPoolId: poolId, Username: account.username });
    const group = Groups[0]?.GroupName;
    if (!account.allows('group', group)) found.push(`${account.username} is in the group ${group}, not ${account.acknowledged('group')}`);
    const password = account.acknowledged('password');
    if (password && account.fields.get('password').possible.length === 0) {
      await api(endpoint, 'AdminInitiateAuth', { UserPoolId: poolId, ClientId: clientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
                                                 AuthParameters: { USERNAME: account.username, PASSWORD: password } })
        .catch((error) => found.push(`${account.username} cannot sign in: ${error.message}`));
    }
  }
  return found;
}
