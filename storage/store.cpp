#include "storage/store.h"

#include <future>
#include <utility>

namespace muster::storage {

Result Store::execute(Request request) {
  std::promise<Result> promise;
  auto result = promise.get_future();
  execute(std::move(request), [&promise](Result r) { promise.set_value(std::move(r)); });
  return result.get();
}

}  // namespace muster::storage
