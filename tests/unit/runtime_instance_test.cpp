// Stores, import resolution, exports, memories, tables, globals and segments.
#include "runtime_fake.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace {

using namespace fake;

template <typename T> T *array(wexn_instance *instance, uint32_t offset) {
  return reinterpret_cast<T *>(reinterpret_cast<uint8_t *>(instance) + offset);
}

TEST(Store, InCallersMemory) {
  alignas(16) static uint8_t buffer[64 << 10];
  memset(buffer, 0xa5, sizeof buffer);
  EXPECT_EQ(wexn_store_init(buffer, wexn_store_size() - 1, nullptr), nullptr);
  EXPECT_EQ(wexn_store_init(buffer + 8, sizeof buffer - 8, nullptr), nullptr);
  wexn_store *store = wexn_store_init(buffer, sizeof buffer, nullptr);
  ASSERT_NE(store, nullptr);
  Module m;
  m.globals.push_back(global_type(val(WEXN_I32, 0, true)));
  m.tables.push_back(table_type(limits(10), ref_null(WEXN_HEAP_EXTERN)));
  m.export_("g", m.globals[0], 0);
  m.export_("t", m.tables[0], 0);
  wexn_instance *instance;
  ASSERT_EQ(wexn_instance_new(store, m.finish(), nullptr, &instance), WEXN_OK);
  const auto *at = reinterpret_cast<uint8_t *>(instance);
  EXPECT_TRUE(at >= buffer && at < buffer + sizeof buffer);
  wexn_extern g, t;
  ASSERT_TRUE(wexn_instance_export(instance, "g", &g));
  ASSERT_TRUE(wexn_instance_export(instance, "t", &t));
  EXPECT_EQ(g.of.global->value.i32, 0);
  wexn_slot value;
  ASSERT_TRUE(wexn_table_get(t.of.table, 9, &value));
  EXPECT_EQ(value.extern_, nullptr);
  wexn_store_delete(store);
}

TEST(Store, ReusesWhatTablesLeaveBehind) {
  Store store;
  const wexn_limits none = limits(0);
  const wexn_valtype element = ref_null(WEXN_HEAP_ANY);
  wexn_table *table;
  ASSERT_EQ(wexn_table_new(store, &none, &element, wexn_slot{}, &table), WEXN_OK);
  wexn_slot value;
  value.ref = 0x1235; // an i31
  for (uint64_t i = 0; i < 100'000; ++i)
    ASSERT_EQ(wexn_table_grow(table, 1, value), i);
  value.ref = 0;
  ASSERT_TRUE(wexn_table_get(table, 99'999, &value));
  EXPECT_EQ(value.ref, 0x1235u);
  EXPECT_FALSE(wexn_table_get(table, 100'000, &value));
}

TEST(Instance, InCallersBuffer) {
  Store store;
  Module m;
  m.globals.push_back(global_type(val(WEXN_I64)));
  const wexn_module_image *image = m.finish();
  alignas(16) static uint8_t buffer[4096];
  ASSERT_LE(image->instance_size, sizeof buffer);
  wexn_instance_config config = {};
  config.buffer = buffer + 4;
  int data;
  config.host_data = &data;
  wexn_instance *instance;
  EXPECT_EQ(wexn_instance_new(store, image, &config, &instance), WEXN_ERROR);
  config.buffer = buffer;
  ASSERT_EQ(wexn_instance_new(store, image, &config, &instance), WEXN_OK);
  EXPECT_EQ(static_cast<void *>(instance), buffer);
  EXPECT_EQ(wexn_instance_data(instance), &data);
  EXPECT_EQ(wexn_instance_store(instance), store.s);
  EXPECT_EQ(wexn_instance_image(instance), image);
}

struct Import : testing::Test {
  Store store;
  Module m;
  wexn_instance *instance = nullptr;
  std::string_view instantiate(const wexn_instance_config *config = nullptr) {
    const wexn_status status = wexn_instance_new(store, m.finish(), config, &instance);
    EXPECT_EQ(status, WEXN_ERROR);
    EXPECT_EQ(instance, nullptr);
    return store.error();
  }
  wexn_memory *memory(wexn_limits l) {
    wexn_memory *result = nullptr;
    EXPECT_EQ(wexn_memory_new(store, &l, &result), WEXN_OK) << store.error();
    return result;
  }
};

TEST_F(Import, Unknown) {
  m.import("env", "foo", func_type(&i_i));
  EXPECT_EQ(instantiate(), "unknown import: env.foo");
}

TEST_F(Import, NullIsUnknown) {
  m.import("env", "foo", func_type(&i_i));
  const wexn_extern imports[1] = {};
  wexn_instance_config config = {};
  config.imports = imports;
  EXPECT_EQ(instantiate(&config), "unknown import: env.foo");
}

TEST_F(Import, AllUnknownOnesAreNamed) {
  m.import("env", "foo", func_type(&i_i));
  m.import("env", "there", func_type(&i_i));
  m.import("other", "m", memory_type(limits(1)));
  wexn_func *func;
  ASSERT_EQ(wexn_func_new(store, &i_i, &store, nullptr, &func), WEXN_OK);
  wexn_define(store, "env", "there", wexn_extern_func(func));
  EXPECT_EQ(instantiate(), "unknown imports: env.foo, other.m");
}

TEST_F(Import, ManyUnknownOnesAreCounted) {
  std::vector<std::string> names;
  for (int i = 0; i < 30; i++)
    names.push_back("f" + std::to_string(i));
  for (const std::string &name : names)
    m.import("env", name.c_str(), func_type(&i_i));
  const std::string message(instantiate());
  EXPECT_TRUE(message.starts_with("unknown imports: env.f0, env.f1, ")) << message;
  EXPECT_TRUE(message.ends_with(", env.f15 and 14 more")) << message;
}

TEST_F(Import, OtherKind) {
  m.import("env", "foo", func_type(&i_i));
  wexn_define(store, "env", "foo", wexn_extern_memory(memory(limits(1))));
  EXPECT_EQ(instantiate(), "incompatible import type: env.foo: is a memory, a function needed");
}

TEST_F(Import, OtherFunctionType) {
  m.import("env", "foo", func_type(&v_v));
  wexn_func *func;
  ASSERT_EQ(wexn_func_new(store, &i_i, &store, nullptr, &func), WEXN_OK);
  wexn_define(store, "env", "foo", wexn_extern_func(func));
  EXPECT_EQ(
      instantiate(),
      "incompatible import type: env.foo: has type (func (param i32) (result i32)), (func) needed");
}

TEST_F(Import, MemoryLimits) {
  m.import("env", "m", memory_type(limits(2, 3)));
  wexn_define(store, "env", "m", wexn_extern_memory(memory(limits(1, 3))));
  EXPECT_EQ(instantiate(), "incompatible import type: env.m: has size 1, at least 2 needed");
  wexn_define(store, "env", "m", wexn_extern_memory(memory(limits(2))));
  EXPECT_EQ(instantiate(), "incompatible import type: env.m: has no maximum, at most 3 needed");
  wexn_define(store, "env", "m", wexn_extern_memory(memory(limits(2, 4))));
  EXPECT_EQ(instantiate(), "incompatible import type: env.m: has maximum 4, at most 3 needed");
  wexn_limits small = limits(2, 3);
  small.page_log2 = WEXN_PAGES_OF_1_BYTE;
  wexn_define(store, "env", "m", wexn_extern_memory(memory(small)));
  EXPECT_EQ(instantiate(),
            "incompatible import type: env.m: has pages of one byte, of 64 KiB needed");
  wexn_memory *grown = memory(limits(1, 3)); // the current size counts
  wexn_define(store, "env", "m", wexn_extern_memory(grown));
  ASSERT_EQ(wexn_memory_grow(grown, 1), 1u);
  Module ok;
  ok.import("env", "m", memory_type(limits(2, 3)));
  EXPECT_EQ(wexn_instance_new(store, ok.finish(), nullptr, &instance), WEXN_OK) << store.error();
}

TEST_F(Import, Mutability) {
  m.import("env", "g", global_type(val(WEXN_I32, 0, true)));
  wexn_global *global;
  const wexn_valtype type = val(WEXN_I32);
  ASSERT_EQ(wexn_global_new(store, &type, wexn_slot{}, &global), WEXN_OK);
  wexn_define(store, "env", "g", wexn_extern_global(global, &type));
  EXPECT_EQ(instantiate(), "incompatible import type: env.g: is immutable, must be mutable");
}

TEST_F(Import, GlobalTypes) {
  m.import("env", "g", global_type(val(WEXN_REF_NULL, WEXN_HEAP_EXTERN)));
  wexn_global *global;
  const wexn_valtype type = val(WEXN_F64);
  ASSERT_EQ(wexn_global_new(store, &type, wexn_slot{}, &global), WEXN_OK);
  wexn_define(store, "env", "g", wexn_extern_global(global, &type));
  EXPECT_EQ(instantiate(),
            "incompatible import type: env.g: has type f64, (ref null extern) needed");
}

TEST_F(Import, TagTypes) {
  m.import("env", "t", tag_type(&v_v));
  wexn_tag tag{&type_i_i, store};
  wexn_define(store, "env", "t", wexn_extern_tag(&tag));
  EXPECT_EQ(
      instantiate(),
      "incompatible import type: env.t: has type (func (param i32) (result i32)), (func) needed");
  wexn_tag other{&type_v_v, store};
  wexn_define(store, "env", "t", wexn_extern_tag(&other));
  Module ok;
  ok.import("env", "t", tag_type(&v_v));
  ASSERT_EQ(wexn_instance_new(store, ok.finish(), nullptr, &instance), WEXN_OK) << store.error();
  EXPECT_EQ(array<wexn_tag *>(instance, ok.image.tags)[0], &other);
}

TEST_F(Import, OtherStore) {
  Store other;
  wexn_memory *foreign;
  const wexn_limits l = limits(1);
  ASSERT_EQ(wexn_memory_new(other, &l, &foreign), WEXN_OK);
  m.import("env", "m", memory_type(limits(1)));
  wexn_define(store, "env", "m", wexn_extern_memory(foreign));
  EXPECT_EQ(instantiate(), "import env.m belongs to another store");
}

TEST_F(Import, GlobalOfAnotherStore) {
  Store other;
  wexn_global *foreign, *own;
  const wexn_valtype type = val(WEXN_I32);
  ASSERT_EQ(wexn_global_new(other, &type, wexn_slot{}, &foreign), WEXN_OK);
  ASSERT_EQ(wexn_global_new(store, &type, wexn_slot{}, &own), WEXN_OK);
  m.import("env", "g", global_type(type));
  wexn_define(store, "env", "g", wexn_extern_global(foreign, &type));
  EXPECT_EQ(instantiate(), "import env.g belongs to another store");
  wexn_define(store, "env", "g", wexn_extern_global(own, &type));
  EXPECT_EQ(wexn_instance_new(store, &m.image, nullptr, &instance), WEXN_OK) << store.error();
}

// Functions of one store do not get into the tables, globals and exceptions of another.
TEST(References, OfAnotherStore) {
  Store store, other;
  Module m;
  m.funcs.push_back({address(wexn_store_new), nullptr, &v_v});
  m.export_("f", func_type(&v_v), 0);
  wexn_instance *own, *foreign;
  ASSERT_EQ(wexn_instance_new(store, m.finish(), nullptr, &own), WEXN_OK);
  ASSERT_EQ(wexn_instance_new(other, &m.image, nullptr, &foreign), WEXN_OK);
  wexn_extern f, g;
  ASSERT_TRUE(wexn_instance_export(own, "f", &f));
  ASSERT_TRUE(wexn_instance_export(foreign, "f", &g));
  wexn_slot good = {}, bad = {};
  good.func = f.of.func;
  bad.func = g.of.func;
  const wexn_valtype type = ref_null(WEXN_HEAP_FUNC);
  const wexn_limits two = limits(2);
  wexn_table *table;
  wexn_global *global;
  EXPECT_EQ(wexn_table_new(store, &two, &type, bad, &table), WEXN_ERROR);
  EXPECT_EQ(store.error(), "the function belongs to another store");
  ASSERT_EQ(wexn_table_new(store, &two, &type, good, &table), WEXN_OK);
  EXPECT_FALSE(wexn_table_set(table, 0, bad));
  EXPECT_TRUE(wexn_table_set(table, 0, good));
  EXPECT_EQ(wexn_table_grow(table, 1, bad), UINT64_MAX);
  EXPECT_EQ(wexn_table_grow(table, 1, good), 2u);
  EXPECT_EQ(wexn_global_new(store, &type, bad, &global), WEXN_ERROR);
  EXPECT_EQ(wexn_global_new(store, &type, good, &global), WEXN_OK);
  const Type tag_params{9, &type, 1, 0};
  wexn_tag *tag;
  wexn_exn *exn;
  ASSERT_EQ(wexn_tag_new(store, &tag_params, &tag), WEXN_OK);
  EXPECT_EQ(wexn_exn_new(store, tag, &bad, &exn), WEXN_ERROR);
  EXPECT_EQ(store.error(), "the function belongs to another store");
  ASSERT_EQ(wexn_exn_new(store, tag, &good, &exn), WEXN_OK);
}

TEST_F(Import, MemoryWithoutGuard) {
  Module owner; // compiled with software checks
  owner.memories.push_back(memory_type(limits(1)));
  owner.export_("m", owner.memories[0], 0);
  ASSERT_EQ(wexn_instance_new(store, owner.finish(), nullptr, &instance), WEXN_OK);
  ASSERT_EQ(wexn_define_instance(store, "owner", instance), WEXN_OK);
  m.import("owner", "m", memory_type(limits(1)));
  m.image.flags = 0;
  EXPECT_EQ(instantiate(), "import owner.m: the memory has no guard region, which module fake "
                           "needs unless compiled with --bounds=software");
}

TEST_F(Import, EachKindReachesTheInstance) {
  Module owner;
  owner.memories.push_back(memory_type(limits(1)));
  owner.tables.push_back(table_type(limits(2), ref_null(WEXN_HEAP_FUNC)));
  owner.globals.push_back(global_type(val(WEXN_I32, 0, true)));
  owner.tags.push_back(tag_type(&v_v));
  owner.funcs.push_back({address(wexn_store_new), nullptr, &v_v});
  owner.export_("m", owner.memories[0], 0);
  owner.export_("t", owner.tables[0], 0);
  owner.export_("g", owner.globals[0], 0);
  owner.export_("e", owner.tags[0], 0);
  owner.export_("f", func_type(&v_v), 0);
  wexn_instance *first;
  ASSERT_EQ(wexn_instance_new(store, owner.finish(), nullptr, &first), WEXN_OK);
  ASSERT_EQ(wexn_define_instance(store, "owner", first), WEXN_OK);
  for (const wexn_export_desc &e : owner.exports)
    m.import("owner", e.name.data, e.type);
  ASSERT_EQ(wexn_instance_new(store, m.finish(), nullptr, &instance), WEXN_OK) << store.error();
  EXPECT_EQ(array<wexn_memory_entry>(instance, m.image.memories)->memory,
            array<wexn_memory>(first, owner.image.memory_cells));
  EXPECT_EQ(*array<wexn_table *>(instance, m.image.tables),
            array<wexn_table>(first, owner.image.table_cells));
  EXPECT_EQ(*array<wexn_global *>(instance, m.image.imported_globals),
            array<wexn_global>(first, owner.image.globals));
  EXPECT_EQ(*array<wexn_tag *>(instance, m.image.tags),
            array<wexn_tag>(first, owner.image.tag_cells));
  const auto *import = array<wexn_imported_func>(instance, m.image.imported_funcs);
  EXPECT_EQ(import->code, address(wexn_store_new));
  EXPECT_EQ(import->vmctx, first);
  EXPECT_EQ(import->func, array<wexn_func>(first, owner.image.funcs));
  wexn_extern missing;
  EXPECT_FALSE(wexn_instance_export(first, "missing", &missing));
}

TEST(Memory, GrowsToItsMaximum) {
  Store store;
  const wexn_limits l = limits(1, 3);
  wexn_memory *memory;
  ASSERT_EQ(wexn_memory_new(store, &l, &memory), WEXN_OK);
  uint8_t *base = wexn_memory_data(memory);
  EXPECT_EQ(wexn_memory_grow(memory, 0), 1u);
  EXPECT_EQ(wexn_memory_grow(memory, 3), UINT64_MAX);
  EXPECT_EQ(wexn_memory_grow(memory, UINT64_MAX), UINT64_MAX);
  EXPECT_EQ(wexn_memory_grow(memory, 2), 1u);
  EXPECT_EQ(wexn_memory_pages(memory), 3u);
  EXPECT_EQ(wexn_memory_data(memory), base);
  base[3 * 65536 - 1] = 1;
  EXPECT_EQ(wexn_memory_grow(memory, 1), UINT64_MAX);
}

TEST(Memory, PagesOfOneByte) {
  Store store;
  wexn_limits l = limits(10, 20);
  l.page_log2 = WEXN_PAGES_OF_1_BYTE;
  wexn_memory *memory;
  ASSERT_EQ(wexn_memory_new(store, &l, &memory), WEXN_OK);
  EXPECT_FALSE(memory->guard);
  EXPECT_EQ(wexn_memory_bytes(memory), 10u);
  EXPECT_EQ(wexn_memory_grow(memory, 10), 10u);
  EXPECT_EQ(wexn_memory_bytes(memory), 20u);
  EXPECT_EQ(wexn_memory_grow(memory, 1), UINT64_MAX);
}

TEST(Memory, PagesOf64KiBNeedNoWord) {
  Store store;
  wexn_limits l = {};
  l.min = 1;
  wexn_memory *memory;
  ASSERT_EQ(wexn_memory_new(store, &l, &memory), WEXN_OK);
  EXPECT_EQ(wexn_memory_bytes(memory), 65536u);
  EXPECT_TRUE(memory->guard);
  wexn_externtype expected = {};
  expected.kind = WEXN_EXTERN_MEMORY;
  expected.limits.min = 1;
  const wexn_extern value = wexn_extern_memory(memory);
  EXPECT_TRUE(wexn_externtype_matches(&value.type, &expected));
  expected.limits.page_log2 = 16;
  EXPECT_TRUE(wexn_externtype_matches(&value.type, &expected));
  expected.limits.page_log2 = WEXN_PAGES_OF_1_BYTE;
  EXPECT_FALSE(wexn_externtype_matches(&value.type, &expected));
}

TEST(Memory, Memory64) {
  Store store;
  wexn_limits l = limits(1);
  l.is64 = 1;
  wexn_memory *memory;
  ASSERT_EQ(wexn_memory_new(store, &l, &memory), WEXN_OK);
  EXPECT_TRUE(memory->guard);
  EXPECT_GT(memory->reserved_bytes,
            WEXN_GUARDED_INDEX64 + WEXN_GUARDED_STEP64 + WEXN_GUARDED_EXTENT);
  EXPECT_EQ(memory->max_pages << 16, WEXN_GUARDED_INDEX64);
  EXPECT_EQ(wexn_memory_grow(memory, uint64_t{1} << 48), UINT64_MAX);
  EXPECT_EQ(wexn_memory_grow(memory, WEXN_GUARDED_INDEX64 >> 16), UINT64_MAX);
  EXPECT_EQ(wexn_memory_grow(memory, 1), 1u);
}

TEST(Memory, At65536PagesTheEnd) {
  Store store;
  const wexn_limits l = limits(0), all = limits(65536);
  wexn_memory *memory;
  ASSERT_EQ(wexn_memory_new(store, &l, &memory), WEXN_OK);
  EXPECT_EQ(wexn_memory_grow(memory, 65537), UINT64_MAX);
  EXPECT_EQ(wexn_memory_grow(memory, 65535), 0u);
  EXPECT_EQ(wexn_memory_grow(memory, 1), 65535u);
  EXPECT_EQ(wexn_memory_grow(memory, 1), UINT64_MAX);
  EXPECT_EQ(wexn_memory_data(memory)[wexn_memory_bytes(memory) - 1], 0);
  ASSERT_EQ(wexn_memory_new(store, &all, &memory), WEXN_OK);
  EXPECT_EQ(wexn_memory_bytes(memory), uint64_t{1} << 32);
  const wexn_limits too_large = limits(65537);
  EXPECT_EQ(wexn_memory_new(store, &too_large, &memory), WEXN_ERROR);
  EXPECT_EQ(store.error(), "memory of 65537 pages exceeds the limit of 65536 pages");
}

TEST(Limits, OfTheStore) {
  wexn_store_config config = {};
  config.max_memory_bytes = 4 * 65536;
  config.max_table_elements = 100;
  Store store(&config);
  const wexn_limits three = limits(3), two = limits(2);
  wexn_memory *a, *b;
  ASSERT_EQ(wexn_memory_new(store, &three, &a), WEXN_OK);
  EXPECT_EQ(wexn_memory_new(store, &two, &b), WEXN_ERROR);
  EXPECT_EQ(store.error(), "memory of 131072 bytes exceeds the store's limit of 262144 bytes for "
                           "all its memories, of which 196608 are in use");
  EXPECT_EQ(wexn_memory_grow(a, 2), UINT64_MAX);
  EXPECT_EQ(wexn_memory_grow(a, 1), 3u);
  const wexn_limits sixty = limits(60);
  const wexn_valtype element = ref_null(WEXN_HEAP_FUNC);
  wexn_table *table;
  ASSERT_EQ(wexn_table_new(store, &sixty, &element, wexn_slot{}, &table), WEXN_OK);
  EXPECT_EQ(wexn_table_new(store, &sixty, &element, wexn_slot{}, &table), WEXN_ERROR);
  EXPECT_EQ(wexn_table_grow(table, 41, wexn_slot{}), UINT64_MAX);
  EXPECT_EQ(wexn_table_grow(table, 40, wexn_slot{}), 60u);
}

// What one instance has counts together, and what could not be made counts no more.
TEST(Limits, OfOneInstance) {
  wexn_store_config config = {};
  config.max_memory_bytes = 4 * 65536;
  config.max_table_elements = 100;
  Store store(&config);
  const wexn_externtype memory = memory_type(limits(2));
  const wexn_externtype table = table_type(limits(50), ref_null(WEXN_HEAP_FUNC));
  Module memories, tables, fitting;
  memories.memories = {memory, memory, memory};
  tables.memories = {memory, memory};
  tables.tables = {table, table, table};
  fitting.memories = {memory, memory};
  fitting.tables = {table, table};
  wexn_instance *instance;
  EXPECT_EQ(wexn_instance_new(store, memories.finish(), nullptr, &instance), WEXN_ERROR);
  EXPECT_EQ(store.error(), "memory of 131072 bytes exceeds the store's limit of 262144 bytes for "
                           "all its memories, of which 262144 are in use");
  EXPECT_EQ(wexn_instance_new(store, tables.finish(), nullptr, &instance), WEXN_ERROR);
  EXPECT_EQ(store.error(), "table of 50 elements exceeds the store's limit of 100 elements for "
                           "all its tables, of which 100 are in use");
  ASSERT_EQ(wexn_instance_new(store, fitting.finish(), nullptr, &instance), WEXN_OK);
  EXPECT_EQ(wexn_rt_memory_grow(instance, 1, 1), UINT64_MAX);
  EXPECT_EQ(wexn_rt_table_grow(instance, 1, 1, 0), UINT64_MAX);
  const wexn_limits one = limits(1);
  wexn_memory *other;
  EXPECT_EQ(wexn_memory_new(store, &one, &other), WEXN_ERROR);
}

// An instance that a resolver makes stays when the one that asked for it cannot be made.
TEST(Limits, OfAnInstanceThatAResolverMade) {
  wexn_store_config config = {};
  config.max_memory_bytes = 4 * 65536;
  Store store(&config);
  Module inner, outer;
  inner.memories = {memory_type(limits(2))};
  inner.tables = {table_type(limits(50), ref_null(WEXN_HEAP_FUNC))};
  inner.export_("memory", inner.memories[0], 0);
  inner.finish();
  outer.import("env", "memory", memory_type(limits(1)));
  outer.memories = {memory_type(limits(3))};
  struct Env {
    wexn_store *store;
    const wexn_module_image *image;
    wexn_instance *made;
  } env = {store, &inner.image, nullptr};
  wexn_instance_config how = {};
  how.resolver_env = &env;
  how.resolver = [](void *given, const wexn_import_desc *, wexn_extern *out) {
    auto *asked = static_cast<Env *>(given);
    return wexn_instance_new(asked->store, asked->image, nullptr, &asked->made) == WEXN_OK &&
           wexn_instance_export(asked->made, "memory", out);
  };
  wexn_instance *instance;
  EXPECT_EQ(wexn_instance_new(store, outer.finish(), &how, &instance), WEXN_ERROR);
  EXPECT_EQ(store.error(), "memory of 196608 bytes exceeds the store's limit of 262144 bytes for "
                           "all its memories, of which 131072 are in use");
  ASSERT_NE(env.made, nullptr);
  EXPECT_EQ(store.s->instances, env.made);
  EXPECT_NE(store.s->memories, nullptr);
  EXPECT_NE(store.s->tables, nullptr);
  EXPECT_EQ(store.s->memory_bytes.used, 2 * 65536U);
  EXPECT_EQ(store.s->table_elements.used, 50U);
}

// A guarded memory cannot be had, a checked one can. Runs in a process of its own.
[[noreturn]] void with_little_address_space() {
  Store store;
  Module guarded, checked;
  guarded.image.flags = 0;
  guarded.memories.push_back(memory_type(limits(1)));
  guarded.memories.push_back(memory_type(limits(1)));
  checked.memories.push_back(memory_type(limits(1)));
  rlimit little{};
  little.rlim_cur = little.rlim_max = uint64_t{1} << 30;
  setrlimit(RLIMIT_AS, &little);
  wexn_instance *instance;
  if (wexn_instance_new(store, guarded.finish(), nullptr, &instance) != WEXN_ERROR)
    _exit(1);
  const bool listed = store.s->memories != nullptr || store.s->instances != nullptr;
  fprintf(stderr, "%s; lists %d", wexn_error_message(store), listed);
  _exit(wexn_instance_new(store, checked.finish(), nullptr, &instance) == WEXN_OK ? 0 : 2);
}

TEST(MemoryDeathTest, NoAddressSpace) {
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "AddressSanitizer needs more address space itself";
#endif
  EXPECT_EXIT(with_little_address_space(), testing::ExitedWithCode(0),
              "cannot reserve .*--bounds=software.*; lists 0");
}

TEST(Segment, DataAndElements) {
  Store store;
  Module m;
  m.memories.push_back(memory_type(limits(1)));
  m.tables.push_back(table_type(limits(4), ref_null(WEXN_HEAP_FUNC)));
  m.tables.push_back(table_type(limits(4), ref_null(WEXN_HEAP_EXN)));
  static const uint8_t bytes[] = {1, 2, 3, 4};
  m.datas.push_back({bytes, 4});
  m.funcs.push_back({address(wexn_store_new), nullptr, &v_v});
  m.funcs.push_back({address(wexn_store_delete), nullptr, &v_v});
  static const uint32_t indices[] = {1, 0, 1};
  m.elems.push_back({indices, 3, ref_null(WEXN_HEAP_FUNC), 0});
  m.elems.push_back({nullptr, 2, ref_null(WEXN_HEAP_EXN), 0});
  m.elem_values = 2;
  wexn_instance *instance;
  ASSERT_EQ(wexn_instance_new(store, m.finish(), nullptr, &instance), WEXN_OK) << store.error();
  auto *funcs = array<wexn_func>(instance, m.image.funcs);
  auto *tables = array<wexn_table *>(instance, m.image.tables);

  wexn_rt_memory_init(instance, 0, 0, 65533, 1, 3);
  const uint8_t *base = array<wexn_memory_entry>(instance, m.image.memories)->base;
  EXPECT_EQ(base[65532], 0);
  EXPECT_EQ(base[65533], 2);
  EXPECT_EQ(base[65535], 4);
  wexn_rt_data_drop(instance, 0);
  wexn_rt_memory_init(instance, 0, 0, 65536, 0, 0); // empty, at the end: allowed

  wexn_rt_table_init(instance, 0, 0, 1, 0, 3);
  auto **elems = static_cast<wexn_func **>(tables[0]->elems);
  EXPECT_EQ(elems[0], nullptr);
  EXPECT_EQ(elems[1], funcs + 1);
  EXPECT_EQ(elems[2], funcs);
  EXPECT_EQ(elems[3], funcs + 1);
  wexn_rt_table_copy(instance, 0, 0, 0, 1, 3); // overlapping
  EXPECT_EQ(elems[0], funcs + 1);
  EXPECT_EQ(elems[1], funcs);
  EXPECT_EQ(elems[2], funcs + 1);
  wexn_rt_elem_drop(instance, 0);

  array<uint64_t>(instance, m.image.elem_values)[1] = 77;
  wexn_rt_table_init(instance, 1, 1, 3, 1, 1);
  auto *refs = static_cast<wexn_ref *>(tables[1]->elems);
  EXPECT_EQ(refs[2], 0u);
  EXPECT_EQ(refs[3], 77u);
  wexn_rt_table_fill(instance, 1, 0, 5, 2);
  EXPECT_EQ(refs[1], 5u);
  EXPECT_EQ(refs[2], 0u);
  EXPECT_EQ(wexn_rt_table_grow(instance, 1, 2, 9), 4u);
  EXPECT_EQ(static_cast<wexn_ref *>(tables[1]->elems)[5], 9u);
  EXPECT_EQ(static_cast<wexn_ref *>(tables[1]->elems)[3], 77u);
  EXPECT_EQ(wexn_rt_table_grow(instance, 1, 1u << 31, 0), UINT64_MAX);
  EXPECT_EQ(wexn_rt_memory_grow(instance, 0, 1), 1u);
}

// Traps of the segment calls need a host entry around them.
struct SegmentTrap : testing::Test {
  static void run(void (*code)(wexn_instance *), wexn_trap_kind expected) {
    Store store;
    Module m;
    m.memories.push_back(memory_type(limits(1)));
    m.tables.push_back(table_type(limits(4), ref_null(WEXN_HEAP_FUNC)));
    static const uint8_t bytes[] = {1, 2, 3, 4};
    m.datas.push_back({bytes, 4});
    static const uint32_t none[] = {0};
    m.elems.push_back({none, 0, ref_null(WEXN_HEAP_FUNC), 0});
    m.image.init = address(code);
    m.image.init_enter = enter_v_v;
    wexn_instance *instance;
    ASSERT_EQ(wexn_instance_new(store, m.finish(), nullptr, &instance), WEXN_TRAP);
    EXPECT_EQ(wexn_trap_code(store), expected);
  }
};

TEST_F(SegmentTrap, OutOfBounds) {
  const auto memory = WEXN_TRAP_MemoryOutOfBounds;
  const auto table = WEXN_TRAP_TableOutOfBounds;
  run([](wexn_instance *i) { wexn_rt_memory_init(i, 0, 0, 65534, 0, 3); }, memory);
  run([](wexn_instance *i) { wexn_rt_memory_init(i, 0, 0, 0, 2, 3); }, memory);
  run([](wexn_instance *i) { wexn_rt_memory_init(i, 0, 0, UINT64_MAX, 0, 1); }, memory);
  run([](wexn_instance *i) { wexn_rt_memory_init(i, 0, 0, 65537, 0, 0); }, memory);
  run([](wexn_instance *i) { wexn_rt_table_init(i, 0, 0, 0, 0, 1); }, table);
  run([](wexn_instance *i) { wexn_rt_table_fill(i, 0, 5, 0, 0); }, table);
  run([](wexn_instance *i) { wexn_rt_table_copy(i, 0, 0, 2, 0, 3); }, table);
  run([](wexn_instance *i) { wexn_rt_table_copy(i, 0, 0, 0, UINT64_MAX, 2); }, table);
}

// The fault handler's list of reservations goes beyond its first block and takes entries back.
TEST(Guards, ManyReservations) {
  for (int round = 0; round < 2; ++round) {
    Store store;
    const wexn_limits l = limits(1);
    std::vector<wexn_memory *> memories;
    for (int i = 0; i < 600; ++i) {
      wexn_memory *memory;
      ASSERT_EQ(wexn_memory_new(store, &l, &memory), WEXN_OK) << store.error();
      ASSERT_TRUE(memory->guard);
      memories.push_back(memory);
    }
  }
}

} // namespace
