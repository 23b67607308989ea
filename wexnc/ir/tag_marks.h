// How the IR tells tags: in throws, in clauses of landing pads (clause_marker.h), in the module.
#pragma once

namespace wexn::ir {

// Of a call that throws: the tag's index, decimal.
inline constexpr const char *kTagAttribute = "wexn-tag";

// Flag of the module: how many tags are imported; those come first in the index space.
inline constexpr const char *kImportedTagsFlag = "wexn.imported-tags";

// Symbols of clauses. The first two go on with the tag's index, decimal.
inline constexpr const char *kTagMarker = "wexn.tag.";       // catch
inline constexpr const char *kTagRefMarker = "wexn.tagref."; // catch_ref
inline constexpr const char *kAllRefMarker = "wexn.all_ref"; // catch_all_ref

} // namespace wexn::ir
