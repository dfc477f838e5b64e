#!/usr/bin/env bash
# The life of an account from the command line. $ENDPOINT is the server.
# One line per test, as harness/external.mjs reads them; nothing here stops at the first failure.
set -uo pipefail
PASSWORD=Correct-horse-7
NEW_PASSWORD=Battery-staple-8

cognito() { /usr/bin/aws cognito-idp --endpoint-url "$ENDPOINT" --output text "$@" 2>&1; }

# succeeds NAME COMMAND...: the command ends well; its output is left in $output.
succeeds() {
  local name=$1
  shift
  if output=$("$@"); then echo "ok $name"; else echo "not ok $name"; sed 's/^/# /' <<<"$output"; fi
}
# refuses NAME EXCEPTION MESSAGE COMMAND...: the command ends with that error of the service.
refuses() {
  local name=$1 exception=$2 message=$3
  shift 3
  if output=$("$@"); then echo "not ok $name"; echo '# accepted'; return; fi
  if [[ $output == *"An error occurred ($exception)"*": $message" ]]; then
    echo "ok $name"
  else
    echo "not ok $name"; sed 's/^/# /' <<<"$output"
  fi
}
# is NAME EXPECTED: the output of the last command.
is() { if [[ $output == "$2" ]]; then echo "ok $1"; else echo "not ok $1"; sed 's/^/# /' <<<"$output"; fi; }

# The newest code in the inbox, and the path of the last field asked for in an authentication result.
newest_code() {
  /usr/bin/python3 - "$ENDPOINT/_poolhouse/inbox?to=$1" <<'PYTHON'
import json, sys, time, urllib.request
deadline = time.monotonic() + 5
while True:
    with urllib.request.urlopen(sys.argv[1]) as answer:
        messages = json.load(answer)["messages"]
    if messages or time.monotonic() > deadline:
        print(messages[0]["code"] if messages else "")
        break
    time.sleep(0.02)
PYTHON
}
sign_in() {
  cognito initiate-auth --client-id "$client" --auth-flow USER_PASSWORD_AUTH \
    --auth-parameters "USERNAME=jane,PASSWORD=$1" --query "AuthenticationResult.${2:-AccessToken}"
}

succeeds 'create-user-pool' cognito create-user-pool --pool-name cli --auto-verified-attributes email --query UserPool.Id
pool=$output
succeeds 'create-user-pool-client' cognito create-user-pool-client --user-pool-id "$pool" --client-name cli \
  --explicit-auth-flows ALLOW_USER_PASSWORD_AUTH ALLOW_REFRESH_TOKEN_AUTH ALLOW_ADMIN_USER_PASSWORD_AUTH --query UserPoolClient.ClientId
client=$output

sign_up=(cognito sign-up --client-id "$client" --username jane --user-attributes Name=email,Value=jane@example.com)
refuses 'sign-up with a short password' InvalidPasswordException 'Password did not conform with policy: Password not long enough' \
  "${sign_up[@]}" --password 'Sh0rt!'
succeeds 'sign-up' "${sign_up[@]}" --password "$PASSWORD" --query CodeDeliveryDetails.Destination
is 'sign-up says where the code went' 'j***@e***'
refuses 'sign-up again' UsernameExistsException 'User already exists' "${sign_up[@]}" --password "$PASSWORD"
refuses 'sign-in before confirmation' UserNotConfirmedException 'User is not confirmed.' sign_in "$PASSWORD"
code=$(newest_code jane@example.com)
wrong=000000
[ "$code" != "$wrong" ] || wrong=000001
confirm=(cognito confirm-sign-up --client-id "$client" --username jane --confirmation-code)
refuses 'confirm-sign-up with a wrong code' CodeMismatchException 'Invalid verification code provided, please try again.' "${confirm[@]}" "$wrong"
succeeds 'confirm-sign-up' "${confirm[@]}" "$code"
refuses 'confirm-sign-up again' NotAuthorizedException 'User cannot be confirmed. Current status is CONFIRMED' "${confirm[@]}" "$code"

refuses 'a wrong password' NotAuthorizedException 'Incorrect username or password.' sign_in Wrong-horse-7
refuses 'an unknown user' UserNotFoundException 'User does not exist.' cognito initiate-auth --client-id "$client" \
  --auth-flow USER_PASSWORD_AUTH --auth-parameters "USERNAME=nobody,PASSWORD=$PASSWORD"
succeeds 'initiate-auth' sign_in "$PASSWORD"
access=$output
succeeds 'a refresh token' sign_in "$PASSWORD" RefreshToken
refresh=$output
succeeds 'refreshing' cognito initiate-auth --client-id "$client" --auth-flow REFRESH_TOKEN_AUTH \
  --auth-parameters "REFRESH_TOKEN=$refresh" --query AuthenticationResult.TokenType
is 'refreshing gives bearer tokens' Bearer
succeeds 'get-user' cognito get-user --access-token "$access" --query "UserAttributes[?Name=='email'].Value"
is 'get-user shows the address' jane@example.com
succeeds 'update-user-attributes' cognito update-user-attributes --access-token "$access" --user-attributes Name=nickname,Value=J
succeeds 'admin-get-user' cognito admin-get-user --user-pool-id "$pool" --username jane --query "[UserStatus, UserAttributes[?Name=='nickname'].Value | [0]]"
is 'admin-get-user shows status and nickname' $'CONFIRMED\tJ'

refuses 'change-password with a wrong old one' NotAuthorizedException 'Incorrect username or password.' \
  cognito change-password --access-token "$access" --previous-password Wrong-horse-7 --proposed-password "$NEW_PASSWORD"
succeeds 'change-password' cognito change-password --access-token "$access" --previous-password "$PASSWORD" --proposed-password "$NEW_PASSWORD"
refuses 'the old password' NotAuthorizedException 'Incorrect username or password.' sign_in "$PASSWORD"
succeeds 'the new password' sign_in "$NEW_PASSWORD"

succeeds 'forgot-password' cognito forgot-password --client-id "$client" --username jane --query CodeDeliveryDetails.DeliveryMedium
is 'forgot-password sends an e-mail' EMAIL
code=$(newest_code jane@example.com)
forgot=(cognito confirm-forgot-password --client-id "$client" --username jane --password "$PASSWORD" --confirmation-code)
succeeds 'confirm-forgot-password' "${forgot[@]}" "$code"
refuses 'confirm-forgot-password again' ExpiredCodeException 'Invalid code provided, please request a code again.' "${forgot[@]}" "$code"

succeeds 'admin-initiate-auth' cognito admin-initiate-auth --user-pool-id "$pool" --client-id "$client" --auth-flow ADMIN_USER_PASSWORD_AUTH \
  --auth-parameters "USERNAME=jane,PASSWORD=$PASSWORD" --query AuthenticationResult.AccessToken
access=$output
succeeds 'list-users' cognito list-users --user-pool-id "$pool" --filter 'email ^= "jane"' --query 'Users[].Username'
is 'list-users finds jane' jane
succeeds 'global-sign-out' cognito global-sign-out --access-token "$access"
refuses 'get-user after global-sign-out' NotAuthorizedException 'Access Token has been revoked' cognito get-user --access-token "$access"
refuses 'refreshing after global-sign-out' NotAuthorizedException 'Refresh Token has been revoked' \
  cognito initiate-auth --client-id "$client" --auth-flow REFRESH_TOKEN_AUTH --auth-parameters "REFRESH_TOKEN=$refresh"
succeeds 'delete-user-pool' cognito delete-user-pool --user-pool-id "$pool"
refuses 'describe-user-pool after that' ResourceNotFoundException "User pool $pool does not exist." cognito describe-user-pool --user-pool-id "$pool"
echo done
