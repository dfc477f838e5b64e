// A first application for Amazon Cognito. Only `endpoint` is not as it would be there.
import { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } from 'amazon-cognito-identity-js';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { ENDPOINT: endpoint, USER_POOL_ID: UserPoolId, CLIENT_ID: ClientId } = process.env;
const email = `jane.${Date.now()}@example.com`;
const password = 'Correct-horse-7';

const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint });
const user = new CognitoUser({ Username: email, Pool });
const promise = (start) => new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));

// Sign up. The message that would have been sent lies in the inbox of development mode.
await promise((done) => Pool.signUp(email, password, [new CognitoUserAttribute({ Name: 'email', Value: email })], [], done));
const inbox = await fetch(`${endpoint}/_poolhouse/inbox?to=${encodeURIComponent(email)}`);
const [{ code }] = (await inbox.json()).messages;
await promise((done) => user.confirmRegistration(code, false, done));
console.log(`signed up and confirmed ${email} with the code ${code}`);

// Sign in by SRP, in which the password never leaves the client, and refresh.
const signedIn = await new Promise((onSuccess, onFailure) =>
  user.authenticateUser(new AuthenticationDetails({ Username: email, Password: password }), { onSuccess, onFailure }));
const session = await promise((done) => user.refreshSession(signedIn.getRefreshToken(), done));
console.log('signed in and refreshed');

// Verify the tokens, as an API does that receives them.
const keys = createRemoteJWKSet(new URL(`${endpoint}/${UserPoolId}/.well-known/jwks.json`));
const issuer = `${endpoint}/${UserPoolId}`;
await jwtVerify(session.getAccessToken().getJwtToken(), keys, { issuer });
const { payload } = await jwtVerify(session.getIdToken().getJwtToken(), keys, { issuer, audience: ClientId });
console.log(`verified the tokens of ${payload.email}`);

const attributes = await promise((done) => user.getUserAttributes(done));
console.log('profile:', Object.fromEntries(attributes.map((attribute) => [attribute.getName(), attribute.getValue()])));
