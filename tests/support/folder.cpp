#include "tests/support/folder.h"

#include <stdlib.h>

#include <stdexcept>
#include <string>
#include <system_error>

namespace muster::testing {

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace muster::testing
