#include "main/operations_not_built.h"

#include "api/cognito_identity/operations.h"
#include "api/cognito_identity/types.h"
#include "api/cognito_idp/operations.h"
#include "api/cognito_idp/types.h"
#include "api/sts/operations.h"
#include "api/sts/types.h"
#include "aws/not_built.h"

namespace poolhouse {

void add_operations_not_built(aws::Dispatcher& dispatcher) {
  aws::add_not_built(dispatcher, cognito_idp::Operations{});
  aws::add_not_built(dispatcher, cognito_identity::Operations{});
  aws::add_not_built(dispatcher, sts::Operations{});
}

}  // namespace poolhouse
