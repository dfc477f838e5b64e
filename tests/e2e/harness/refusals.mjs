import assert from 'node:assert/strict';

// Every refusal these tests expect, with the service's own words.
export const REFUSALS = {
  wrongPassword: { name: 'NotAuthorizedException', message: 'Incorrect username or password.' },
  unknownUser: { name: 'UserNotFoundException', message: 'User does not exist.' },
  unknownUserAndClient: { name: 'UserNotFoundException', message: 'Username/client id combination not found.' },
  notConfirmed: { name: 'UserNotConfirmedException', message: 'User is not confirmed.' },
  wrongCode: { name: 'CodeMismatchException', message: 'Invalid verification code provided, please try again.' },
  noSuchCode: { name: 'ExpiredCodeException', message: 'Invalid code provided, please request a code again.' },
  alreadyConfirmed: { name: 'NotAuthorizedException', message: 'User cannot be confirmed. Current status is CONFIRMED' },
  userExists: { name: 'UsernameExistsException', message: 'User already exists' },
  emailExists: { name: 'UsernameExistsException', message: 'An account with the given email already exists.' },
  shortPassword: { name: 'InvalidPasswordException', message: 'Password did not conform with policy: Password not long enough' },
  shortNewPassword: { name: 'InvalidPasswordException', message: 'Password does not conform to policy: Password not long enough' },
  accessTokenRevoked: { name: 'NotAuthorizedException', message: 'Access Token has been revoked' },
  refreshTokenRevoked: { name: 'NotAuthorizedException', message: 'Refresh Token has been revoked' },
  disabled: { name: 'NotAuthorizedException', message: 'User is disabled.' },
};

// Awaits `attempt` and checks name and message of what it throws.
export async function refused(attempt, { name, message }) {
  const error = await attempt.then((value) => assert.fail(`accepted: ${JSON.stringify(value)}`), (failure) => failure);
  assert.deepEqual({ name: error.name, message: error.message }, { name, message });
}
