// One row for each operation that changes something, to be crashed at every point: what is there before it, the
// call, and what the API tells afterwards. `seen` may change things; it is called once for each subject.
//
//   everyDay  writes several things that must stay together; the other rows run with ./test --long
//   settles   takes signing keys from the stock, which house keeping fills up again
//   swept     its rows go little by little, after the answer
import { api, ApiError } from '../e2e/harness/call.mjs';
import { messages } from '../e2e/harness/inbox.mjs';
import { createClient, createPool, createUser, NEW_PASSWORD, PASSWORD } from '../e2e/harness/pools.mjs';

const refusal = (error) => {
  if (!(error instanceof ApiError)) throw error;
  return error.name;
};
const tell = (call) => call.then(() => 'works', refusal);

// Sessions that live as long as they can: one that expires leaves its row to house keeping.
export const createSubjectsPool = (endpoint) => createPool(endpoint, { client: {
  AuthSessionValidity: 15,
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } } });

// A user with a name of their own, and what they and their administrator do.
export class Subject {
  static #count = 0;
  constructor(endpoint, { poolId, clientId }) {
    this.endpoint = endpoint;
    this.Username = `user${Subject.#count++}`;
    this.email = `${this.Username}@example.com`;
    this.newEmail = `new-${this.email}`;
    this.pool = { UserPoolId: poolId };
    this.user = { ...this.pool, Username: this.Username };
    this.client = { ClientId: clientId };
    this.named = { ...this.client, Username: this.Username };
    this.group = { ...this.pool, GroupName: `team-${this.Username}` };
  }

  call(operation, input) { return api(this.endpoint, operation, input); }
  tell(operation, input) { return tell(this.call(operation, input)); }

  make() { return createUser(this.endpoint, this.pool.UserPoolId, this.Username); }
  signUp() { return this.call('SignUp', { ...this.named, Password: PASSWORD, UserAttributes: [{ Name: 'email', Value: this.email }] }); }
  invite() { return this.call('AdminCreateUser', { ...this.user, TemporaryPassword: PASSWORD, UserAttributes: [{ Name: 'email', Value: this.email }] }); }
  startSignIn(Password = PASSWORD) {
    return this.call('InitiateAuth', { ...this.client, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: this.Username, PASSWORD: Password } });
  }
  async signIn() {
    const { AccessToken, RefreshToken } = (await this.startSignIn()).AuthenticationResult;
    this.token = { AccessToken };
    this.refreshToken = RefreshToken;
  }
  refresh() { return this.call('GetTokensFromRefreshToken', { ...this.client, RefreshToken: this.refreshToken }); }
  async makeAndSignIn() {
    await this.make();
    await this.signIn();
  }
  createGroup() { return this.call('CreateGroup', { ...this.group, Description: 'old' }); }
  join() { return this.call('AdminAddUserToGroup', { ...this.user, GroupName: this.group.GroupName }); }
  async makeAndJoin() {
    await this.make();
    await this.createGroup();
    await this.join();
  }
  changeEmail() { return this.call('UpdateUserAttributes', { ...this.token, UserAttributes: [{ Name: 'email', Value: this.newEmail }] }); }
  answer(prefix, extra) {
    return this.call(`${prefix}RespondToAuthChallenge`, { ...extra, ...this.client, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: this.session,
                                                          ChallengeResponses: { USERNAME: this.Username, NEW_PASSWORD } });
  }
  async beAskedForPassword() {
    await this.invite();
    this.session = (await this.startSignIn()).Session;
  }
  async forget() {
    await this.make();
    await this.call('ForgotPassword', this.named);
  }

  inbox(to = this.email) { return messages(this.endpoint, to); }
  async sent(to) { return (await this.inbox(to)).length; }
  async takeCode(to) { this.code = (await this.inbox(to))[0].code; }
  async status() { return (await this.call('AdminGetUser', this.user).catch((error) => ({ UserStatus: refusal(error) }))).UserStatus; }
  async attribute(name) { return (await this.call('AdminGetUser', this.user)).UserAttributes.find(({ Name }) => Name === name)?.Value; }
  async groups() { return (await this.call('AdminListGroupsForUser', this.user)).Groups.length; }
  async members() { return (await this.call('ListUsersInGroup', this.group)).Users.length; }
  // Which of the two passwords is good.
  async passwords() { return [await tell(this.startSignIn(PASSWORD)), await tell(this.startSignIn(NEW_PASSWORD))]; }
}

const nothing = async () => {};
const own = (name) => [{ Name: name, Value: 'new' }];

// More than one slice of memberships. The users are the same for all subjects of a server.
const MANY = 1001;
const manyUsers = new Map();
async function inTurns(count, work) {
  let next = 0;
  await Promise.all(Array.from({ length: 4 }, async () => { while (next < count) await work(next++); }));
}
async function makeLargeGroup(s) {
  if (!manyUsers.has(s.endpoint)) {
    await inTurns(MANY, (index) => s.call('AdminCreateUser', { ...s.pool, Username: `many${index}`, MessageAction: 'SUPPRESS' }));
    manyUsers.set(s.endpoint, true);
  }
  await s.createGroup();
  await inTurns(MANY, (index) => s.call('AdminAddUserToGroup', { ...s.group, Username: `many${index}` }));
}
async function allMembers(s) {
  let count = 0;
  let NextToken;
  do {
    const page = await s.call('ListUsersInGroup', { ...s.group, NextToken });
    count += page.Users.length;
    ({ NextToken } = page);
  } while (NextToken);
  return count;
}

export const OPERATIONS = [
  { name: 'SignUp', everyDay: true,
    prepare: nothing,
    run: (s) => s.signUp(),
    seen: async (s) => [await s.status(), await s.sent()] },
  { name: 'delivery of a message', everyDay: true,
    prepare: (s) => s.signUp(),
    run: (s) => s.inbox(),
    seen: async (s) => [await s.status(), await s.sent()] },
  { name: 'ConfirmSignUp', everyDay: true,
    prepare: async (s) => { await s.signUp(); await s.takeCode(); },
    run: (s) => s.call('ConfirmSignUp', { ...s.named, ConfirmationCode: s.code }),
    seen: async (s) => [await s.status(), await s.tell('ConfirmSignUp', { ...s.named, ConfirmationCode: s.code })] },
  { name: 'GetTokensFromRefreshToken', everyDay: true,
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.refresh(),
    seen: (s) => tell(s.refresh()) },
  { name: 'DeleteGroup', everyDay: true,
    prepare: (s) => s.makeAndJoin(),
    run: (s) => s.call('DeleteGroup', s.group),
    seen: async (s) => [await s.tell('GetGroup', s.group), await s.groups()] },
  { name: 'AdminDeleteUser', everyDay: true, swept: true,
    prepare: async (s) => {
      await s.makeAndJoin();
      await s.signIn();
      await s.call('ForgotPassword', s.named);
    },
    run: (s) => s.call('AdminDeleteUser', s.user),
    seen: async (s) => [await s.status(), await s.members(), (await s.call('ListUsers', { ...s.pool, Filter: `email = "${s.email}"` })).Users.length] },
  { name: 'ConfirmForgotPassword', everyDay: true,
    prepare: async (s) => { await s.forget(); await s.takeCode(); },
    run: (s) => s.call('ConfirmForgotPassword', { ...s.named, ConfirmationCode: s.code, Password: NEW_PASSWORD }),
    seen: async (s) => [await s.passwords(), await s.tell('ConfirmForgotPassword', { ...s.named, ConfirmationCode: s.code, Password: PASSWORD })] },
  { name: 'AdminCreateUser', everyDay: true,
    prepare: nothing,
    run: (s) => s.invite(),
    seen: async (s) => [await s.status(), await s.sent()] },
  { name: 'UpdateUserAttributes', everyDay: true,
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.changeEmail(),
    seen: async (s) => [await s.attribute('email') === s.newEmail, await s.attribute('email_verified'), await s.sent(s.newEmail)] },

  { name: 'AddCustomAttributes',
    prepare: nothing,
    run: (s) => s.call('AddCustomAttributes', { ...s.pool, CustomAttributes: [{ Name: s.Username, AttributeDataType: 'String' }] }),
    seen: async (s) => (await s.call('DescribeUserPool', s.pool)).UserPool.SchemaAttributes.some(({ Name }) => Name === `custom:${s.Username}`) },
  { name: 'AdminAddUserToGroup',
    prepare: async (s) => { await s.make(); await s.createGroup(); },
    run: (s) => s.join(),
    seen: (s) => s.groups() },
  { name: 'AdminConfirmSignUp',
    prepare: (s) => s.signUp(),
    run: (s) => s.call('AdminConfirmSignUp', s.user),
    seen: (s) => s.status() },
  { name: 'AdminDeleteUserAttributes',
    prepare: (s) => s.make(),
    run: (s) => s.call('AdminDeleteUserAttributes', { ...s.user, UserAttributeNames: ['email'] }),
    seen: async (s) => [await s.attribute('email') === undefined, await s.attribute('email_verified')] },
  { name: 'AdminDisableUser', swept: true,
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.call('AdminDisableUser', s.user),
    seen: async (s) => [(await s.call('AdminGetUser', s.user)).Enabled, await tell(s.refresh())] },
  { name: 'AdminEnableUser',
    prepare: async (s) => { await s.make(); await s.call('AdminDisableUser', s.user); },
    run: (s) => s.call('AdminEnableUser', s.user),
    seen: async (s) => (await s.call('AdminGetUser', s.user)).Enabled },
  { name: 'AdminInitiateAuth',
    prepare: (s) => s.make(),
    run: (s) => s.call('AdminInitiateAuth', { ...s.pool, ...s.client, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
                                              AuthParameters: { USERNAME: s.Username, PASSWORD } }),
    seen: (s) => s.status() },
  { name: 'AdminRemoveUserFromGroup',
    prepare: (s) => s.makeAndJoin(),
    run: (s) => s.call('AdminRemoveUserFromGroup', { ...s.user, GroupName: s.group.GroupName }),
    seen: async (s) => [await s.groups(), await s.members()] },
  { name: 'AdminResetUserPassword',
    prepare: (s) => s.make(),
    run: (s) => s.call('AdminResetUserPassword', s.user),
    seen: async (s) => [await s.status(), await s.sent(), await tell(s.startSignIn())] },
  { name: 'AdminRespondToAuthChallenge', everyDay: true,
    prepare: (s) => s.beAskedForPassword(),
    run: (s) => s.answer('Admin', s.pool),
    seen: async (s) => [await s.status(), await s.passwords()] },
  { name: 'AdminSetUserPassword',
    prepare: (s) => s.invite(),
    run: (s) => s.call('AdminSetUserPassword', { ...s.user, Password: NEW_PASSWORD, Permanent: true }),
    seen: async (s) => [await s.status(), await s.passwords()] },
  { name: 'AdminUpdateUserAttributes',
    prepare: (s) => s.make(),
    run: (s) => s.call('AdminUpdateUserAttributes', { ...s.user, UserAttributes: own('nickname') }),
    seen: (s) => s.attribute('nickname') },
  { name: 'AdminUserGlobalSignOut', swept: true,
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.call('AdminUserGlobalSignOut', s.user),
    seen: (s) => tell(s.refresh()) },
  { name: 'ChangePassword',
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.call('ChangePassword', { ...s.token, PreviousPassword: PASSWORD, ProposedPassword: NEW_PASSWORD }),
    seen: (s) => s.passwords() },
  { name: 'CreateGroup',
    prepare: nothing,
    run: (s) => s.createGroup(),
    seen: (s) => s.tell('GetGroup', s.group) },
  { name: 'CreateUserPool', settles: true,
    prepare: nothing,
    run: (s) => s.call('CreateUserPool', { PoolName: s.Username }),
    seen: async (s) => (await s.call('ListUserPools', { MaxResults: 60 })).UserPools.some(({ Name }) => Name === s.Username) },
  { name: 'CreateUserPoolClient',
    prepare: nothing,
    run: (s) => s.call('CreateUserPoolClient', { ...s.pool, ClientName: s.Username }),
    seen: async (s) => (await s.call('ListUserPoolClients', { ...s.pool, MaxResults: 60 })).UserPoolClients.some(({ ClientName }) => ClientName === s.Username) },
  { name: 'DeleteGroup with more members than go at once', swept: true,
    prepare: makeLargeGroup,
    run: (s) => s.call('DeleteGroup', s.group),
    seen: async (s) => [await s.tell('CreateGroup', s.group), await allMembers(s)] },
  { name: 'DeleteUser', swept: true,
    prepare: async (s) => { await s.makeAndJoin(); await s.signIn(); },
    run: (s) => s.call('DeleteUser', s.token),
    seen: async (s) => [await s.status(), await s.members()] },
  { name: 'DeleteUserAttributes',
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.call('DeleteUserAttributes', { ...s.token, UserAttributeNames: ['email'] }),
    seen: async (s) => [await s.attribute('email') === undefined, await s.attribute('email_verified')] },
  { name: 'DeleteUserPool', settles: true, swept: true,
    prepare: async (s) => {
      const { poolId, clientId } = await createSubjectsPool(s.endpoint);
      s.pool = { UserPoolId: poolId };
      s.user = { ...s.pool, Username: s.Username };
      s.client = { ClientId: clientId };
      await s.makeAndSignIn();
    },
    run: (s) => s.call('DeleteUserPool', s.pool),
    seen: async (s) => [await s.tell('DescribeUserPool', s.pool), await s.tell('AdminGetUser', s.user), await s.tell('ListUsers', s.pool), await tell(s.refresh())] },
  { name: 'DeleteUserPoolClient',
    prepare: async (s) => { s.client = { ClientId: (await createClient(s.endpoint, s.pool.UserPoolId)).clientId }; },
    run: (s) => s.call('DeleteUserPoolClient', { ...s.pool, ...s.client }),
    seen: (s) => s.tell('DescribeUserPoolClient', { ...s.pool, ...s.client }) },
  { name: 'ForgotPassword',
    prepare: (s) => s.make(),
    run: (s) => s.call('ForgotPassword', s.named),
    seen: (s) => s.sent() },
  { name: 'GetUserAttributeVerificationCode',
    prepare: async (s) => { await s.makeAndSignIn(); await s.changeEmail(); await s.takeCode(s.newEmail); },
    run: (s) => s.call('GetUserAttributeVerificationCode', { ...s.token, AttributeName: 'email' }),
    seen: async (s) => [await s.sent(s.newEmail), await s.tell('VerifyUserAttribute', { ...s.token, AttributeName: 'email', Code: s.code })] },
  { name: 'GlobalSignOut', swept: true,
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.call('GlobalSignOut', s.token),
    seen: async (s) => [await tell(s.refresh()), await s.tell('GetUser', s.token)] },
  { name: 'InitiateAuth',
    prepare: (s) => s.make(),
    run: (s) => s.startSignIn(),
    seen: (s) => s.status() },
  { name: 'ResendConfirmationCode',
    prepare: async (s) => { await s.signUp(); await s.takeCode(); },
    run: (s) => s.call('ResendConfirmationCode', s.named),
    seen: async (s) => [await s.sent(), await s.tell('ConfirmSignUp', { ...s.named, ConfirmationCode: s.code })] },
  { name: 'RespondToAuthChallenge', everyDay: true,
    prepare: (s) => s.beAskedForPassword(),
    run: (s) => s.answer(''),
    seen: async (s) => [await s.status(), await s.passwords()] },
  { name: 'RevokeToken',
    prepare: (s) => s.makeAndSignIn(),
    run: (s) => s.call('RevokeToken', { ...s.client, Token: s.refreshToken }),
    seen: async (s) => [await tell(s.refresh()), await s.tell('GetUser', s.token)] },
  { name: 'UpdateGroup',
    prepare: (s) => s.createGroup(),
    run: (s) => s.call('UpdateGroup', { ...s.group, Description: 'new' }),
    seen: async (s) => (await s.call('GetGroup', s.group)).Group.Description },
  { name: 'UpdateUserPool',
    prepare: nothing,
    run: (s) => s.call('UpdateUserPool', { ...s.pool, AutoVerifiedAttributes: ['email'], UserPoolTags: { mark: s.Username } }),
    seen: async (s) => (await s.call('DescribeUserPool', s.pool)).UserPool.UserPoolTags?.mark === s.Username },
  { name: 'UpdateUserPoolClient',
    prepare: async (s) => { s.client = { ClientId: (await createClient(s.endpoint, s.pool.UserPoolId)).clientId }; },
    run: (s) => s.call('UpdateUserPoolClient', { ...s.pool, ...s.client, ClientName: 'new' }),
    seen: async (s) => (await s.call('DescribeUserPoolClient', { ...s.pool, ...s.client })).UserPoolClient.ClientName },
  { name: 'VerifyUserAttribute',
    prepare: async (s) => { await s.makeAndSignIn(); await s.changeEmail(); await s.takeCode(s.newEmail); },
    run: (s) => s.call('VerifyUserAttribute', { ...s.token, AttributeName: 'email', Code: s.code }),
    seen: async (s) => [await s.attribute('email') === s.newEmail, await s.attribute('email_verified')] },
];

// By its name, an operation that changes nothing. Two sound like it and send codes or rotate tokens.
export const onlyReads = (operation) =>
  /^(Admin)?(Get|List|Describe)/.test(operation) && !['GetTokensFromRefreshToken', 'GetUserAttributeVerificationCode'].includes(operation);
