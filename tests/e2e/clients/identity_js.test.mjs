// amazon-cognito-identity-js 6, told nothing but the endpoint.
import { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } from 'amazon-cognito-identity-js';

import { accountLife } from '../harness/account_life.mjs';
import { onEachEngine } from '../harness/suite.mjs';

const memory = () => {
  const items = new Map();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value),
           removeItem: (key) => items.delete(key), clear: () => items.clear() };
};

// Node-style callbacks (error, value) and the library's {onSuccess, onFailure} as promises.
const nodeStyle = (start) => new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
const objectStyle = (start, more = {}) => new Promise((onSuccess, onFailure) => start({ onSuccess, onFailure, ...more }));

const attributeObjects = (attributes) => Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));

function connect({ endpoint, poolId, clientId }) {
  const Storage = memory();
  const Pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint, Storage });
  const user = (Username) => new CognitoUser({ Username, Pool, Storage });
  const tokensOf = (session) => ({ accessToken: session.getAccessToken().getJwtToken(), idToken: session.getIdToken().getJwtToken() });
  let current;

  return {
    signUp: async (username, password, attributes) =>
      (await nodeStyle((done) => Pool.signUp(username, password, attributeObjects(attributes), null, done))).codeDeliveryDetails.Destination,
    confirmSignUp: (username, code) => nodeStyle((done) => user(username).confirmRegistration(code, false, done)),
    resendCode: (username) => nodeStyle((done) => user(username).resendConfirmationCode(done)),
    signIn: async (Username, Password) => {
      const signing = user(Username);
      const session = await objectStyle((callbacks) => signing.authenticateUser(new AuthenticationDetails({ Username, Password }), callbacks));
      current = signing;
      return tokensOf(session);
    },
    refresh: async () => {
      const refreshToken = current.getSignInUserSession().getRefreshToken();
      return tokensOf(await nodeStyle((done) => current.refreshSession(refreshToken, done)));
    },
    attributes: async () => {
      const list = await nodeStyle((done) => current.getUserAttributes(done));
      return Object.fromEntries(list.map((attribute) => [attribute.getName(), attribute.getValue()]));
    },
    updateAttributes: (attributes) => nodeStyle((done) => current.updateAttributes(attributeObjects(attributes), done)),
    verifyAttribute: (name, code) => objectStyle((callbacks) => current.verifyAttribute(name, code, callbacks)),
    changePassword: (oldPassword, newPassword) => nodeStyle((done) => current.changePassword(oldPassword, newPassword, done)),
    forgotPassword: (username) => new Promise((resolve, onFailure) =>
      user(username).forgotPassword({ onFailure, inputVerificationCode: (answer) => resolve(answer.CodeDeliveryDetails.Destination) })),
    confirmForgotPassword: (username, code, password) =>
      objectStyle((callbacks) => user(username).confirmPassword(code, password, callbacks)),
    globalSignOut: () => objectStyle((callbacks) => current.globalSignOut(callbacks)),
  };
}

// It clears its own session when it signs out.
onEachEngine('amazon-cognito-identity-js', (server) => accountLife(server, connect, { forgetsSession: true }));
