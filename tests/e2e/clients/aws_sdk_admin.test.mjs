// The AWS SDK for JavaScript v3: what an administrator and a confidential client do.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, describe, test } from 'node:test';

import { CognitoIdentityProvider, paginateListUserPools, paginateListUsers, ResourceNotFoundException } from '@aws-sdk/client-cognito-identity-provider';

import { Inbox } from '../harness/inbox.mjs';
import { claims } from '../harness/jwt.mjs';
import { attributeList, attributeMap, NEW_PASSWORD, PASSWORD } from '../harness/pools.mjs';
import { REFUSALS, refused } from '../harness/refusals.mjs';
import { SrpClient } from '../harness/srp.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const USERS = 65;
const sdkFor = (endpoint) => new CognitoIdentityProvider({ endpoint, region: 'us-east-1', maxAttempts: 1,
                                                           credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
const collect = async (pages, member) => {
  const all = [];
  for await (const page of pages) all.push(...(page[member] ?? []));
  return all;
};

onEachEngine('AWS SDK for JavaScript, an administrator', (server) => {
  let sdk;
  let inbox;
  before(() => {
    sdk = sdkFor(server().endpoint);
    inbox = new Inbox(server().endpoint);
  });
  const newPool = async (more = {}) => (await sdk.createUserPool({ PoolName: 'staff', AutoVerifiedAttributes: ['email'], ...more })).UserPool.Id;

  describe('pools and clients', () => {
    test('a pool is described as it was created, with the defaults of the service', async () => {
      const { UserPool: created } = await sdk.createUserPool({ PoolName: 'Staff of 2026', UserPoolTags: { team: 'identity' } });
      const { UserPool: described } = await sdk.describeUserPool({ UserPoolId: created.Id });
      assert.deepEqual(described, created);
      assert.match(created.Id, /^us-east-1_[A-Za-z0-9]{9}$/);
      assert.equal(created.Arn, `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${created.Id}`);
      assert.deepEqual(created.Policies.PasswordPolicy, {
        MinimumLength: 8, RequireUppercase: true, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true,
        TemporaryPasswordValidityDays: 7 });
      assert.equal(created.MfaConfiguration, 'OFF');
      assert.equal(created.SchemaAttributes.length >= 20, true);
      assert.deepEqual(created.UserPoolTags, { team: 'identity' });
      assert.ok(Math.abs(created.CreationDate - Date.now()) < 60_000);
    });

    test('an updated pool keeps what was given and resets what was left out', async () => {
      const UserPoolId = await newPool({ EmailVerificationSubject: 'Welcome' });
      await sdk.updateUserPool({ UserPoolId, Policies: { PasswordPolicy: { MinimumLength: 12 } } });
      const { UserPool } = await sdk.describeUserPool({ UserPoolId });
      assert.equal(UserPool.Policies.PasswordPolicy.MinimumLength, 12);
      assert.equal(UserPool.EmailVerificationSubject, undefined);
      assert.equal(UserPool.AutoVerifiedAttributes, undefined);
    });

    test('every pool is listed once over the pages', async () => {
      const created = new Set();
      for (let i = 0; i < 5; i++) created.add(await newPool());
      const listed = (await collect(paginateListUserPools({ client: sdk, pageSize: 2 }, { MaxResults: 2 }), 'UserPools')).map(({ Id }) => Id);
      assert.equal(new Set(listed).size, listed.length);
      for (const id of created) assert.ok(listed.includes(id), id);
    });

    test('a deleted pool is gone at once', async () => {
      const UserPoolId = await newPool();
      await sdk.deleteUserPool({ UserPoolId });
      await refused(sdk.describeUserPool({ UserPoolId }), { name: 'ResourceNotFoundException', message: `User pool ${UserPoolId} does not exist.` });
    });

    test('clients are created, described, listed, updated and deleted', async () => {
      const UserPoolId = await newPool();
      const { UserPoolClient: created } = await sdk.createUserPoolClient({ UserPoolId, ClientName: 'web' });
      assert.match(created.ClientId, /^[0-9a-z]{26}$/);
      assert.equal(created.RefreshTokenValidity, 30);
      assert.equal(created.EnableTokenRevocation, true);
      assert.equal(created.ClientSecret, undefined);
      const { ClientId } = created;
      assert.deepEqual((await sdk.describeUserPoolClient({ UserPoolId, ClientId })).UserPoolClient, created);
      await sdk.updateUserPoolClient({ UserPoolId, ClientId, ClientName: 'web', AccessTokenValidity: 20, TokenValidityUnits: { AccessToken: 'minutes' } });
      assert.equal((await sdk.describeUserPoolClient({ UserPoolId, ClientId })).UserPoolClient.AccessTokenValidity, 20);
      assert.deepEqual((await sdk.listUserPoolClients({ UserPoolId, MaxResults: 10 })).UserPoolClients,
                       [{ ClientId, ClientName: 'web', UserPoolId }]);
      await sdk.deleteUserPoolClient({ UserPoolId, ClientId });
      await refused(sdk.describeUserPoolClient({ UserPoolId, ClientId }),
                    { name: 'ResourceNotFoundException', message: `User pool client ${ClientId} does not exist.` });
    });
  });

  describe('users', () => {
    let UserPoolId;
    let ClientId;
    before(async () => {
      UserPoolId = await newPool();
      ({ UserPoolClient: { ClientId } } = await sdk.createUserPoolClient({
        UserPoolId, ClientName: 'back office', ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] }));
    });
    const create = (Username, attributes = {}, more = {}) => sdk.adminCreateUser({
      UserPoolId, Username, MessageAction: 'SUPPRESS', UserAttributes: attributeList(attributes), ...more });
    const passwordSignIn = (USERNAME, password) => sdk.adminInitiateAuth({
      UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD: password } });

    test('an invited user gets a temporary password by e-mail and must replace it', async () => {
      const { User } = await sdk.adminCreateUser({
        UserPoolId, Username: 'invited', DesiredDeliveryMediums: ['EMAIL'], UserAttributes: attributeList({ email: 'invited@example.com' }) });
      assert.equal(User.UserStatus, 'FORCE_CHANGE_PASSWORD');
      assert.equal(User.Enabled, true);
      const { body } = await inbox.next('invited@example.com');
      const [, temporary] = /^Your username is invited and temporary password is (\S+)\. ?$/.exec(body) ?? assert.fail(body);

      const srp = new SrpClient();
      const started = await sdk.initiateAuth({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: 'invited', SRP_A: srp.srpA } });
      const challenge = await sdk.respondToAuthChallenge({ ClientId, ChallengeName: started.ChallengeName,
        ChallengeResponses: srp.answer({ poolId: UserPoolId, password: temporary, challenge: started.ChallengeParameters }) });
      assert.equal(challenge.ChallengeName, 'NEW_PASSWORD_REQUIRED');
      assert.deepEqual(JSON.parse(challenge.ChallengeParameters.userAttributes), { email: 'invited@example.com' });
      assert.deepEqual(JSON.parse(challenge.ChallengeParameters.requiredAttributes), []);

      const answer = { ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: challenge.Session };
      const { AuthenticationResult } = await sdk.respondToAuthChallenge({
        ...answer, ChallengeResponses: { USERNAME: 'invited', NEW_PASSWORD: PASSWORD } });
      assert.equal(AuthenticationResult.TokenType, 'Bearer');
      assert.equal(AuthenticationResult.ExpiresIn, 3600);
      assert.equal((await sdk.adminGetUser({ UserPoolId, Username: 'invited' })).UserStatus, 'CONFIRMED');
      await refused(sdk.respondToAuthChallenge({ ...answer, ChallengeResponses: { USERNAME: 'invited', NEW_PASSWORD } }),
                    { name: 'NotAuthorizedException', message: 'Invalid session for the user, session can only be used once.' });
    });

    test('an existing name cannot be created again', async () => {
      await create('twice');
      await refused(create('twice'), { name: 'UsernameExistsException', message: 'User account already exists' });
    });

    test('the password flow of the administrator signs in, and the wrong password does not', async () => {
      await create('password');
      await sdk.adminSetUserPassword({ UserPoolId, Username: 'password', Password: PASSWORD, Permanent: true });
      const { AuthenticationResult, ChallengeParameters } = await passwordSignIn('password', PASSWORD);
      assert.equal(claims(AuthenticationResult.AccessToken).username, 'password');
      assert.deepEqual(ChallengeParameters, {});
      await refused(passwordSignIn('password', NEW_PASSWORD), REFUSALS.wrongPassword);
    });

    test('a flow that the client does not allow is refused', () =>
      refused(sdk.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'password', PASSWORD } }),
              { name: 'InvalidParameterException', message: 'USER_PASSWORD_AUTH flow not enabled for this client' }));

    test('a disabled user is signed out and kept out until enabled', async () => {
      await create('disabled');
      await sdk.adminSetUserPassword({ UserPoolId, Username: 'disabled', Password: PASSWORD, Permanent: true });
      const { AuthenticationResult: { AccessToken, RefreshToken } } = await passwordSignIn('disabled', PASSWORD);
      await sdk.adminDisableUser({ UserPoolId, Username: 'disabled' });
      assert.equal((await sdk.adminGetUser({ UserPoolId, Username: 'disabled' })).Enabled, false);
      await refused(passwordSignIn('disabled', PASSWORD), REFUSALS.disabled);
      await assert.rejects(sdk.getUser({ AccessToken }), { name: 'NotAuthorizedException' });
      await assert.rejects(sdk.initiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: RefreshToken } }),
                           { name: 'NotAuthorizedException' });
      await sdk.adminEnableUser({ UserPoolId, Username: 'disabled' });
      await passwordSignIn('disabled', PASSWORD);
    });

    test('a reset password needs the code', async () => {
      await create('reset', { email: 'reset@example.com', email_verified: 'true' });
      await sdk.adminSetUserPassword({ UserPoolId, Username: 'reset', Password: PASSWORD, Permanent: true });
      await sdk.adminResetUserPassword({ UserPoolId, Username: 'reset' });
      await refused(passwordSignIn('reset', PASSWORD), { name: 'PasswordResetRequiredException', message: 'Password reset required for the user' });
      const ConfirmationCode = await inbox.code('reset@example.com');
      await sdk.confirmForgotPassword({ ClientId, Username: 'reset', ConfirmationCode, Password: NEW_PASSWORD });
      await passwordSignIn('reset', NEW_PASSWORD);
    });

    test('attributes are written, read and deleted', async () => {
      await create('attributes', { name: 'A', nickname: 'a' });
      await sdk.adminUpdateUserAttributes({ UserPoolId, Username: 'attributes', UserAttributes: attributeList({ name: 'B', nickname: '' }) });
      const { UserAttributes } = await sdk.adminGetUser({ UserPoolId, Username: 'attributes' });
      const { sub, ...rest } = attributeMap(UserAttributes);
      assert.match(sub, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      assert.deepEqual(rest, { name: 'B' });
      await sdk.adminDeleteUserAttributes({ UserPoolId, Username: 'attributes', UserAttributeNames: ['name'] });
      assert.deepEqual((await sdk.adminGetUser({ UserPoolId, Username: 'attributes' })).UserAttributes.map(({ Name }) => Name), ['sub']);
      await refused(sdk.adminUpdateUserAttributes({ UserPoolId, Username: 'attributes', UserAttributes: attributeList({ 'custom:none': 'x' }) }),
                    { name: 'InvalidParameterException', message: 'user.custom:none: Attribute does not exist in the schema.\n' });
    });

    test('a deleted user is gone', async () => {
      await create('deleted');
      await sdk.adminDeleteUser({ UserPoolId, Username: 'deleted' });
      await refused(sdk.adminGetUser({ UserPoolId, Username: 'deleted' }), REFUSALS.unknownUser);
    });
  });

  describe('ListUsers', () => {
    let UserPoolId;
    before(async () => {
      UserPoolId = await newPool();
      for (let i = 0; i < USERS; i++) {
        const number = String(i).padStart(2, '0');
        await sdk.adminCreateUser({ UserPoolId, Username: `user${number}`, MessageAction: 'SUPPRESS',
          UserAttributes: attributeList({ email: `${i % 2 ? 'odd' : 'even'}${number}@example.com`, family_name: i < 3 ? 'Few' : 'Many' }) });
      }
      await sdk.adminDisableUser({ UserPoolId, Username: 'user00' });
    });
    const names = async (input) => (await collect(paginateListUsers({ client: sdk }, { UserPoolId, ...input }), 'Users')).map(({ Username }) => Username);

    test('every user is listed once, whatever the size of the page', async () => {
      for (const Limit of [7, 60]) {
        const listed = await names({ Limit });
        assert.equal(listed.length, USERS);
        assert.equal(new Set(listed).size, USERS);
      }
    });

    test('a page without a limit has 60 users', async () => {
      const { Users, PaginationToken } = await sdk.listUsers({ UserPoolId });
      assert.equal(Users.length, 60);
      assert.ok(PaginationToken);
    });

    const filters = [
      ['username = "user07"', 1],
      ['username ^= "user1"', 10],
      ['email = "odd07@example.com"', 1],
      ['email ^= "odd"', 32],
      ['family_name = "Few"', 3],
      ['family_name ^= "Nobody"', 0],
      ['status = "Disabled"', 1],
      ['status = "Enabled"', USERS - 1],
      ['cognito:user_status = "FORCE_CHANGE_PASSWORD"', USERS],
      ['cognito:user_status = "CONFIRMED"', 0],
    ];
    for (const [Filter, expected] of filters) {
      test(`${Filter} finds ${expected}`, async () => assert.equal((await names({ Filter, Limit: 20 })).length, expected));
    }

    test('a custom attribute and a filter without sense are refused', async () => {
      await refused(sdk.listUsers({ UserPoolId, Filter: 'custom:tenant = "a"' }), { name: 'InvalidParameterException', message: 'Invalid search attribute: custom:tenant' });
      await refused(sdk.listUsers({ UserPoolId, Filter: 'username like' }), { name: 'InvalidParameterException', message: 'Error while parsing filter' });
    });

    test('only the attributes asked for are returned', async () => {
      const { Users } = await sdk.listUsers({ UserPoolId, Filter: 'username = "user07"', AttributesToGet: ['email'] });
      assert.deepEqual(Users[0].Attributes, [{ Name: 'email', Value: 'odd07@example.com' }]);
    });
  });

  describe('groups', () => {
    test('membership shows in lists and in the next token', async () => {
      const UserPoolId = await newPool();
      const { UserPoolClient: { ClientId } } = await sdk.createUserPoolClient({ UserPoolId, ClientName: 'c', ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] });
      await sdk.adminCreateUser({ UserPoolId, Username: 'member', MessageAction: 'SUPPRESS' });
      await sdk.adminSetUserPassword({ UserPoolId, Username: 'member', Password: PASSWORD, Permanent: true });
      const { Group } = await sdk.createGroup({ UserPoolId, GroupName: 'admin', Description: 'May do all', Precedence: 1 });
      assert.equal(Group.Precedence, 1);
      await refused(sdk.createGroup({ UserPoolId, GroupName: 'admin' }), { name: 'GroupExistsException', message: 'A group with the name already exists.' });
      await sdk.createGroup({ UserPoolId, GroupName: 'reader', Precedence: 5 });
      for (const GroupName of ['reader', 'admin', 'admin']) await sdk.adminAddUserToGroup({ UserPoolId, Username: 'member', GroupName });

      const groupNames = ({ Groups }) => Groups.map(({ GroupName }) => GroupName);
      assert.deepEqual(groupNames(await sdk.listGroups({ UserPoolId })).sort(), ['admin', 'reader']);
      assert.deepEqual(groupNames(await sdk.adminListGroupsForUser({ UserPoolId, Username: 'member' })), ['admin', 'reader']);
      assert.deepEqual((await sdk.listUsersInGroup({ UserPoolId, GroupName: 'admin' })).Users.map(({ Username }) => Username), ['member']);
      const groupsInToken = async () => {
        const { AuthenticationResult } = await sdk.adminInitiateAuth({
          UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'member', PASSWORD } });
        return claims(AuthenticationResult.AccessToken)['cognito:groups'];
      };
      assert.deepEqual(await groupsInToken(), ['admin', 'reader']);
      await sdk.adminRemoveUserFromGroup({ UserPoolId, Username: 'member', GroupName: 'admin' });
      assert.deepEqual(await groupsInToken(), ['reader']);
      await sdk.deleteGroup({ UserPoolId, GroupName: 'reader' });
      assert.equal(await groupsInToken(), undefined);
      await refused(sdk.getGroup({ UserPoolId, GroupName: 'reader' }), { name: 'ResourceNotFoundException', message: 'Group not found.' });
    });
  });

  test('a client with a secret works only with its SECRET_HASH', async () => {
    const UserPoolId = await newPool();
    const { UserPoolClient: { ClientId, ClientSecret } } = await sdk.createUserPoolClient({
      UserPoolId, ClientName: 'server', GenerateSecret: true, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] });
    const hash = (username) => createHmac('sha256', ClientSecret).update(username + ClientId).digest('base64');
    const wrongHash = { name: 'NotAuthorizedException', message: `Unable to verify secret hash for client ${ClientId}` };
    const signUp = { ClientId, Username: 'secretive', Password: PASSWORD, UserAttributes: attributeList({ email: 'secretive@example.com' }) };

    await refused(sdk.signUp(signUp), { name: 'NotAuthorizedException', message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received` });
    await refused(sdk.signUp({ ...signUp, SecretHash: hash('somebody') }), wrongHash);
    await sdk.signUp({ ...signUp, SecretHash: hash('secretive') });
    await sdk.confirmSignUp({ ClientId, Username: 'secretive', SecretHash: hash('secretive'), ConfirmationCode: await inbox.code('secretive@example.com') });
    const signIn = (SECRET_HASH) => sdk.initiateAuth({
      ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'secretive', PASSWORD, ...(SECRET_HASH && { SECRET_HASH }) } });
    await refused(signIn(hash('somebody')), wrongHash);
    const { AuthenticationResult: { RefreshToken } } = await signIn(hash('secretive'));
    const refresh = (SECRET_HASH) => sdk.initiateAuth({
      ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: RefreshToken, SECRET_HASH } });
    await refused(refresh(hash('somebody')), wrongHash);
    assert.equal((await refresh(hash('secretive'))).AuthenticationResult.RefreshToken, undefined);
    assert.ok((await sdk.getTokensFromRefreshToken({ ClientId, ClientSecret, RefreshToken })).AuthenticationResult.AccessToken);
    await sdk.revokeToken({ ClientId, ClientSecret, Token: RefreshToken });
    await refused(refresh(hash('secretive')), REFUSALS.refreshTokenRevoked);
  });

  test('an error carries its class, HTTP status and request id', async () => {
    const error = await sdk.describeUserPool({ UserPoolId: 'us-east-1_nosuchone' }).catch((failure) => failure);
    assert.ok(error instanceof ResourceNotFoundException);
    assert.equal(error.$fault, 'client');
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
  });

  test('a value against the model is refused with the words of the service', () =>
    refused(sdk.listUserPools({ MaxResults: 61 }), {
      name: 'InvalidParameterException',
      message: "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60" }));
});
