// How errors are shown, and what file names become.
#include "wexnc/command_line.h"
#include "wexnc/diagnostics.h"

#include <gtest/gtest.h>

namespace wexn {
namespace {

Error type_mismatch() {
  Error error;
  error.id = ErrorId::TypeMismatch;
  error.offset = 0x1a2b;
  return error;
}

TEST(Diagnostics, BinaryErrorsHaveTheOffset) {
  EXPECT_EQ(format_error(type_mismatch(), "app.wasm", nullptr, {}),
            "app.wasm:0x1a2b: error: type mismatch");
}

TEST(Diagnostics, DetailAndFunctionFollow) {
  Error error = type_mismatch();
  error.detail = "expected i32, found i64";
  error.function = "f";
  EXPECT_EQ(format_error(error, "app.wasm", nullptr, {}),
            "app.wasm:0x1a2b: error: type mismatch: expected i32, found i64 (in function f)");
}

TEST(Diagnostics, TextErrorsHaveLineAndColumn) {
  Error error = type_mismatch();
  error.offset.reset();
  error.line = 12;
  error.column = 7;
  EXPECT_EQ(format_error(error, "app.wat", nullptr, {}), "app.wat:12:7: error: type mismatch");
}

TEST(Diagnostics, OffsetsInTextLeadBackToLines) {
  wasm::TextModule text;
  text.offsets = {{0x10, {3, 5}}, {0x1a2b, {4, 1}}};
  EXPECT_EQ(format_error(type_mismatch(), "app.wat", &text, {}),
            "app.wat:4:1: error: type mismatch");
}

TEST(Diagnostics, NamesTheFlagOnlyWhenItIsOff) {
  Error error = type_mismatch();
  error.feature = "exceptions";
  wasm::Features features;
  EXPECT_EQ(format_error(error, "a.wasm", nullptr, features),
            "a.wasm:0x1a2b: error: type mismatch");
  features.set(wasm::Feature::Exceptions, false);
  EXPECT_NE(format_error(error, "a.wasm", nullptr, features).find("--enable-exceptions allows it"),
            std::string::npos);
}

TEST(Diagnostics, NamesTheProposalOfWhatIsNotCompiled) {
  Error error;
  error.id = ErrorId::Unsupported;
  error.offset = 0x1a2b;
  error.detail = "struct.new";
  error.feature = "gc";
  const std::string text = format_error(error, "a.wasm", nullptr, {});
  EXPECT_TRUE(text.starts_with("a.wasm:0x1a2b: error: not supported: struct.new\n"));
  EXPECT_NE(text.find("the proposal \"gc\""), std::string::npos);
  EXPECT_EQ(text.find("--enable-gc"), std::string::npos);
}

TEST(Diagnostics, FileErrorsNameTheProgram) {
  Error error;
  error.id = ErrorId::CannotRead;
  error.detail = "x.wasm: No such file or directory";
  EXPECT_EQ(format_error(error, "x.wasm", nullptr, {}),
            "wexnc: error: cannot read file: x.wasm: No such file or directory");
}

TEST(Diagnostics, StandardInputHasAName) {
  EXPECT_EQ(format_error(type_mismatch(), "-", nullptr, {}),
            "<stdin>:0x1a2b: error: type mismatch");
}

TEST(Diagnostics, WhatNobodyWouldSeeIsShownAsBytes) {
  Error error = type_mismatch();
  error.detail = "a\x1b[2J \u202egpj \u00e4 \xff";
  error.function = "\u200b\nf";
  EXPECT_EQ(format_error(error, "\rx.wasm", nullptr, {}),
            "\\0dx.wasm:0x1a2b: error: type mismatch: a\\1b[2J \\e2\\80\\aegpj \u00e4 \\ff"
            " (in function \\e2\\80\\8b\\0af)");
}

TEST(CommandLine, ModuleNamesComeFromFileNames) {
  EXPECT_EQ(module_name_of("dir/app.wasm"), "app");
  EXPECT_EQ(module_name_of("my-app.opt.wasm"), "my_app_opt");
  EXPECT_EQ(module_name_of("2048.wasm"), "_2048");
  EXPECT_EQ(module_name_of(".wasm"), "_wasm");
  EXPECT_EQ(module_name_of("-"), "module");
  EXPECT_EQ(module_name_of("a-.wasm"), "a");
  EXPECT_EQ(module_name_of("--.wasm"), "module");
  EXPECT_EQ(module_name_of("clock.wasm"), "module_clock");
  EXPECT_EQ(module_name_of("__init.wasm"), "module___init");
}

Command parse(std::vector<std::string> args) {
  args.insert(args.begin(), "wexnc");
  std::vector<char *> argv;
  for (std::string &arg : args)
    argv.push_back(arg.data());
  return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

TEST(CommandLine, ReadsClangsSpelling) {
  Command command =
      parse({"-O3", "-mcpu=native", "-mtune=znver4", "-mattr=+avx2,-bmi", "-j3", "a.wasm", "-g"});
  ASSERT_EQ(command.kind, CommandKind::Compile);
  EXPECT_EQ(command.options.opt, OptLevel::O3);
  EXPECT_EQ(command.options.cpu, "native");
  EXPECT_EQ(command.options.tune, "znver4");
  EXPECT_EQ(command.options.attr, "+avx2,-bmi");
  EXPECT_EQ(command.options.jobs, 3u);
  EXPECT_TRUE(command.options.debug);
  EXPECT_EQ(command.options.output, "a.o");
}

TEST(CommandLine, ProposalsTakeTheOrderTheyAreGivenIn) {
  using wasm::Feature;
  wasm::Features f = parse({"--disable-exceptions", "a.wasm"}).options.features;
  EXPECT_FALSE(f.has(Feature::Exceptions) || f.has(Feature::Exnref) ||
               f.has(Feature::LegacyExceptions));
  f = parse({"--disable-exceptions", "--enable-legacy-exceptions", "a.wasm"}).options.features;
  EXPECT_TRUE(f.has(Feature::LegacyExceptions));
  f = parse({"--enable-simd", "--disable-simd", "a.wasm"}).options.features;
  EXPECT_FALSE(f.has(Feature::Simd));
  EXPECT_TRUE(f.has(Feature::Exceptions));
}

TEST(CommandLine, UsageErrorsEndWithTwo) {
  testing::internal::CaptureStderr();
  for (std::vector<std::string> args : std::vector<std::vector<std::string>>{
           {},
           {"--bogus"},
           {"-O7", "a.wasm"},
           {"--target=vax", "a.wasm"},
           {"-n", "a-b", "a.wasm"},
           {"a.wasm", "-o", "a.wasm"},
           {"--bounds=guard", "--target=aarch64-none-elf", "a.wasm"},
           {"--emit=exe", "-o", "-", "a.wasm"},
           {"-j0", "a.wasm"},
           {"--disable-mvp", "a.wasm"}}) {
    Command command = parse(args);
    EXPECT_EQ(command.kind, CommandKind::Exit);
    EXPECT_EQ(command.exit_code, 2);
  }
  std::string errors = testing::internal::GetCapturedStderr();
  EXPECT_NE(errors.find("wexnc: error: no input file"), std::string::npos);
}

} // namespace
} // namespace wexn
