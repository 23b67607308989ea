// Matching of value types and external types.
#include "runtime_fake.h"

#include <gtest/gtest.h>

namespace {

using namespace fake;

bool matches(wexn_valtype a, wexn_valtype b) { return wexn_valtype_matches(&a, &b); }
bool matches(const wexn_externtype &a, const wexn_externtype &b) {
  return wexn_externtype_matches(&a, &b);
}

const Type base{10}, derived{11, WEXN_TYPE_FUNC, &base}, deepest{12, WEXN_TYPE_FUNC, &derived};
const Type a_struct{20, WEXN_TYPE_STRUCT}, an_array{21, WEXN_TYPE_ARRAY};

TEST(Type, SameAndSubtype) {
  const Type copy_of_base{10}; // another library's copy
  EXPECT_TRUE(wexn_type_same(&base, &copy_of_base));
  EXPECT_FALSE(wexn_type_same(&base, &derived));
  EXPECT_TRUE(wexn_type_matches(&deepest, &copy_of_base));
  EXPECT_FALSE(wexn_type_matches(&base, &derived));
  EXPECT_EQ(wexn_rt_type_check(&deepest, &base), 1u);
  EXPECT_EQ(wexn_rt_type_check(&base, &deepest), 0u);
}

TEST(Type, Numbers) {
  EXPECT_TRUE(matches(val(WEXN_I32), val(WEXN_I32)));
  EXPECT_FALSE(matches(val(WEXN_I32), val(WEXN_I64)));
  EXPECT_FALSE(matches(val(WEXN_I32), ref_null(WEXN_HEAP_FUNC)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_FUNC), val(WEXN_I32)));
}

TEST(Type, References) {
  EXPECT_TRUE(matches(ref(WEXN_HEAP_FUNC), ref_null(WEXN_HEAP_FUNC)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_FUNC), ref(WEXN_HEAP_FUNC)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_FUNC), ref_null(WEXN_HEAP_EXTERN)));
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_I31), ref_null(WEXN_HEAP_ANY)));
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_STRUCT), ref_null(WEXN_HEAP_EQ)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_ANY), ref_null(WEXN_HEAP_EQ)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_STRUCT), ref_null(WEXN_HEAP_ARRAY)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_EXN), ref_null(WEXN_HEAP_ANY)));
}

TEST(Type, Bottoms) {
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_NOFUNC), ref_null(WEXN_HEAP_FUNC)));
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_NOFUNC), ref_null(WEXN_HEAP_CONCRETE, &base)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_NOFUNC), ref_null(WEXN_HEAP_CONCRETE, &a_struct)));
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_NONE), ref_null(WEXN_HEAP_CONCRETE, &a_struct)));
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_NONE), ref_null(WEXN_HEAP_I31)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_NONE), ref_null(WEXN_HEAP_EXN)));
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_NOEXN), ref_null(WEXN_HEAP_EXN)));
  EXPECT_TRUE(matches(ref_null(WEXN_HEAP_NOEXTERN), ref_null(WEXN_HEAP_EXTERN)));
  EXPECT_FALSE(matches(ref_null(WEXN_HEAP_FUNC), ref_null(WEXN_HEAP_NOFUNC)));
}

TEST(Type, Concrete) {
  EXPECT_TRUE(matches(ref(WEXN_HEAP_CONCRETE, &deepest), ref(WEXN_HEAP_CONCRETE, &base)));
  EXPECT_FALSE(matches(ref(WEXN_HEAP_CONCRETE, &base), ref(WEXN_HEAP_CONCRETE, &deepest)));
  EXPECT_TRUE(matches(ref(WEXN_HEAP_CONCRETE, &base), ref(WEXN_HEAP_FUNC)));
  EXPECT_FALSE(matches(ref(WEXN_HEAP_FUNC), ref(WEXN_HEAP_CONCRETE, &base)));
  EXPECT_TRUE(matches(ref(WEXN_HEAP_CONCRETE, &a_struct), ref(WEXN_HEAP_STRUCT)));
  EXPECT_TRUE(matches(ref(WEXN_HEAP_CONCRETE, &an_array), ref(WEXN_HEAP_ANY)));
  EXPECT_FALSE(matches(ref(WEXN_HEAP_CONCRETE, &an_array), ref(WEXN_HEAP_STRUCT)));
}

TEST(ExternType, Limits) {
  const auto memory = [](wexn_limits l) { return memory_type(l); };
  EXPECT_TRUE(matches(memory(limits(1)), memory(limits(1))));
  EXPECT_TRUE(matches(memory(limits(2)), memory(limits(1))));
  EXPECT_FALSE(matches(memory(limits(0)), memory(limits(1))));
  EXPECT_TRUE(matches(memory(limits(1, 2)), memory(limits(1))));
  EXPECT_TRUE(matches(memory(limits(1, 2)), memory(limits(1, 2))));
  EXPECT_FALSE(matches(memory(limits(1)), memory(limits(1, 2))));
  EXPECT_FALSE(matches(memory(limits(1, 3)), memory(limits(1, 2))));
  wexn_limits wide = limits(1);
  wide.is64 = 1;
  EXPECT_FALSE(matches(memory(wide), memory(limits(1))));
  wexn_limits shared = limits(1, 2);
  shared.shared = 1;
  EXPECT_FALSE(matches(memory(shared), memory(limits(1, 2))));
  wexn_limits small_pages = limits(1);
  small_pages.page_log2 = WEXN_PAGES_OF_1_BYTE;
  EXPECT_FALSE(matches(memory(small_pages), memory(limits(1))));
}

TEST(ExternType, Tables) {
  const wexn_valtype funcref = ref_null(WEXN_HEAP_FUNC);
  EXPECT_TRUE(matches(table_type(limits(3), funcref), table_type(limits(1), funcref)));
  // Element types are invariant.
  EXPECT_FALSE(matches(table_type(limits(1), ref(WEXN_HEAP_FUNC)), table_type(limits(1), funcref)));
  EXPECT_FALSE(matches(table_type(limits(1), funcref), memory_type(limits(1))));
}

TEST(ExternType, Globals) {
  const auto global = [](uint8_t code, uint8_t heap, bool is_mutable) {
    return global_type(val(code, heap, is_mutable));
  };
  EXPECT_TRUE(matches(global(WEXN_I32, 0, false), global(WEXN_I32, 0, false)));
  EXPECT_FALSE(matches(global(WEXN_I32, 0, true), global(WEXN_I32, 0, false)));
  EXPECT_FALSE(matches(global(WEXN_I32, 0, false), global(WEXN_I32, 0, true)));
  // Immutable: covariant. Mutable: invariant.
  EXPECT_TRUE(matches(global(WEXN_REF, WEXN_HEAP_FUNC, false),
                      global(WEXN_REF_NULL, WEXN_HEAP_FUNC, false)));
  EXPECT_FALSE(
      matches(global(WEXN_REF, WEXN_HEAP_FUNC, true), global(WEXN_REF_NULL, WEXN_HEAP_FUNC, true)));
}

TEST(ExternType, FunctionsAndTags) {
  const wexn_functype of_base{&base, nullptr, nullptr, nullptr};
  const wexn_functype of_derived{&derived, nullptr, nullptr, nullptr};
  EXPECT_TRUE(matches(func_type(&of_derived), func_type(&of_base)));
  EXPECT_FALSE(matches(func_type(&of_base), func_type(&of_derived)));
  EXPECT_TRUE(matches(tag_type(&of_base), tag_type(&of_base)));
  EXPECT_FALSE(matches(tag_type(&of_derived), tag_type(&of_base)));
  EXPECT_FALSE(matches(tag_type(&of_base), func_type(&of_base)));
}

} // namespace
