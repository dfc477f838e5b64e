#include "main/commands/greeting.h"

#include <fmt/format.h>

#include "main/database.h"
#include "main/settings_reader.h"

namespace poolhouse {

std::string greeting(const Settings& settings) {
  const auto url = public_url_of(settings);
  return fmt::format(R"(Poolhouse serves {url} in development mode.

  Data      {data}
  Database  {database}
  Inbox     {url}/inbox

AWS CLI, with any credentials:

  export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION={region}
  aws --endpoint-url {url} cognito-idp create-user-pool --pool-name my-pool

JavaScript:

  import {{ CognitoIdentityProviderClient }} from '@aws-sdk/client-cognito-identity-provider';
  const client = new CognitoIdentityProviderClient({{
    endpoint: '{url}', region: '{region}', credentials: {{ accessKeyId: 'any', secretAccessKey: 'any' }},
  }});

)",
                     fmt::arg("url", url), fmt::arg("data", settings.data.string()),
                     fmt::arg("database", describe_database(settings.database)),
                     fmt::arg("region", settings.region));
}

}  // namespace poolhouse
