// Pools and clients for the tests.
import { api } from './call.mjs';

export const PASSWORD = 'Correct-horse-7';
export const NEW_PASSWORD = 'Battery-staple-8';

// {poolId, clientId, clientSecret?}. `pool` and `client` are further settings of the two creations.
export async function createPool(endpoint, { pool = {}, client = {} } = {}) {
  const { UserPool } = await api(endpoint, 'CreateUserPool', { PoolName: 'e2e', AutoVerifiedAttributes: ['email'], ...pool });
  return { poolId: UserPool.Id, ...await createClient(endpoint, UserPool.Id, client) };
}

export async function createClient(endpoint, poolId, client = {}) {
  const { UserPoolClient } = await api(endpoint, 'CreateUserPoolClient', { UserPoolId: poolId, ClientName: 'e2e', ...client });
  return { clientId: UserPoolClient.ClientId, clientSecret: UserPoolClient.ClientSecret };
}

// A confirmed user with a verified e-mail address and a permanent password.
export async function createUser(endpoint, poolId, username, { email = `${username}@example.com`, password = PASSWORD } = {}) {
  await api(endpoint, 'AdminCreateUser', {
    UserPoolId: poolId, Username: username, MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: email }, { Name: 'email_verified', Value: 'true' }],
  });
  await api(endpoint, 'AdminSetUserPassword', { UserPoolId: poolId, Username: username, Password: password, Permanent: true });
}

export const attributeList = (attributes) => Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
export const attributeMap = (list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
