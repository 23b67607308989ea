// Objects of every target are read back and pass the check; damaged ones fail it, and never do
// more.
#include "objfmt/check.h"
#include "wexnc/compile.h"
#include "wexnc/inspect/model.h"
#include "wexnc/support/target.h"
#include "wexnc/wasm/text/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <random>

namespace wexn {
namespace {

constexpr const char *kModule = R"((module
  (import "env" "f" (func $f (param i32) (result i64)))
  (tag $t (param i32 f64)) (tag $u)
  (memory (export "memory") 1 3)
  (func (export "go") (param i32) (result i64)
    (block $all
      (block $h (result i32 f64)
        (try_table (catch $t $h) (catch_all $all)
          (return (call $f (local.get 0))))
        (unreachable))
      (drop) (drop))
    (i64.load (local.get 0)))
  (func (export "throw") (param i32) (throw $t (local.get 0) (f64.const 1)))))";

// Two call sites with the same clauses, one of them in inlined code.
constexpr const char *kTwoSites = R"((module
  (import "env" "f" (func $f (param i32)))
  (tag $t)
  (func $inner (param i32) (call $f (i32.add (local.get 0) (i32.const 1))))
  (func (export "go") (param i32)
    (block $h
      (try_table (catch $t $h)
        (call $inner (local.get 0))
        (call $f (local.get 0)))))))";

CompiledObject compiled_with_counts(std::string_view target, Bounds bounds, const char *source) {
  auto text = wasm::parse_wat(source);
  EXPECT_TRUE(text.ok());
  Options options;
  options.input = "test.wat";
  options.target = target;
  options.bounds = find_target(target)->hosted ? bounds : Bounds::Software;
  options.module_name = "test";
  options.opt = OptLevel::O1;
  auto object = compile(options, text->bytes);
  if (!object.ok())
    ADD_FAILURE() << error_text(object.error().id) << ": " << object.error().detail;
  return object.ok() ? std::move(*object) : CompiledObject();
}

std::vector<uint8_t> compiled(std::string_view target, Bounds bounds = Bounds::Guard,
                              const char *source = kModule) {
  return compiled_with_counts(target, bounds, source).bytes;
}

class EveryTarget : public testing::TestWithParam<std::string_view> {};

TEST_P(EveryTarget, ReadsBackWhatWasCompiled) {
  const auto [bytes, counts, size] = compiled_with_counts(GetParam(), Bounds::Guard, kModule);
  EXPECT_EQ(objfmt::check_object(bytes, counts), std::nullopt);
  auto object = objfmt::read_object(bytes);
  ASSERT_TRUE(object.ok()) << object.error().detail;
  auto info = describe(*object);
  ASSERT_TRUE(info.ok()) << info.error().detail;
  ASSERT_EQ(info->modules.size(), 1u);
  const ModuleInfo &m = info->modules[0];
  EXPECT_EQ(m.name, "test");
  ASSERT_EQ(m.imports.size(), 1u);
  EXPECT_EQ(m.imports[0].module, "env");
  EXPECT_EQ(m.imports[0].type, "(func (param i32) (result i64))");
  ASSERT_EQ(m.exports.size(), 3u);
  EXPECT_EQ(m.exports[1].name, "go");
  EXPECT_EQ(m.tags, (std::vector<std::string>{"(func (param i32 f64))", "(func)"}));
  EXPECT_EQ(m.memories, std::vector<std::string>{"1 3"});
  ASSERT_EQ(info->tables.functions_in_try, 1u);
  auto in_try = std::find_if(info->functions.begin(), info->functions.end(),
                             [](const FunctionInfo &f) { return !f.tables.sites.empty(); });
  EXPECT_EQ(in_try->tables.index, 1u);
  EXPECT_EQ(in_try->tables.sites[0].clauses, (std::vector<std::string>{"catch 0", "catch_all"}));
}

// Any file that was cut off is refused with an error, or describes less; it never leads outside.
TEST_P(EveryTarget, SurvivesTruncation) {
  std::vector<uint8_t> bytes = compiled(GetParam());
  unsigned refused = 0;
  for (size_t size = 0; size < bytes.size(); size += 61) {
    std::vector<uint8_t> part(bytes.begin(), bytes.begin() + static_cast<long>(size));
    auto object = objfmt::read_object(part);
    refused += !object.ok() || !describe(*object).ok();
  }
  EXPECT_GT(refused, 5u);
}

// Whatever a byte of it becomes: an error, or something to print.
TEST_P(EveryTarget, SurvivesDamage) {
  const std::vector<uint8_t> good = compiled(GetParam(), Bounds::Guard, kTwoSites);
  std::minstd_rand random(1);
  for (unsigned round = 0; round < 3000; ++round) {
    std::vector<uint8_t> bytes = good;
    for (unsigned change = round % 4 + 1; change > 0; --change)
      bytes[random() % bytes.size()] = static_cast<uint8_t>(round % 3 ? random() : 0xff);
    auto object = objfmt::read_object(bytes);
    if (!object.ok())
      continue;
    (void)describe(*object);
    (void)objfmt::check_object(*object);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, EveryTarget,
                         testing::Values("x86_64-linux-gnu", "aarch64-linux-gnu",
                                         "aarch64-none-elf", "x86_64-apple-macos",
                                         "arm64-apple-macos"));

TEST(Check, FindsAFunctionWithoutRow) {
  std::vector<uint8_t> bytes = compiled("x86_64-linux-gnu");
  auto object = objfmt::read_object(bytes);
  ASSERT_TRUE(object.ok());
  auto symbol = std::find_if(object->symbols.begin(), object->symbols.end(),
                             [](const objfmt::Symbol &s) { return s.function && s.size; });
  symbol->function = false;
  EXPECT_NE(objfmt::check_object(*object), std::nullopt);
  symbol->function = true;
  EXPECT_EQ(objfmt::check_object(*object), std::nullopt);
  symbol->size += unwind::kSizeUnit; // less could be padding
  EXPECT_NE(objfmt::check_object(*object).value_or("").find(symbol->name), std::string::npos);
}

TEST(Check, FindsAnUnknownUndefinedSymbol) {
  std::vector<uint8_t> bytes = compiled("x86_64-linux-gnu");
  std::string_view name = "wexn_rt_enter";
  auto at = std::search(bytes.begin(), bytes.end(), name.begin(), name.end());
  ASSERT_NE(at, bytes.end());
  *at = 'v';
  EXPECT_EQ(objfmt::check_object(bytes, {}),
            "the object needs vexn_rt_enter, which no library of ours defines");
}

objfmt::Section *section_named(objfmt::Object &object, std::string_view name) {
  auto it = std::find_if(object.sections.begin(), object.sections.end(),
                         [&](const objfmt::Section &s) { return s.name == name && s.size; });
  return it == object.sections.end() ? nullptr : &*it;
}

// What must not be in an object, one by one, in both formats.
TEST_P(EveryTarget, CheckFindsWrongSections) {
  auto object = objfmt::read_object(compiled(GetParam()));
  ASSERT_TRUE(object.ok());
  const auto name = [&](objfmt::SectionId id) { return section_name(id, object->format); };
  auto expect = [&](std::string_view problem) {
    EXPECT_NE(objfmt::check_object(*object).value_or("").find(problem), std::string::npos)
        << objfmt::check_object(*object).value_or("nothing found");
  };
  objfmt::Section *funcs = section_named(*object, name(objfmt::SectionId::Funcs));
  ASSERT_NE(funcs, nullptr);
  const objfmt::Section good = *funcs;
  funcs->row = nullptr;
  expect("is none that an object of ours has");
  *funcs = good;
  funcs->flags ^= 1; // ELF: writable; Mach-O: zero-filled
  expect("has flags");
  *funcs = good;
  funcs->align = 2;
  expect("is aligned to 2 bytes only");
  *funcs = good;
  funcs->reloc_kinds |= 1u << static_cast<unsigned>(objfmt::RelocKind::Absolute64);
  expect("has relocations that it may not have");
  *funcs = good;
  EXPECT_EQ(objfmt::check_object(*object), std::nullopt);
}

// A relocation of code becomes one that is not in relocations.def: thread-local storage, and a type
// that Mach-O does not have.
TEST(Check, FindsAForeignRelocation) {
  std::vector<uint8_t> bytes = compiled("x86_64-linux-gnu");
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  unsigned changed = 0;
  for (size_t i = 0; i < header.e_shnum && !changed; ++i) {
    Elf64_Shdr section, target;
    std::memcpy(&section, bytes.data() + header.e_shoff + i * sizeof section, sizeof section);
    std::memcpy(&target, bytes.data() + header.e_shoff + section.sh_info * sizeof target,
                sizeof target);
    if (section.sh_type != SHT_RELA || !(target.sh_flags & SHF_EXECINSTR))
      continue;
    Elf64_Rela rela;
    std::memcpy(&rela, bytes.data() + section.sh_offset, sizeof rela);
    rela.r_info = ELF64_R_INFO(ELF64_R_SYM(rela.r_info), R_X86_64_TPOFF32);
    std::memcpy(bytes.data() + section.sh_offset, &rela, sizeof rela);
    ++changed;
  }
  ASSERT_EQ(changed, 1u);
  EXPECT_NE(objfmt::check_object(bytes, {}).value_or("").find("may not have: 23"),
            std::string::npos);

  bytes = compiled("arm64-apple-macos");
  constexpr size_t kFirstSection = 32 + 72, kReloff = 56; // mach-o/loader.h
  uint32_t reloff = 0;
  std::memcpy(&reloff, bytes.data() + kFirstSection + kReloff, sizeof reloff);
  bytes[reloff + 7] |= 0xf0; // r_type
  EXPECT_NE(objfmt::check_object(bytes, {}).value_or("").find("may not have: 15"),
            std::string::npos);
}

// What the code generator counted must be in the tables.
TEST_P(EveryTarget, CheckFindsWhatIsMissing) {
  const auto [bytes, counts, size] = compiled_with_counts(GetParam(), Bounds::Guard, kTwoSites);
  EXPECT_EQ(counts.functions_in_try, 1u);
  EXPECT_EQ(counts.call_sites, 2u);
  EXPECT_EQ(objfmt::check_object(bytes, counts), std::nullopt);
  for (uint64_t objfmt::TableCounts::*count :
       {&objfmt::TableCounts::functions, &objfmt::TableCounts::functions_in_try,
        &objfmt::TableCounts::call_sites}) {
    objfmt::TableCounts more = counts;
    ++(more.*count);
    EXPECT_NE(objfmt::check_object(bytes, more).value_or("").find("; the code has "),
              std::string::npos);
  }
}

// Each field of the tables that the check looks at, changed in the object's contents.
TEST_P(EveryTarget, CheckFindsWrongTables) {
  auto object = objfmt::read_object(compiled(GetParam(), Bounds::Guard, kTwoSites));
  ASSERT_TRUE(object.ok());
  ASSERT_EQ(objfmt::check_object(*object), std::nullopt);
  const unwind::Tables tables = objfmt::unwind_tables(*object);
  unwind::Function f;
  unwind::Block block;
  uint32_t row = 0;
  while (unwind::read_function(tables, row, f) &&
         !(f.has_block && unwind::read_block(tables, f, block) && block.num_sites))
    ++row;
  ASSERT_EQ(block.num_sites, 2u);
  ASSERT_EQ(block.code_bytes, 2u);
  const auto data_of = [&](objfmt::SectionId id) {
    const objfmt::Section all = object->merged(section_name(id, object->format));
    return object->data.data() + all.first_byte;
  };
  uint8_t *const rows = data_of(objfmt::SectionId::Funcs);
  uint8_t *const sites = data_of(objfmt::SectionId::Sites);
  const auto changed = [&](uint8_t *at, std::vector<uint8_t> value) {
    std::swap_ranges(value.begin(), value.end(), at);
    const std::string problem = objfmt::check_object(*object).value_or("nothing found");
    std::swap_ranges(value.begin(), value.end(), at);
    return problem;
  };
  const auto has = [](const std::string &text, std::string_view part) {
    return testing::AssertionResult(text.find(part) != text.npos) << text;
  };
  EXPECT_TRUE(has(changed(rows + row * unwind::kRowBytes, {4, 0, 0, 0}), ": its row has "));
  EXPECT_TRUE(has(changed(sites + f.block, {0xff}), " of the unwind tables cannot be read"));
  ASSERT_EQ(sites[block.site_offsets - 4], 2); // number of sites
  EXPECT_TRUE(has(changed(sites + block.site_offsets - 4, {0x7f}), ": its block of the unwind"));
  EXPECT_TRUE(has(changed(sites + block.site_offsets, {0xfc, 0x7f}), "outside of the function"));
  EXPECT_TRUE(has(changed(sites + block.site_offsets, {4, 0}), "0 is not behind a call"));
  const uint8_t *first = sites + block.site_offsets;
  EXPECT_TRUE(has(changed(sites + block.site_offsets + 2, {first[0], first[1]}),
                  ": call sites are not in order"));
  EXPECT_TRUE(has(changed(sites + block.pad_offsets, {0xfc, 0x7f}), "0 cannot be read"));
  EXPECT_TRUE(has(changed(sites + block.clauses, {0}), ": a call site has no clauses"));

  uint8_t *const inlined = data_of(objfmt::SectionId::Inline);
  uint8_t *const chains = data_of(objfmt::SectionId::Chains);
  EXPECT_TRUE(has(changed(inlined, {4, 0, 0, 0}), "row 0 of the inline tables"));
  EXPECT_TRUE(has(changed(chains, {0xff}), "row 0 of the inline tables cannot be read"));
  unwind::InlineFunction inline_row;
  ASSERT_TRUE(unwind::read_inline_row(objfmt::inline_tables(*object), 0, inline_row));
  ASSERT_GE(inline_row.num_ranges, 1u);
  EXPECT_TRUE(has(changed(chains + inline_row.range_offsets, {0xfc, 0x7f}), ": range 0 of its"));
  EXPECT_TRUE(has(changed(chains + inline_row.range_nodes, {0x7f}), ": range 0 of its"));
  EXPECT_TRUE(has(changed(chains + inline_row.nodes + 1, {1}), "inlined functions do not end"));
  objfmt::Section *last = nullptr;
  for (objfmt::Section &section : object->sections)
    if (section.row && section.row->id == objfmt::SectionId::Inline && section.size)
      last = !last || section.address > last->address ? &section : last;
  ASSERT_NE(last, nullptr);
  last->size -= 4;
  EXPECT_TRUE(has(objfmt::check_object(*object).value_or(""), "end within a row"));
  last->size += 4;
  EXPECT_EQ(objfmt::check_object(*object), std::nullopt);
}

// Linkers for Mach-O keep or drop what lies between two symbols: each row needs its own.
TEST(Check, FindsARowWithoutSymbol) {
  std::vector<uint8_t> bytes = compiled("arm64-apple-macos");
  auto object = objfmt::read_object(bytes);
  ASSERT_TRUE(object.ok());
  EXPECT_TRUE(object->scatters);
  object->scatters = false;
  EXPECT_NE(objfmt::check_object(*object), std::nullopt);
  // The second row's symbol, changed in the file.
  constexpr uint64_t kSecond = 8;
  const objfmt::Section *funcs = section_named(*object, "__TEXT,__wexn_funcs");
  ASSERT_NE(funcs, nullptr);
  const uint64_t address = funcs->address + kSecond;
  uint8_t number[8];
  std::memcpy(number, &address, sizeof number);
  unsigned found = 0;
  for (size_t at = 0; at + 16 <= bytes.size(); ++at) // nlist_64: type at 4, value at 8
    if (std::equal(number, number + 8, bytes.begin() + static_cast<long>(at) + 8) &&
        bytes[at + 4] == 0x0e) {
      bytes[at + 4] = 2; // absolute, in no section
      ++found;
    }
  EXPECT_EQ(found, 1u);
  EXPECT_NE(objfmt::check_object(bytes, {}).value_or("").find("its row has no symbol"),
            std::string::npos);
}

TEST(Check, RefusesOtherFiles) {
  EXPECT_FALSE(objfmt::read_object(std::vector<uint8_t>{0, 'a', 's', 'm'}).ok());
  EXPECT_FALSE(objfmt::read_object({}).ok());
}

} // namespace
} // namespace wexn
