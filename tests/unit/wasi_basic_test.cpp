// Arguments, environment, clocks, random bytes; the table of functions; addresses at and beyond the
// end of memory.
#include "tests/unit/wasi_guest.h"

#include <ctime>
#include <set>

namespace wexn::wasi {
namespace {

TEST(WasiTable, HasEveryFunctionOfPreview1WithItsSignature) {
  // Written down from the standard independently of wasi.def.
  const std::pair<const char *, const char *> expected[] = {
      {"args_get", "ii:i"},
      {"args_sizes_get", "ii:i"},
      {"environ_get", "ii:i"},
      {"environ_sizes_get", "ii:i"},
      {"clock_res_get", "ii:i"},
      {"clock_time_get", "iIi:i"},
      {"fd_advise", "iIIi:i"},
      {"fd_allocate", "iII:i"},
      {"fd_close", "i:i"},
      {"fd_datasync", "i:i"},
      {"fd_fdstat_get", "ii:i"},
      {"fd_fdstat_set_flags", "ii:i"},
      {"fd_fdstat_set_rights", "iII:i"},
      {"fd_filestat_get", "ii:i"},
      {"fd_filestat_set_size", "iI:i"},
      {"fd_filestat_set_times", "iIIi:i"},
      {"fd_pread", "iiiIi:i"},
      {"fd_prestat_get", "ii:i"},
      {"fd_prestat_dir_name", "iii:i"},
      {"fd_pwrite", "iiiIi:i"},
      {"fd_read", "iiii:i"},
      {"fd_readdir", "iiiIi:i"},
      {"fd_renumber", "ii:i"},
      {"fd_seek", "iIii:i"},
      {"fd_sync", "i:i"},
      {"fd_tell", "ii:i"},
      {"fd_write", "iiii:i"},
      {"path_create_directory", "iii:i"},
      {"path_filestat_get", "iiiii:i"},
      {"path_filestat_set_times", "iiiiIIi:i"},
      {"path_link", "iiiiiii:i"},
      {"path_open", "iiiiiIIii:i"},
      {"path_readlink", "iiiiii:i"},
      {"path_remove_directory", "iii:i"},
      {"path_rename", "iiiiii:i"},
      {"path_symlink", "iiiii:i"},
      {"path_unlink_file", "iii:i"},
      {"poll_oneoff", "iiii:i"},
      {"proc_exit", "i:"},
      {"proc_raise", "i:i"},
      {"sched_yield", ":i"},
      {"random_get", "ii:i"},
      {"sock_accept", "iii:i"},
      {"sock_recv", "iiiiii:i"},
      {"sock_send", "iiiii:i"},
      {"sock_shutdown", "ii:i"},
  };
  EXPECT_EQ(functions().size(), std::size(expected));
  for (auto [name, signature] : expected) {
    const Function *function = find_function(name);
    ASSERT_NE(function, nullptr) << name;
    EXPECT_EQ(std::string(function->params) + ":" + std::string(function->results), signature)
        << name;
  }
  EXPECT_EQ(find_function("fd_rea"), nullptr);
  EXPECT_EQ(find_function(""), nullptr);
}

TEST(WasiTable, SignatureIsCompared) {
  const Function *seek = find_function("fd_seek"); // (i32 i64 i32 i32) -> i32
  wexn_valtype types[5] = {{WEXN_I32, 0, 0, 0, nullptr},
                           {WEXN_I64, 0, 0, 0, nullptr},
                           {WEXN_I32, 0, 0, 0, nullptr},
                           {WEXN_I32, 0, 0, 0, nullptr},
                           {WEXN_I32, 0, 0, 0, nullptr}};
  wexn_type type{};
  type.kind = WEXN_TYPE_FUNC;
  type.num_params = 4;
  type.num_results = 1;
  type.types = types;
  EXPECT_TRUE(signature_matches(*seek, type));
  types[1].code = WEXN_I32;
  EXPECT_FALSE(signature_matches(*seek, type));
  types[1].code = WEXN_I64;
  types[4].code = WEXN_F32;
  EXPECT_FALSE(signature_matches(*seek, type));
  types[4].code = WEXN_I32;
  type.num_results = 0;
  EXPECT_FALSE(signature_matches(*seek, type));
  type.num_results = 1;
  type.num_params = 3;
  EXPECT_FALSE(signature_matches(*seek, type));
}

TEST(WasiArgs, StringsAreLaidOut) {
  Guest guest;
  const char *args[] = {"prog", "", "two words"};
  guest.state.args = {args, 3};
  ASSERT_EQ(guest.call("args_sizes_get", {Guest::OUT, Guest::OUT2}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 3u);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT2), 5u + 1u + 10u);
  ASSERT_EQ(guest.call("args_get", {Guest::OUT, Guest::TEXT}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), Guest::TEXT);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT + 4), Guest::TEXT + 5);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT + 8), Guest::TEXT + 6);
  EXPECT_EQ(guest.text(Guest::TEXT, 16), std::string("prog\0\0two words\0", 16));

  // The text fits exactly at the end of memory, and not one byte later.
  EXPECT_EQ(guest.call("args_get", {Guest::OUT, Guest::END - 16}), Errno::success);
  EXPECT_EQ(guest.call("args_get", {Guest::OUT, Guest::END - 15}), Errno::fault);
  EXPECT_EQ(guest.call("args_get", {Guest::END - 12, Guest::TEXT}), Errno::success);
  EXPECT_EQ(guest.call("args_get", {Guest::END - 11, Guest::TEXT}), Errno::fault);
  EXPECT_EQ(guest.call("args_get", {0xffffffff, Guest::TEXT}), Errno::fault);
}

TEST(WasiArgs, EnvironmentIsSeparateAndMayBeEmpty) {
  Guest guest;
  ASSERT_EQ(guest.call("environ_sizes_get", {Guest::OUT, Guest::OUT2}), Errno::success);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT), 0u);
  EXPECT_EQ(guest.get<uint32_t>(Guest::OUT2), 0u);
  EXPECT_EQ(guest.call("environ_get", {Guest::OUT, Guest::TEXT}), Errno::success);
  const char *environment[] = {"A=1"};
  guest.state.environment = {environment, 1};
  ASSERT_EQ(guest.call("environ_get", {Guest::OUT, Guest::TEXT}), Errno::success);
  EXPECT_EQ(guest.text(guest.get<uint32_t>(Guest::OUT), 4), std::string("A=1\0", 4));
}

TEST(WasiClock, ReadsTheHostsClocks) {
  Guest guest;
  for (uint32_t clock : {0u, 1u, 2u, 3u}) {
    ASSERT_EQ(guest.call("clock_res_get", {clock, Guest::OUT}), Errno::success);
    EXPECT_GT(guest.get<uint64_t>(Guest::OUT), 0u);
    EXPECT_LE(guest.get<uint64_t>(Guest::OUT), 1'000'000'000u);
    ASSERT_EQ(guest.call("clock_time_get", {clock, 0, Guest::OUT}), Errno::success);
    uint64_t first = guest.get<uint64_t>(Guest::OUT);
    ASSERT_EQ(guest.call("clock_time_get", {clock, 0, Guest::OUT}), Errno::success);
    EXPECT_GE(guest.get<uint64_t>(Guest::OUT), first);
  }
  timespec now;
  ::clock_gettime(CLOCK_REALTIME, &now);
  ASSERT_EQ(guest.call("clock_time_get", {0, 0, Guest::OUT}), Errno::success);
  uint64_t difference =
      guest.get<uint64_t>(Guest::OUT) - static_cast<uint64_t>(now.tv_sec) * 1'000'000'000;
  EXPECT_LT(difference, 10'000'000'000u);
  EXPECT_EQ(guest.call("clock_time_get", {4, 0, Guest::OUT}), Errno::inval);
  EXPECT_EQ(guest.call("clock_res_get", {0xffffffff, Guest::OUT}), Errno::inval);
}

TEST(WasiRandom, FillsExactlyTheBuffer) {
  Guest guest;
  std::set<std::string> seen;
  for (int i = 0; i < 8; i++) {
    ASSERT_EQ(guest.call("random_get", {Guest::TEXT, 32}), Errno::success);
    seen.insert(guest.text(Guest::TEXT, 32));
    EXPECT_EQ(guest.text(Guest::TEXT + 32, 1), "\xa5");
    EXPECT_EQ(guest.text(Guest::TEXT - 1, 1), "\xa5");
  }
  EXPECT_EQ(seen.size(), 8u);
  EXPECT_EQ(guest.call("random_get", {Guest::END, 0}), Errno::success);
  EXPECT_EQ(guest.call("random_get", {Guest::END - 1, 1}), Errno::success);
  EXPECT_EQ(guest.call("random_get", {Guest::END - 1, 2}), Errno::fault);
  EXPECT_EQ(guest.call("random_get", {Guest::END + 1, 0}), Errno::fault);
  EXPECT_EQ(guest.call("random_get", {16, 0xffffffff}), Errno::fault);
  EXPECT_EQ(guest.call("random_get", {0xffffffff, 0xffffffff}), Errno::fault);
}

TEST(WasiMemory, WithoutOneEveryAddressIsBad) {
  Guest guest;
  guest.state.memory = nullptr;
  EXPECT_EQ(guest.call("random_get", {0, 1}), Errno::fault);
  EXPECT_EQ(guest.call("clock_res_get", {0, 0}), Errno::fault);
  EXPECT_EQ(guest.call("sched_yield", {}), Errno::success);
}

TEST(WasiProc, RaiseIsNotThere) {
  Guest guest;
  EXPECT_EQ(guest.call("proc_raise", {9}), Errno::nosys);
}

TEST(WasiErrno, NumbersAreTheStandards) {
  EXPECT_EQ(static_cast<int>(Errno::toobig), 1);
  EXPECT_EQ(static_cast<int>(Errno::badf), 8);
  EXPECT_EQ(static_cast<int>(Errno::exist), 20);
  EXPECT_EQ(static_cast<int>(Errno::ilseq), 25);
  EXPECT_EQ(static_cast<int>(Errno::inval), 28);
  EXPECT_EQ(static_cast<int>(Errno::isdir), 31);
  EXPECT_EQ(static_cast<int>(Errno::loop), 32);
  EXPECT_EQ(static_cast<int>(Errno::nametoolong), 37);
  EXPECT_EQ(static_cast<int>(Errno::noent), 44);
  EXPECT_EQ(static_cast<int>(Errno::nosys), 52);
  EXPECT_EQ(static_cast<int>(Errno::notdir), 54);
  EXPECT_EQ(static_cast<int>(Errno::notsup), 58);
  EXPECT_EQ(static_cast<int>(Errno::perm), 63);
  EXPECT_EQ(static_cast<int>(Errno::spipe), 70);
  EXPECT_EQ(static_cast<int>(Errno::xdev), 75);
  EXPECT_EQ(static_cast<int>(Errno::notcapable), 76);
  EXPECT_EQ(errno_from_host(ENOENT), Errno::noent);
  EXPECT_EQ(errno_from_host(EWOULDBLOCK), Errno::again);
  EXPECT_EQ(errno_from_host(EOPNOTSUPP), Errno::notsup);
  EXPECT_EQ(errno_from_host(123456), Errno::io);
  EXPECT_EQ(errno_from_host(0), Errno::io);
}

TEST(WasiRights, BitsAreTheStandards) {
  EXPECT_EQ(Right::fd_datasync, 1u << 0);
  EXPECT_EQ(Right::fd_write, 1u << 6);
  EXPECT_EQ(Right::path_open, 1u << 13);
  EXPECT_EQ(Right::path_filestat_get, 1u << 18);
  EXPECT_EQ(Right::poll_fd_readwrite, 1u << 27);
  EXPECT_EQ(Right::sock_accept, 1u << 29);
  EXPECT_EQ(ALL_RIGHTS, (1u << 30) - 1);
}

} // namespace
} // namespace wexn::wasi
