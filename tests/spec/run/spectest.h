// The host module `spectest` that scripts import (spec repository: "interpreter / Scripts"), made
// anew for each script because scripts change its memory and tables.
#pragma once

#include <wexn/wexn.h>

#include <array>
#include <string_view>

namespace wexn::spec {

class Spectest {
public:
  // Makes the memory, tables and globals. False: the store refused; see wexn_error_message.
  [[nodiscard]] bool create(wexn_store *store);

  // The value for an import from spectest. False: there is no such export. A function is made with
  // the import's own function type if that is the type it has; else what is returned has a type
  // that does not match the import.
  [[nodiscard]] bool find(const wexn_import_desc &import, wexn_extern &out);

private:
  [[nodiscard]] bool find_function(std::string_view name, const wexn_import_desc &import,
                                   wexn_extern &out);

  wexn_store *store_ = nullptr;
  wexn_memory *memory_ = nullptr;
  wexn_table *table_ = nullptr, *table64_ = nullptr;
  std::array<wexn_global *, 4> globals_{};
  wexn_functype other_{}; // a function type that no import has
  wexn_type other_type_{};
};

} // namespace wexn::spec
