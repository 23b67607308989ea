// What translation writes on allocations and accesses of objects for the passes that look for them.
#pragma once

namespace wexn::ir {

// Attributes of calls that allocate. struct_new: bytes of the structure. array_new: the size of an
// element as a power of two.
inline constexpr const char *kObjectBytes = "wexn-object-bytes";
inline constexpr const char *kElementLog2 = "wexn-element-log2";
// TBAA type of loads of objects' types and arrays' lengths.
inline constexpr const char *kObjectHead = "object head";
// How the TBAA types of fields and elements begin.
inline constexpr const char *kObjectField = "field ";
inline constexpr const char *kObjectElement = "element ";

} // namespace wexn::ir
