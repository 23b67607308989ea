// The host module `wexn-spec` that scripts of this project import beside `spectest`: functions that
// put frames of the host between frames of WebAssembly, and references of the host.
//   call (param funcref i32) (result i32)   calls the function, of type [i32] -> [i32]; an
//   exception
//     is passed on: taken and thrown again when the number is odd, else left pending
//   extern (param i32) (result externref)   a reference that stands for the number, not null
//   number (param externref) (result i32)   the number again; 0 for null
#pragma once

#include <wexn/wexn.h>

namespace wexn::spec {

// The value for an import from `wexn-spec`. False: there is no such export. The function gets the
// import's own type: scripts of this project are trusted to give the right one.
[[nodiscard]] bool find_callback(wexn_store *store, const wexn_import_desc &import,
                                 wexn_extern &out);

} // namespace wexn::spec
