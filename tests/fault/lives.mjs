// Accounts that live their lives at a server that may be taken away at any moment, each write in the ledger.
import { api } from '../e2e/harness/call.mjs';
import { Inbox } from '../e2e/harness/inbox.mjs';
import { createPool } from '../e2e/harness/pools.mjs';
import { Account, differences, OWN_TEAM } from './ledger.mjs';

const FIRST_PASSWORD = 'Correct-horse-7';
const FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'];

export class Lives {
  static async begin(server) {
    const ids = await createPool(server.endpoint, { client: {
      ExplicitAuthFlows: FLOWS, RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } } });
    await api(server.endpoint, 'CreateGroup', { UserPoolId: ids.poolId, GroupName: 'red' });
    return new Lives(server.endpoint, ids);
  }

  constructor(endpoint, ids) {
    this.endpoint = endpoint;
    this.ids = ids;
    this.accounts = [];
    this.acknowledged = 0;
    this.complete = 0;
  }

  // The whole life of one more account. Throws when a request fails.
  async live() {
    const number = this.accounts.length;
    const account = new Account(`user${number}`);
    this.accounts.push(account);
    const { endpoint, ids: { poolId, clientId } } = this;
    const { username: Username } = account;
    const user = { UserPoolId: poolId, Username };
    const team = { UserPoolId: poolId, GroupName: OWN_TEAM(Username) };
    const write = async (field, value, operation, input) => {
      const answer = await account.record(field, value, () => api(endpoint, operation, input));
      this.acknowledged++;
      return answer;
    };
    const writeToken = async (operation, input) => {
      const tokens = await account.recordToken(() => api(endpoint, operation, input));
      this.acknowledged++;
      return tokens;
    };

    if (number % 2) await this.#signUp(account, write);
    else await this.#beInvited(account, write);
    await write('nickname', 'first', 'AdminUpdateUserAttributes', { ...user, UserAttributes: [{ Name: 'nickname', Value: 'first' }] });
    await write('team', 'new', 'CreateGroup', { ...team, Description: 'new' });
    await write('in its team', true, 'AdminAddUserToGroup', { ...user, GroupName: team.GroupName });
    await write('in red', true, 'AdminAddUserToGroup', { ...user, GroupName: 'red' });

    let tokens = await writeToken('InitiateAuth', { ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH',
                                                    AuthParameters: { USERNAME: Username, PASSWORD: account.acknowledged('password') } });
    await write('name', 'Jo', 'UpdateUserAttributes', { AccessToken: tokens.AccessToken, UserAttributes: [{ Name: 'name', Value: 'Jo' }] });
    for (let rotation = 0; rotation < 2; rotation++) {
      tokens = await writeToken('GetTokensFromRefreshToken', { ClientId: clientId, RefreshToken: tokens.RefreshToken });
    }
    const ProposedPassword = `Chosen-${Username}-8B`;
    await write('password', ProposedPassword, 'ChangePassword',
                { AccessToken: tokens.AccessToken, PreviousPassword: account.acknowledged('password'), ProposedPassword });

    await write('in red', undefined, 'AdminRemoveUserFromGroup', { ...user, GroupName: 'red' });
    await write('team', 'old', 'UpdateGroup', { ...team, Description: 'old' });
    await this.#end(number, account, { write, user, team, token: tokens.RefreshToken });
    this.complete++;
  }

  async #signUp(account, write) {
    const { endpoint, ids: { poolId, clientId } } = this;
    const { username: Username } = account;
    // One server may have several pools, and its inbox is for all of them.
    const email = `${Username}@${poolId.split('_')[1]}.example.com`;
    account.expect('status', 'UNCONFIRMED');
    account.expect('password', FIRST_PASSWORD);
    await write('created', true, 'SignUp', { ClientId: clientId, Username, Password: FIRST_PASSWORD, UserAttributes: [{ Name: 'email', Value: email }] });
    const ConfirmationCode = await new Inbox(endpoint).code(email);
    await write('status', 'CONFIRMED', 'ConfirmSignUp', { ClientId: clientId, Username, ConfirmationCode });
  }

  async #beInvited(account, write) {
    const user = { UserPoolId: this.ids.poolId, Username: account.username };
    const Password = `Planted-${account.username}-7A`;
    account.expect('status', 'FORCE_CHANGE_PASSWORD');
    await write('created', true, 'AdminCreateUser', { ...user, MessageAction: 'SUPPRESS' });
    await account.record('status', 'CONFIRMED', () =>
      write('password', Password, 'AdminSetUserPassword', { ...user, Password, Permanent: true }));
  }

  // One of the ways in which things end.
  async #end(number, account, { write, user, team, token }) {
    const revoked = (operation, input) => {
      account.spent.push(token);
      return write('refresh', null, operation, input);
    };
    switch (number % 5) {
      case 0: return write('disabled', true, 'AdminDisableUser', user);
      case 1: return revoked('RevokeToken', { ClientId: this.ids.clientId, Token: token });
      case 2: return revoked('AdminUserGlobalSignOut', user);
      case 3: return account.record('in its team', undefined, () => write('team', undefined, 'DeleteGroup', team));
      default: return write('created', undefined, 'AdminDeleteUser', user);
    }
  }

  // What the server has lost, or kept without having been asked to, of the accounts from number `first` on.
  differences(first = 0) { return differences(this.endpoint, this.ids, this.accounts.slice(first)); }
}
