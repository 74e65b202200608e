#include "storage/store.h"

#include <future>
#include <utility>

namespace muster::storage {

Result Store::execute(Request request) {
  // Shared: the writer may still be inside set_value when the waiting thread goes on.
  auto promise = std::make_shared<std::promise<Result>>();
  auto result = promise->get_future();
  execute(std::move(request), [promise](Result r) { promise->set_value(std::move(r)); });
  return result.get();
}

}  // namespace muster::storage
