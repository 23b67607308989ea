// Types in the binary format (spec: "Binary Format / Types"). Type indices are read, not checked.
#pragma once

#include "wexnc/support/bytes.h"
#include "wexnc/wasm/features.h"
#include "wexnc/wasm/module.h"

namespace wexn::wasm {

[[nodiscard]] Status read_heap_type(Cursor &in, const Features &features, HeapType &out);
[[nodiscard]] Status read_val_type(Cursor &in, const Features &features, ValType &out);
[[nodiscard]] Status read_ref_type(Cursor &in, const Features &features, ValType &out);

// A recursion group, appended to `types`.
[[nodiscard]] Status read_rec_group(Cursor &in, const Features &features,
                                    std::vector<TypeDef> &types);

[[nodiscard]] Status read_table_type(Cursor &in, const Features &features, TableType &out);
[[nodiscard]] Status read_memory_type(Cursor &in, const Features &features, MemoryType &out);
[[nodiscard]] Status read_global_type(Cursor &in, const Features &features, GlobalType &out);
[[nodiscard]] Status read_tag_type(Cursor &in, const Features &features, uint32_t &type_index);

} // namespace wexn::wasm
