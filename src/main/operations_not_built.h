// The operations of the three services that Poolhouse does not have yet.
#pragma once

#include "aws/dispatcher.h"

namespace poolhouse {

// Adds an answer (HTTP 501) for every operation that `dispatcher` has not.
void add_operations_not_built(aws::Dispatcher& dispatcher);

}  // namespace poolhouse
