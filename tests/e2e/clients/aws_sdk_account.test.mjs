// The AWS SDK for JavaScript v3: what a user does. SRP is the tests' own, for the SDK has none.
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';

import { accountLife } from '../harness/account_life.mjs';
import { attributeList, attributeMap } from '../harness/pools.mjs';
import { SrpClient } from '../harness/srp.mjs';
import { onEachEngine } from '../harness/suite.mjs';

function connect({ endpoint, poolId, clientId: ClientId }) {
  const sdk = new CognitoIdentityProvider({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
  let session = {};
  const tokens = () => ({ accessToken: session.AccessToken, idToken: session.IdToken });
  const signed = () => ({ AccessToken: session.AccessToken });

  return {
    signUp: async (Username, Password, attributes) =>
      (await sdk.signUp({ ClientId, Username, Password, UserAttributes: attributeList(attributes) })).CodeDeliveryDetails.Destination,
    confirmSignUp: (Username, ConfirmationCode) => sdk.confirmSignUp({ ClientId, Username, ConfirmationCode }),
    resendCode: (Username) => sdk.resendConfirmationCode({ ClientId, Username }),
    signIn: async (USERNAME, password) => {
      const srp = new SrpClient();
      const { ChallengeName, ChallengeParameters } = await sdk.initiateAuth({
        ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME, SRP_A: srp.srpA } });
      const ChallengeResponses = srp.answer({ poolId, password, challenge: ChallengeParameters });
      session = (await sdk.respondToAuthChallenge({ ClientId, ChallengeName, ChallengeResponses })).AuthenticationResult;
      return tokens();
    },
    refresh: async () => {
      const { AuthenticationResult } = await sdk.initiateAuth({
        ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: session.RefreshToken } });
      session = { ...session, ...AuthenticationResult };
      return tokens();
    },
    attributes: async () => attributeMap((await sdk.getUser(signed())).UserAttributes),
    updateAttributes: (attributes) => sdk.updateUserAttributes({ ...signed(), UserAttributes: attributeList(attributes) }),
    verifyAttribute: (AttributeName, Code) => sdk.verifyUserAttribute({ ...signed(), AttributeName, Code }),
    changePassword: (PreviousPassword, ProposedPassword) => sdk.changePassword({ ...signed(), PreviousPassword, ProposedPassword }),
    forgotPassword: async (Username) => (await sdk.forgotPassword({ ClientId, Username })).CodeDeliveryDetails.Destination,
    confirmForgotPassword: (Username, ConfirmationCode, Password) =>
      sdk.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password }),
    globalSignOut: () => sdk.globalSignOut(signed()),
  };
}

onEachEngine('AWS SDK for JavaScript, a user', (server) => accountLife(server, connect));
