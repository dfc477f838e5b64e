// aws-amplify 6 with `userPoolEndpoint`, its tokens in memory.
import { Amplify } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';

import { accountLife } from '../harness/account_life.mjs';
import { onEachEngine } from '../harness/suite.mjs';

class MemoryStorage {
  #items = new Map();
  async getItem(key) { return this.#items.get(key) ?? null; }
  async setItem(key, value) { this.#items.set(key, value); }
  async removeItem(key) { this.#items.delete(key); }
  async clear() { this.#items.clear(); }
}

// A refused refresh ends the session without an error: Amplify then has no tokens to give.
const NO_SESSION = { name: 'NoSession', message: 'Amplify has no tokens.' };

// Amplify is one object per program; before each call it is turned to the connection that calls.
function connect({ endpoint, poolId, clientId }) {
  const storage = new MemoryStorage();
  const turn = () => {
    Amplify.configure({ Auth: { Cognito: { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: endpoint } } });
    cognitoUserPoolsTokenProvider.setKeyValueStorage(storage);
  };
  const session = async (options) => {
    const { tokens } = await auth.fetchAuthSession(options);
    if (!tokens) throw Object.assign(new Error(NO_SESSION.message), { name: NO_SESSION.name });
    return { accessToken: tokens.accessToken.toString(), idToken: tokens.idToken.toString() };
  };

  const calls = {
    signUp: async (username, password, userAttributes) =>
      (await auth.signUp({ username, password, options: { userAttributes } })).nextStep.codeDeliveryDetails.destination,
    confirmSignUp: (username, confirmationCode) => auth.confirmSignUp({ username, confirmationCode }),
    resendCode: (username) => auth.resendSignUpCode({ username }),
    signIn: async (username, password) => {
      await storage.clear();
      const { nextStep } = await auth.signIn({ username, password, options: { authFlowType: 'USER_SRP_AUTH' } });
      // It turns this one refusal into a step of its own.
      if (nextStep.signInStep === 'CONFIRM_SIGN_UP') {
        throw Object.assign(new Error('User is not confirmed.'), { name: 'UserNotConfirmedException' });
      }
      return session();
    },
    refresh: () => session({ forceRefresh: true }),
    attributes: () => auth.fetchUserAttributes(),
    updateAttributes: (userAttributes) => auth.updateUserAttributes({ userAttributes }),
    verifyAttribute: (userAttributeKey, confirmationCode) => auth.confirmUserAttribute({ userAttributeKey, confirmationCode }),
    changePassword: (oldPassword, newPassword) => auth.updatePassword({ oldPassword, newPassword }),
    forgotPassword: async (username) => (await auth.resetPassword({ username })).nextStep.codeDeliveryDetails.destination,
    confirmForgotPassword: (username, confirmationCode, newPassword) =>
      auth.confirmResetPassword({ username, confirmationCode, newPassword }),
    globalSignOut: () => auth.signOut({ global: true }),
  };
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, (...parameters) => { turn(); return call(...parameters); }]));
}

// It clears its own session when it signs out.
onEachEngine('aws-amplify', (server) => accountLife(server, connect, { forgetsSession: true, refreshRefusal: NO_SESSION }));
