# Source this: it makes a user pool and a client with the AWS CLI and leaves their ids in the environment.
# In development mode any credentials will do.
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1
export ENDPOINT=${ENDPOINT:-http://localhost:9229}
export USER_POOL_ID=$(aws cognito-idp create-user-pool --endpoint-url "$ENDPOINT" \
  --pool-name first --auto-verified-attributes email --query UserPool.Id --output text)
export CLIENT_ID=$(aws cognito-idp create-user-pool-client --endpoint-url "$ENDPOINT" \
  --user-pool-id "$USER_POOL_ID" --client-name first --query UserPoolClient.ClientId --output text)
