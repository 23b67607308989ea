# Everything that is built, tested and installed. No recursion; sources are found by wildcard.
#
#   make            the compiler and the runtimes           make demo    a third-party program, natively
#   make check      all tests, one total at the end         make install PREFIX=/usr/local
#   make setup      the Debian packages that all this needs make help    every target and variable
#
# Variables: V=1 shows whole commands; SAN=address,undefined and BUILD=debug build beside the default variant; B=DIR moves all
# output; SPEC=DIR is the official test suite; J=N limits the jobs of the tests' own runners.

B       ?= build
BUILD   ?= release
SAN     ?=
PREFIX  ?= /usr/local
SPEC    ?= ../shared/testsuite
J       ?= 2
VERSION := 0.2.0

comma   := ,
VARIANT := $(BUILD)$(if $(SAN),-$(subst $(comma),-,$(SAN)))
OBJ     := $(B)/$(VARIANT)/obj
# The default variant's products are where the README says; the others are beside it.
OUT     := $(if $(filter release,$(VARIANT)),$(B),$(B)/$(VARIANT))
BIN     := $(OUT)/bin
SYSROOT := $(OUT)/sysroot
NATIVE  := $(shell uname -m)-linux-gnu
LIB     := $(SYSROOT)/$(NATIVE)/lib
UNIT    := $(B)/$(VARIANT)/unit
RESULTS := $(B)/$(VARIANT)/check

Q := $(if $(V),,@)
# Steps are shown as [n/N]. How many there are says a dry run, before the first one.
STEPS    = $(eval STEPS := $(if $(COUNTING),0,$(shell mkdir -p $(B) && : >$(B)/steps && \
  $(MAKE) -n COUNTING=yes $(MAKEOVERRIDES) $(MAKECMDGOALS) 2>/dev/null | grep -c '^n=')))$(STEPS)
SAY      = n=$$(printf . >>$(B)/steps && wc -c <$(B)/steps); printf '[%d/%d] %s\n' $$n $(STEPS)
COUNTING ?=
# One job a processor, unless -j says otherwise.
MAKEFLAGS += -j$(shell nproc)
.DEFAULT_GOAL := all
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all always products setup demo check check-all check-races check-aarch64 check-unit check-run check-spec check-examples check-programs check-bare check-random check-modules check-times fuzz fuzz-short bench bench-compile install dist deb bench-aarch64 bench-exceptions bench-objects bench-threads \
        format clean help unit-tests spec-runner fuzzers runtime

# ---------------------------------------------------------------- Debian packages
# The C library of the Linux that this one is not: the runtime is built for both.
CROSS          := $(if $(filter aarch64%,$(NATIVE)),amd64,arm64)
# To build; besides that for the demo; besides that for the tests (names as tests/support/packages takes them). Without LIEF,
# LLVM reads Mach-O (objfmt/macho_view.h).
BUILD_PACKAGES := clang-19 lld-19 llvm-19-dev libelf-dev ?liblief-dev libcli11-dev libjemalloc-dev zlib1g-dev libzstd-dev g++ libc6-dev \
  libc6-dev-$(CROSS)-cross libgcc-*-dev-$(CROSS)-cross libstdc++-*-dev-$(CROSS)-cross
DEMO_PACKAGES  := wasi-libc libclang-rt-19-dev-wasm32 bzip2 xz-utils
DIST_PACKAGES  := ?bolt-19 xz-utils
DEB_PACKAGES   := dpkg-dev
CHECK_PACKAGES := $(DEMO_PACKAGES) llvm-19-tools libclang-rt-19-dev libgtest-dev libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 \
  wabt python3 dpkg-dev pkg-config cmake gdb clang-format-19 qemu-system-arm qemu-user

# What has to be there for what is made. `make demo` and `make check` install what is missing, so that they work on a fresh
# machine, and so do dist and deb; everything else only says what to do. Looked at once after each change of this file.
PURPOSE := $(if $(filter check% unit-tests spec-runner fuzz% bench%,$(MAKECMDGOALS)),check,$(firstword $(filter demo dist deb,$(MAKECMDGOALS)) build))
NEEDED  := $(if $(filter dist,$(PURPOSE)),$(DIST_PACKAGES)) $(if $(filter deb,$(PURPOSE)),$(DEB_PACKAGES)) $(BUILD_PACKAGES) $(if $(filter demo,$(PURPOSE)),$(DEMO_PACKAGES)) $(if $(filter check,$(PURPOSE)),$(CHECK_PACKAGES))
STAMP   := $(B)/packages.$(PURPOSE)
$(STAMP): Makefile tests/support/packages
	@LLVM_CONFIG=$(LLVM_CONFIG) tests/support/packages $(if $(filter demo check dist deb,$(MAKECMDGOALS)),--install) $(call quote,$(NEEDED))
	@mkdir -p $(@D) && touch $@
quote = $(patsubst %,'%',$(1))

setup: ## install the Debian packages that all this needs
	@tests/support/packages --install $(call quote,$(BUILD_PACKAGES) $(CHECK_PACKAGES))
	@echo "All Debian packages are there."

# ---------------------------------------------------------------- tools and flags
# LLVM 19, wherever it is: LLVM_CONFIG=FILE, or what the path has. Others have another C++ interface. clang comes from there, too,
# unless Debian's names are in the path.
LLVM_CONFIG ?= $(firstword $(foreach c,llvm-config-19 llvm-config-19-64 llvm-config,$(shell command -v $c)))
llvm        = $(shell $(LLVM_CONFIG) $1)
$(if $(filter command environment,$(origin LLVM_CONFIG)),$(if $(filter 19.%,$(call llvm,--version)),,\
  $(error LLVM_CONFIG=$(LLVM_CONFIG) is of LLVM $(or $(call llvm,--version),of no version); wexnc is built with LLVM 19, others have another C++ interface)))
LLVM_BIN    = $(eval LLVM_BIN := $(call llvm,--bindir))$(LLVM_BIN)
tool        = $(or $(shell command -v $1-19),$(if $(LLVM_CONFIG),$(wildcard $(LLVM_BIN)/$1)),$1-19)
CC       := $(call tool,clang)
CXX      := $(call tool,clang++)
AR       := $(call tool,llvm-ar)

# Without the check that needs RTTI, which LLVM is built without.
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
OPT      := $(if $(filter debug,$(BUILD)),-O0 -g -D_GLIBCXX_ASSERTIONS,-O1)
WARN     := -Wall -Wextra -Wshadow -Wconversion -Werror -Wno-deprecated-declarations
INCLUDES := -I. -Isysroot/include
HOSTED   := -std=c++20 $(WARN) $(OPT) $(SANFLAGS) $(INCLUDES) -MMD -MP
# The compiler itself; LLVM's headers only in the places below (how things are compiled).
LLVM_INC  = $(eval LLVM_INC := -isystem $(call llvm,--includedir) -D_GNU_SOURCE -D__STDC_CONSTANT_MACROS \
            -D__STDC_FORMAT_MACROS -D__STDC_LIMIT_MACROS)$(LLVM_INC)
NOEXC    := -fno-exceptions -fno-rtti
LDFLAGS  := -fuse-ld=lld $(SANFLAGS)
# LLVM is in the compiler, which starts in 10 ms then and not in 30, and beside the tests' programs, of which there are many; an
# installation without archives of it has only its shared library.
LLVM_SHARED   = -L$(call llvm,--libdir) $(call llvm,--link-shared --libs)
LLVM_ARCHIVES = $(call llvm,--link-static --libs x86 aarch64 passes asmprinter bitwriter 2>/dev/null)
LLVM_INSIDE   = $(if $(LLVM_ARCHIVES),-L$(call llvm,--libdir) $(LLVM_ARCHIVES) -lzstd -ldl -lm,$(LLVM_SHARED))
OTHER_LIBS    = $(shell test ! -e /usr/include/LIEF/MachO.hpp || echo -lLIEF) -lelf -lz -lpthread
LIBS          = $(OTHER_LIBS) $(LLVM_SHARED)
# The compiler spends a tenth less time with this allocator; sanitizers bring their own.
ALLOCATOR     = $(if $(SAN),,-l:libjemalloc_pic.a)

# The runtime: freestanding, and no part of a C++ library is linked with it.
RTFLAGS  := -std=c++20 $(WARN) $(if $(filter debug,$(BUILD)),-g) $(INCLUDES) -fno-exceptions -fno-rtti \
            -fno-threadsafe-statics -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer \
            -ffunction-sections -fdata-sections -fno-stack-protector -fasynchronous-unwind-tables -MMD -MP
HIDDEN   := -fvisibility=hidden
# These use the C library (but Darwin's, which is declared here); the rest of the runtime has but what is in every freestanding
# one.
USES_LIBC := runtime/wasi/% $(filter-out runtime/port/baremetal%,$(wildcard runtime/port/*.cpp))
# Without an operating system: small; also for memory without the MMU; nothing reads .eh_frame, and no function without calls is
# ever walked over.
BAREFLAGS := -Oz -DWEXN_BARE -mstrict-align -fno-asynchronous-unwind-tables -momit-leaf-frame-pointer \
             -fno-vectorize -fno-slp-vectorize

# $(call compile,COMMAND): makes $@, which is then as old as the start of the command: a header that changes while it is compiled
# is newer. The file that keeps the time is the shell's own, as two makes may make the same.
compile = begun=$@.begun.$$$$; trap "rm -f $$begun" EXIT; trap 'exit 1' HUP INT TERM; touch $$begun && $(1) && touch -r $$begun $@
# An archive is made anew, too, when a source goes, which changes its folder.
folders_of = $(patsubst %/,%,$(sort $(dir $(1))))

# ---------------------------------------------------------------- sources
WEXNC_SRC   := $(filter-out wexnc/main.cpp,$(wildcard wexnc/*.cpp wexnc/*/*.cpp wexnc/*/*/*.cpp objfmt/*.cpp unwindinfo/*.cpp))
WEXNC_OBJ   := $(WEXNC_SRC:%.cpp=$(OBJ)/%.o)
# Of the runtime, without what differs from target to target. Some files have a smaller one instead where there is no operating
# system, or no use.
BARE_ONLY   := runtime/throw/unwind_small.cpp runtime/threads/wait_bare.cpp
HOSTED_ONLY := runtime/throw/unwind.cpp runtime/throw/site_cache.cpp runtime/throw/text_index.cpp runtime/throw/trace.cpp \
  runtime/trap/guards.cpp runtime/instance/reuse.cpp runtime/threads/shared_memory.cpp runtime/threads/host_shared_memory.cpp runtime/threads/wait.cpp runtime/trap/deadline.cpp \
  runtime/trap/preempt.cpp runtime/instance/long_calls.cpp
RUNTIME_SRC := $(filter-out $(BARE_ONLY) runtime/arch/% runtime/port/% runtime/wasi/%,$(wildcard runtime/*/*.cpp unwindinfo/read*.cpp))
WASI_SRC    := $(wildcard runtime/wasi/*.cpp)
SPEC_SRC    := $(wildcard tests/spec/*.cpp)
SPEC_OBJ    := $(SPEC_SRC:%.cpp=$(OBJ)/%.o)
UNIT_SRC    := $(wildcard tests/unit/*_test.cpp)
UNIT_HELP   := $(filter-out $(UNIT_SRC),$(wildcard tests/unit/*.cpp)) tests/spec/script.cpp tests/spec/script_value.cpp
UNIT_BIN    := $(UNIT_SRC:tests/unit/%.cpp=$(UNIT)/%)
FUZZ_SRC    := $(wildcard tests/fuzz/*.cpp)
HEADERS     := $(shell find sysroot/include -name '*.h' -o -name '*.hpp' -o -name '*.def')

WEXNC   := $(if $(wildcard wexnc/main.cpp),$(BIN)/wexnc)
SPECBIN := $(if $(SPEC_SRC),$(BIN)/wexn-spec)

# The targets of the runtime, as in wexnc/support/targets.def: $(call runtime_for,TRIPLE,ARCH,PORT,FLAGS,LIBRARIES) makes the
# rules of one. Its sources besides the common ones: runtime/arch/ARCH/*.S and runtime/port/PORT*.cpp, with posix_* for systems
# of that kind.
define runtime_for
RT_$(1)   := $(OBJ)/rt/$(1)
FLAGS_$(1) := --target=$(1) $(4)
RTSRC_$(1) := $(if $(filter baremetal,$(3)),$(BARE_ONLY) $(filter-out $(HOSTED_ONLY),$(RUNTIME_SRC)),$(RUNTIME_SRC)) \
  $(wildcard runtime/arch/$(2)/*.S $(addprefix runtime/port/,$(3)*.cpp $(3)*.S $(if $(filter baremetal,$(3)),,posix_*.cpp)))
RUNTIME_$(1) := $(patsubst %,$(SYSROOT)/$(1)/lib/lib%.a,$(5))
RUNTIME += $$(RUNTIME_$(1))
TRIPLES += $(1)
$$(SYSROOT)/$(1)/lib/libwexn.a: $$(patsubst %,$$(RT_$(1))/%.o,$$(basename $$(RTSRC_$(1)))) $$(call folders_of,$$(RTSRC_$(1)))
$$(SYSROOT)/$(1)/lib/libwexn_wasi.a: $$(patsubst %.cpp,$$(RT_$(1))/%.o,$$(WASI_SRC)) $$(call folders_of,$$(WASI_SRC))
$$(RT_$(1))/%.o: %.cpp | $$(STAMP)
	@mkdir -p $$(@D)
	$$(if $$(V),,@$$(SAY) 'CXX  $$< ($(1))')
	$$(Q)$$(call compile,$$(CXX) $$(RTFLAGS) $$(HIDDEN) $$(FLAGS_$(1)) $$(if $$(filter $(if $(findstring apple,$(1)),,$$(USES_LIBC)),$$<),,-ffreestanding) $$(EXTRA) -c $$< -o $$@)
$$(RT_$(1))/%.o: %.S | $$(STAMP)
	@mkdir -p $$(@D)
	$$(if $$(V),,@$$(SAY) 'AS   $$< ($(1))')
	$$(Q)$$(call compile,$$(CC) $$(FLAGS_$(1)) $$(INCLUDES) -MMD -MP -c $$< -o $$@)
endef
$(eval $(call runtime_for,x86_64-linux-gnu,x86_64,linux,-O2 -fPIC,wexn wexn_wasi))
$(eval $(call runtime_for,aarch64-linux-gnu,aarch64,linux,-O2 -fPIC -mbranch-protection=standard,wexn wexn_wasi))
$(eval $(call runtime_for,x86_64-apple-macos,x86_64,darwin,-mmacosx-version-min=11.0 -O2,wexn))
$(eval $(call runtime_for,arm64-apple-macos,aarch64,darwin,-mmacosx-version-min=11.0 -O2,wexn))
$(eval $(call runtime_for,aarch64-none-elf,aarch64,baremetal,$(BAREFLAGS),wexn))

# The runtime of this machine under sanitizers, for the tests that link it: $(call sanitized,NAME,FLAGS) makes
# $(OBJ)/rt-NAME/libwexn.a and libwexn_wasi.a. What SAN= says is for the unit tests and wexn-spec; programs that other tests link get the plain one.
# Functions that trap do not return, so ThreadSanitizer must not count entries and exits.
define sanitized
SANITIZE_$(1) := $(2)
RTOBJ_$(1) := $$(patsubst %,$(OBJ)/rt-$(1)/%.o,$$(basename $$(RTSRC_$(NATIVE))))
$(OBJ)/rt-$(1)/libwexn.a: $$(RTOBJ_$(1)) $$(call folders_of,$$(RTSRC_$(NATIVE)))
$(OBJ)/rt-$(1)/libwexn_wasi.a: $$(WASI_SRC:%.cpp=$(OBJ)/rt-$(1)/%.o) $$(call folders_of,$$(WASI_SRC))
$(OBJ)/rt-$(1)/%.a:
	@rm -f $$@
	$$(Q)$$(AR) rcsD $$@ $$(filter %.o,$$^)
$(OBJ)/rt-$(1)/%.o: %.cpp | $$(STAMP)
	@mkdir -p $$(@D)
	$$(if $$(V),,@$$(SAY) 'CXX  $$< ($(1))')
	$$(Q)$$(call compile,$$(CXX) $$(RTFLAGS) $$(HIDDEN) $$(FLAGS_$(NATIVE)) -g $$(SANITIZE_$(1)) \
	  $$(if $$(findstring thread,$$(SANITIZE_$(1))),-mllvm -tsan-instrument-func-entry-exit=0) $$(if $$(filter $$(USES_LIBC),$$<),,-ffreestanding) -c $$< -o $$@)
$(OBJ)/rt-$(1)/%.o: %.S | $$(STAMP)
	@mkdir -p $$(@D)
	$$(Q)$$(call compile,$$(CC) $$(FLAGS_$(NATIVE)) $$(INCLUDES) -MMD -MP -c $$< -o $$@)
endef
TSAN := -fsanitize=thread -fno-sanitize-recover=all
$(eval $(call sanitized,races,$(TSAN)))
$(if $(SAN),$(eval $(call sanitized,san,$(SANFLAGS))))
RT_TESTED := $(if $(SAN),$(OBJ)/rt-san/libwexn.a $(filter %wasi.a,$(RUNTIME_$(NATIVE))),$(RUNTIME_$(NATIVE)))

# The half of wexn-spec that executes scripts, for each target that its programs can be run for: $(call executor_for,TRIPLE).
# It lends its runtime to the modules, which it loads as shared libraries.
RUNSPEC_SRC := $(wildcard tests/spec/run/*.cpp) tests/spec/plan.cpp tests/spec/report.cpp tests/spec/steps.cpp
RANDOM_RUN_SRC := $(wildcard tests/random/run/*.cpp)
define program_for
$(BIN)/$(2).$(1): $$(patsubst %,$(OBJ)/run/$(1)/%.o,$$(basename $(3))) \
  $(if $(and $(SAN),$(filter $(1),$(NATIVE))),$$(RTOBJ_san),$$(patsubst %,$$(RT_$(1))/%.o,$$(basename $$(RTSRC_$(1)))))
	@mkdir -p $$(@D)
	$$(if $$(V),,@$$(SAY) 'LINK $$@')
	$$(Q)$$(CXX) --target=$(1) -fuse-ld=lld $(if $(filter $(1),$(NATIVE)),$(SANFLAGS)) -static-libstdc++ -static-libgcc -rdynamic $(4) $$^ -o $$@
endef
define executor_for
$(call program_for,$(1),wexn-random-run,$(RANDOM_RUN_SRC),-Wl$(comma)--wrap=wexn_port_reserve$(comma)--wrap=wexn_port_release)
RANDOM_RUN += $(BIN)/wexn-random-run.$(1)
EXECUTORS += $(BIN)/wexn-spec-run.$(1)
$(call program_for,$(1),wexn-spec-run,$(RUNSPEC_SRC))
$(OBJ)/run/$(1)/tests/%.o: tests/%.cpp | $$(STAMP)
	@mkdir -p $$(@D)
	$$(if $$(V),,@$$(SAY) 'CXX  $$< ($(1))')
	$$(Q)$$(call compile,$$(CXX) --target=$(1) $$(filter-out $(if $(filter $(1),$(NATIVE)),,$$(SANFLAGS)),$$(HOSTED)) -c $$< -o $$@)
endef
$(eval $(call executor_for,x86_64-linux-gnu))
$(eval $(call executor_for,aarch64-linux-gnu))

# Mach-O programs run in llvm-jitlink's process (tests/spec/jitlink/jitlink.h, tests/support/macho_jit), with the port for
# Linux: Darwin's calls of the system are not there, nor its headers; the C library's have a macro that clang has, too, and
# types in bits/floatn.h that the compiler for Darwin has not. $(call jitlink_for,MACH-O TRIPLE,LINUX TRIPLE,INCLUDE FLAGS).
# For arm64 it is Debian's llvm-jitlink for arm64, in an emulator.
JITLINK      := $(OUT)/jitlink
JITLINK_HOST := $(filter-out tests/spec/run/main.cpp tests/spec/run/library.cpp,$(RUNSPEC_SRC)) tests/spec/jitlink/host.cpp
ARM64_ROOT   := $(B)/arm64
define jitlink_for
MACHO_ON_LINUX_$(1) := --target=$(1) -mmacosx-version-min=11.0 -fno-stack-protector -D__linux__ -D_GNU_SOURCE \
  -D_BITS_FLOATN_H -U__APPLE__ -U__nonnull $(INCLUDES) $(3) -MMD -MP
EXECUTORS += $(BIN)/wexn-spec-run.$(1)
$(BIN)/wexn-spec-run.$(1): $(addprefix $(JITLINK)/$(1)/,host.so guest.o linux.o posix_error.o posix_fault.o jitlink) Makefile
	@mkdir -p $$(@D)
	@printf '%s\n' '#!/bin/sh' 'objects=$$$$(cat "$$$$(dirname "$$$$1")/objects" 2>/dev/null)' \
	  'WEXN_MACHO=$(1) WEXN_BUILD=$(abspath $(OUT)) exec $(abspath tests/support/macho_jit) --library $$$$objects --args "$$$$@"' > $$@
	@chmod +x $$@
$(JITLINK)/$(1)/host.so: $(JITLINK_HOST:%.cpp=$(OBJ)/jitlink/$(1)/%.o)
	@mkdir -p $$(@D)
	$$(if $$(V),,@$$(SAY) 'LINK $$@')
	$$(Q)$$(CXX) --target=$(2) -fuse-ld=lld -shared -z defs $$^ -o $$@
$(OBJ)/jitlink/$(1)/%.o: %.cpp | $$(STAMP)
	@mkdir -p $$(@D)
	$$(if $$(V),,@$$(SAY) 'CXX  $$< ($(1))')
	$$(Q)$$(call compile,$$(CXX) --target=$(2) $$(filter-out $$(SANFLAGS),$$(HOSTED)) -fPIC -c $$< -o $$@)
$(JITLINK)/$(1)/guest.o: tests/spec/jitlink/guest.c | $$(STAMP)
	@mkdir -p $$(@D)
	$$(Q)$$(call compile,$$(CC) $$(MACHO_ON_LINUX_$(1)) -O1 -c $$< -o $$@)
$(JITLINK)/$(1)/%.o: runtime/port/%.cpp | $$(STAMP)
	@mkdir -p $$(@D)
	$$(Q)$$(call compile,$$(CXX) $$(MACHO_ON_LINUX_$(1)) -O2 -std=c++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-omit-frame-pointer \
	  -c $$< -o $$@)
$(JITLINK)/$(1)/jitlink: Makefile | $$(STAMP)
	@mkdir -p $$(@D)
	@printf '%s\n' '#!/bin/sh' 'exec $(if $(filter x86_64%,$(1)),llvm-jitlink-19,$(EMULATED_JITLINK)) "$$$$@"' > $$@
	@chmod +x $$@
endef
EMULATED_JITLINK = qemu-aarch64 -L $(abspath $(ARM64_ROOT)) -E \
  LD_LIBRARY_PATH=$(abspath $(ARM64_ROOT))/usr/lib/aarch64-linux-gnu:$(abspath $(ARM64_ROOT))/lib/aarch64-linux-gnu \
  $(abspath $(ARM64_ROOT))/usr/lib/llvm-19/bin/llvm-jitlink
ifeq ($(NATIVE),x86_64-linux-gnu)
$(eval $(call jitlink_for,x86_64-apple-macos,x86_64-linux-gnu,-isystem /usr/include/x86_64-linux-gnu -isystem /usr/include))
$(eval $(call jitlink_for,arm64-apple-macos,aarch64-linux-gnu,-isystem /usr/aarch64-linux-gnu/include))
endif
# Debian's packages for arm64 are only unpacked there, for check and check-run. Without them the tests that need them are
# skipped.
check check-run: $(if $(filter x86_64%,$(NATIVE)),$(ARM64_ROOT)/tried)
$(ARM64_ROOT)/tried: tests/support/arm64_tools
	@tests/support/arm64_tools $(@D)
	@touch $@

all: products $(SPECBIN) ## the compiler, the runtimes and wexn-spec
# What is installed.
products: $(WEXNC) runtime
runtime: $(RUNTIME) $(SYSROOT)/include ## build the runtimes
unit-tests: $(UNIT_BIN) ## build the unit tests
spec-runner: $(SPECBIN) $(EXECUTORS) ## build wexn-spec and what it runs

# ---------------------------------------------------------------- how things are compiled
# LLVM's headers are visible in these places only.
$(OBJ)/wexnc/ir/%.o $(OBJ)/wexnc/optimize/%.o $(OBJ)/wexnc/emit/%.o $(OBJ)/wexnc/compile.o $(OBJ)/wexnc/parts.o $(OBJ)/wexnc/watch.o $(OBJ)/objfmt/macho_llvm.o: private EXTRA = $(LLVM_INC)
# CLI11 and LIEF throw; their exceptions end in these files.
$(OBJ)/wexnc/command_line.o $(OBJ)/wexnc/command_help.o $(OBJ)/objfmt/macho_lief.o $(OBJ)/tests/%.o: private NOEXC :=
$(OBJ)/tests/%.o: private EXTRA = $(LLVM_INC)
# The version is in one object, which is made again when it changes.
$(OBJ)/wexnc/command_line.o: private EXTRA = -DWEXN_VERSION='"$(VERSION)"'
$(OBJ)/wexnc/command_line.o: $(OBJ)/version
$(OBJ)/version: $(if $(filter $(VERSION),$(shell cat $(OBJ)/version 2>/dev/null)),,always)
	@mkdir -p $(@D) && echo $(VERSION) >$@
always:

$(OBJ)/%.o: %.cpp | $(STAMP)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'CXX  $<')
	$(Q)$(call compile,$(CXX) $(HOSTED) $(NOEXC) $(EXTRA) -c $< -o $@)

# All of the compiler but its main function, for the command, the tests and wexn-spec.
$(OBJ)/libwexnc.a: $(WEXNC_OBJ) $(call folders_of,$(WEXNC_SRC))
	@rm -f $@ && $(AR) rcsT $@ $(filter %.o,$^)
$(RUNTIME):
	@mkdir -p $(@D) && rm -f $@
	$(if $(V),,@$(SAY) 'AR   $@')
	$(Q)$(AR) rcsD $@ $(filter %.o,$^)
$(SYSROOT)/include: | $(STAMP)
	@mkdir -p $(@D) && ln -sfn $(abspath sysroot/include) $@

$(BIN)/wexnc: $(OBJ)/wexnc/main.o $(OBJ)/libwexnc.a
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'LINK $@')
	$(Q)$(CXX) $(LDFLAGS) -Wl,--gc-sections $^ $(OTHER_LIBS) $(LLVM_INSIDE) $(ALLOCATOR) -o $@
$(BIN)/wexn-spec: $(SPEC_OBJ) $(OBJ)/libwexnc.a | $(EXECUTORS)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'LINK $@')
	$(Q)$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@
$(UNIT)/%: $(OBJ)/tests/unit/%.o $(UNIT_HELP:%.cpp=$(OBJ)/%.o) $(OBJ)/libwexnc.a $(RT_TESTED)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'LINK $@')
	$(Q)$(CXX) $(LDFLAGS) $(filter %.o,$^) -lgtest_main -lgtest $(filter %.a,$^) $(LIBS) -o $@

# Waiting takes longer than what comes before it.
$(OBJ)/rt/%/runtime/threads/wait.o $(OBJ)/rt/%/runtime/threads/shared_memory.o: private EXTRA := -Os

$(OBJ)/rt/aarch64-none-elf/runtime/port/baremetal_board.o: private FLAGS_aarch64-none-elf += -mgeneral-regs-only
# Functions that are never on the stack between compiled code and a trap need no frame pointer.
$(patsubst %,$(OBJ)/rt/aarch64-none-elf/%.o,$(addprefix runtime/instance/,alloc code_unit import instance match memory store \
  table type) $(addprefix runtime/api/,definitions error export extern host_func host_tag) \
  runtime/throw/unwind_lookup runtime/throw/unwind_small runtime/trap/interrupt runtime/trap/stack runtime/trap/trap runtime/port/baremetal unwindinfo/read): \
  private FLAGS_aarch64-none-elf += -fomit-frame-pointer
# Start-up code and linker script beside the archive.
BARE := $(SYSROOT)/aarch64-none-elf/lib
runtime: $(BARE)/crt0.o $(BARE)/link.ld
$(BARE)/crt0.o: sysroot/aarch64-none-elf/crt0.S | $(STAMP)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'AS   $<')
	$(Q)$(call compile,$(CC) --target=aarch64-none-elf -c $< -o $@)
$(BARE)/link.ld: sysroot/aarch64-none-elf/link.ld | $(STAMP)
	@mkdir -p $(@D) && cp $< $@
# Random modules, the interpreter that judges them, and the program that runs what was compiled (tests/random/README.md).
RANDOM_OBJ := $(patsubst %.cpp,$(OBJ)/%.o,$(wildcard tests/random/*.cpp tests/support/interpreter/*.cpp) \
  tests/spec/run/value.cpp $(patsubst %,tests/spec/%.cpp,pipeline script script_value script_json))
$(OBJ)/tests/support/interpreter/%.o: private EXTRA := -O2 -ffp-contract=off
spec-runner: $(BIN)/wexn-random
$(BIN)/wexn-random: $(RANDOM_OBJ) $(OBJ)/libwexnc.a $(RUNTIME_$(NATIVE)) | $(RANDOM_RUN)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'LINK $@')
	$(Q)$(CXX) $(LDFLAGS) $^ $(LIBS) $(ALLOCATOR) -o $@
# Makes bare-metal images of test scripts (tests/bare/script).
spec-runner: $(BIN)/wexn-bare-script
$(BIN)/wexn-bare-script: $(OBJ)/tests/bare/script/convert.o $(patsubst %,$(OBJ)/tests/spec/%.o,script script_value script_json) $(OBJ)/libwexnc.a
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'LINK $@')
	$(Q)$(CXX) $(LDFLAGS) $^ $(LIBS) -o $@

-include $(shell find $(B)/$(VARIANT)/obj $(JITLINK) $(B)/fuzz/obj -name '*.d' 2>/dev/null)

# ---------------------------------------------------------------- tests
# Each part prints what it did and ends with "N passed, N failed"; tests/support/total adds them up.
LIT_DIRS := $(filter-out $(addprefix tests/,spec unit fuzz bench races support __pycache__),$(patsubst %/,%,$(wildcard tests/*/)))
PART := SPEC=$(SPEC) J=$(J) BIN=$(abspath $(BIN)) SYSROOT=$(abspath $(SYSROOT)) RESULTS=$(RESULTS) \
        WEXN_MAKE='make B=$(abspath $(B)) BUILD=$(BUILD) SAN=$(SAN)' tests/support/part

check-unit: unit-tests ## unit tests (GoogleTest)
	@$(PART) unit tests/support/unit $(UNIT_BIN)
check-run: all spec-runner ## tests of the command and of modules that run (lit)
	@$(PART) run tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit $(LIT_DIRS)
check-examples: all ## the examples
	@$(PART) examples tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit examples
check-spec: all spec-runner ## the official test suite
	@$(PART) spec tests/support/spec $(BIN)/wexn-spec $(SPEC)
# The same on AArch64, through qemu: the suite, and the folders of tests that make programs; both must count the same as
# here. SAMPLE=sample takes from the suite the exceptions in every way and the rest once, from the folders exceptions, SIMD,
# calls, faults and WASI.
ARM        := aarch64-linux-gnu
ARM_DIRS   := tests/run tests/wasi tests/programs
ARM_SAMPLE := exn_|stack_frames|aarch64|tail_calls|stack_exhaustion|simd_nan|programs/exceptions|wasi/
SAMPLE     ?=
check-aarch64: all spec-runner ## suite and programs here and for AArch64, in an emulator
	@rm -rf $(RESULTS) && mkdir -p $(RESULTS)
	-@$(PART) spec tests/support/spec $(BIN)/wexn-spec $(SPEC)
	-@$(PART) run tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit $(ARM_DIRS)
	-@$(CHECK_ARM_SPEC)
	-@$(CHECK_ARM_RUN)
	-@$(CHECK_ARM_SAME)
	@tests/support/total $(RESULTS)
CHECK_ARM_SPEC = $(PART) arm-spec tests/support/foreign $(ARM) tests/support/spec $(BIN)/wexn-spec $(SPEC) $(ARM) $(SAMPLE)
CHECK_ARM_RUN = WEXN_TARGET=$(ARM) $(if $(SAMPLE),LIT_FILTER='$(ARM_SAMPLE)') $(PART) arm-run tests/support/foreign $(ARM) \
  tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit-$(ARM) $(ARM_DIRS)
CHECK_ARM_SAME = $(PART) arm-same tests/support/foreign $(ARM) python3 tests/support/same_counts.py $(RESULTS) $(ARM)
# Programs in C and C++, natively and through WebAssembly; part of check-run, too.
check-programs: all ## C and C++ programs, natively and through WebAssembly
	@$(PART) programs tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit tests/programs
# Programs without an operating system, in QEMU; part of check-run, too. And what they take of memory, beside the goals.
check-bare: all spec-runner ## programs without an operating system, in QEMU, and their sizes
	@PATH=$(abspath $(BIN)):/usr/lib/llvm-19/bin:$$PATH tests/bare/sizes/measure $(B)/bare-sizes
	@$(PART) bare tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit tests/bare
# Random modules against the interpreter, which is run on the suite, too.
RANDOM_SECONDS ?= 60
RANDOM = tests/support/random $(RANDOM_SECONDS) $(BIN)/wexn-random $(SPEC) $(B)/random
CHECK_RANDOM = $(PART) random $(RANDOM)
check-random: all spec-runner ## random modules against an interpreter, for RANDOM_SECONDS
	@$(CHECK_RANDOM)
# Modules of other people, from npm packages: long, needs npm. MODULES selects some. check-times: compile time and
# memory with one job and with two, and that the bytes are the same.
MODULES ?=
check-modules: all ## modules of npm packages; long, needs npm
	@PATH=$(abspath $(BIN)):$$PATH $(PART) modules tests/modules/check --work $(B)/modules $(MODULES)
check-times: all ## compile time and memory of three of them
	@PATH=$(abspath $(BIN)):$$PATH $(PART) times tests/modules/check --times --work $(B)/modules $(MODULES)
# Threads that use stores, with the runtime under ThreadSanitizer; part of check-all.
RACES := $(OBJ)/races
$(RACES)/races: tests/races/races.c tests/races/module.wat $(OBJ)/rt-races/libwexn.a $(WEXNC)
	@mkdir -p $(@D)
	$(Q)$(BIN)/wexnc tests/races/module.wat -n guarded -o $(@D)/guarded.o --header=$(@D)/guarded.h
	$(Q)$(BIN)/wexnc tests/races/module.wat -n checked --bounds=software -o $(@D)/checked.o --header=$(@D)/checked.h
	$(Q)$(CC) -O1 -g -fuse-ld=lld $(TSAN) $(INCLUDES) -I$(@D) $< $(@D)/guarded.o $(@D)/checked.o $(OBJ)/rt-races/libwexn.a -o $@
# The same for stores that share a memory.
$(RACES)/shared: tests/run/Inputs/threads_stress.c tests/run/Inputs/threads_stress.wat $(OBJ)/rt-races/libwexn.a $(WEXNC)
	@mkdir -p $(@D)
	$(Q)$(BIN)/wexnc tests/run/Inputs/threads_stress.wat -o $(@D)/threads_stress.o --header=$(@D)/threads_stress.h
	$(Q)$(CC) -O1 -g -fuse-ld=lld $(TSAN) $(INCLUDES) -I$(@D) $< $(@D)/threads_stress.o $(OBJ)/rt-races/libwexn.a -o $@
# And for a WASI program with threads, which has a directory.
$(RACES)/wasi: tests/races/wasi.wat $(OBJ)/rt-races/libwexn_wasi.a $(OBJ)/rt-races/libwexn.a $(WEXNC)
	@mkdir -p $(@D)
	$(Q)$(BIN)/wexnc $< -n races -o $(@D)/wasi.o
	$(Q)$(CC) -fuse-ld=lld $(TSAN) $(@D)/wasi.o $(filter %.a,$^) -o $@.program
	@mkdir -p $(@D)/directory
	@printf '#!/bin/sh\nexec "$$0.program" --dir "$$(dirname "$$0")/directory"\n' > $@ && chmod +x $@
# And for stores that are interrupted.
$(RACES)/interrupts: tests/races/interrupts.c tests/run/Inputs/interrupt_any.wat $(OBJ)/rt-races/libwexn.a $(WEXNC)
	@mkdir -p $(@D)
	$(Q)$(BIN)/wexnc tests/run/Inputs/interrupt_any.wat -n m -o $(@D)/m.o --header=$(@D)/m.h
	$(Q)$(CC) -O1 -g -fuse-ld=lld $(TSAN) $(INCLUDES) -I$(@D) $< $(@D)/m.o $(OBJ)/rt-races/libwexn.a -o $@
# And for a host of a guest with threads. Signals end nothing there.
$(RACES)/host: tests/wasi/Inputs/thread_host.c tests/wasi/Inputs/thread_host.wat $(OBJ)/rt-races/libwexn_wasi.a $(OBJ)/rt-races/libwexn.a $(WEXNC)
	@mkdir -p $(@D)/host-module
	$(Q)$(BIN)/wexnc tests/wasi/Inputs/thread_host.wat -n m --interruptible -o $(@D)/host-module/m.o --header=$(@D)/host-module/m.h
	$(Q)$(CC) -O1 -g -fuse-ld=lld $(TSAN) $(INCLUDES) -I$(@D)/host-module $< $(@D)/host-module/m.o $(filter %.a,$^) -o $@.program
	@printf '#!/bin/sh\n"$$0.program" ends\n' > $@ && chmod +x $@
# And for hosts in C++.
$(RACES)/hosts: tests/races/hosts.cpp tests/races/hosts.wat $(OBJ)/rt-races/libwexn.a $(WEXNC)
	@mkdir -p $(@D)
	$(Q)$(BIN)/wexnc tests/races/hosts.wat -o $(@D)/hosts.o --header=$(@D)/hosts.h
	$(Q)$(CXX) -std=c++20 -O1 -g -fuse-ld=lld $(TSAN) $(INCLUDES) -I$(@D) $< $(@D)/hosts.o $(OBJ)/rt-races/libwexn.a -o $@
RACES_BIN := $(addprefix $(RACES)/,races shared wasi interrupts host hosts)
CHECK_RACES = $(PART) races env TSAN_OPTIONS=halt_on_error=1 tests/races/run $(RACES_BIN)
check-races: all $(RACES_BIN) ## threads and stores under ThreadSanitizer
	@$(CHECK_RACES)
# check-all is check without samples, and check-races.
check-all: WHOLE := yes
check-all: check ## check without samples, and check-races
check: SAMPLE = $(if $(WHOLE),,sample)
check: all unit-tests spec-runner fuzzers $(if $(filter check-all,$(MAKECMDGOALS)),$(RACES_BIN)) ## all tests, one total at the end
	@rm -rf $(RESULTS) && mkdir -p $(RESULTS)
	-@$(PART) unit tests/support/unit $(UNIT_BIN)
	-@$(PART) run tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit $(LIT_DIRS)
	-@$(PART) examples tests/support/lit $(abspath $(BIN)) $(RESULTS)/lit examples
	-@$(PART) spec tests/support/spec $(BIN)/wexn-spec $(SPEC)
	-@$(CHECK_ARM_SPEC)
	-@$(CHECK_ARM_RUN)
	-@$(CHECK_ARM_SAME)
	-@$(CHECK_RANDOM)
	-@$(if $(WHOLE),$(CHECK_RACES))
	-@WEXNC=$(BIN)/wexnc $(PART) fuzz tests/support/fuzz $(FUZZ_SECONDS) $(SPEC) $(FUZZ_BIN)
	@tests/support/total $(RESULTS)

# ---------------------------------------------------------------- fuzzing
# libFuzzer programs over everything that reads input, always with ASan and UBSan.
FUZZ_SECONDS ?= 60
FUZZ_FLAGS := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZ_LIB   := $(patsubst %.cpp,$(B)/fuzz/obj/%.o,tests/spec/script.cpp tests/spec/script_value.cpp \
  $(wildcard wexnc/wasm/*.cpp wexnc/wasm/*/*.cpp wexnc/support/*.cpp unwindinfo/*.cpp))
FUZZ_BIN   := $(FUZZ_SRC:tests/fuzz/%.cpp=$(B)/fuzz/bin/%)
# What reads objects, with the libraries that it uses, as they are.
FUZZ_OBJECT_SRC := $(wildcard objfmt/*.cpp wexnc/inspect/*.cpp) wexnc/emit/call_constants.cpp
$(B)/fuzz/bin/object_fuzz: $(FUZZ_OBJECT_SRC:%.cpp=$(B)/fuzz/obj/%.o)
$(B)/fuzz/bin/object_fuzz: private FUZZ_LIBS = $(LIBS)
$(B)/fuzz/obj/objfmt/macho_llvm.o $(B)/fuzz/obj/wexnc/emit/%.o: private EXTRA = $(LLVM_INC) -fno-rtti
$(B)/fuzz/obj/objfmt/macho_lief.o: private EXTRA := -fexceptions
fuzzers: $(FUZZ_BIN) ## build the fuzzers
$(B)/fuzz/obj/%.o: %.cpp | $(STAMP)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'CXX  $<')
	$(Q)$(call compile,$(CXX) -std=c++20 $(WARN) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link $(INCLUDES) -fno-exceptions $(EXTRA) -MMD -MP -c $< -o $@)
$(B)/fuzz/bin/%: $(B)/fuzz/obj/tests/fuzz/%.o $(FUZZ_LIB)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'LINK $@')
	$(Q)$(CXX) -fuse-ld=lld $(FUZZ_FLAGS) -fsanitize=fuzzer $^ $(FUZZ_LIBS) -o $@
fuzz: RANDOM_SECONDS := 7200
fuzz: all fuzzers spec-runner ## all fuzzers, for hours
	@WEXNC=$(BIN)/wexnc tests/support/fuzz 3600 $(SPEC) $(FUZZ_BIN)
	@$(RANDOM)
fuzz-short: all fuzzers ## the fuzzers, FUZZ_SECONDS each
	@WEXNC=$(BIN)/wexnc tests/support/fuzz $(FUZZ_SECONDS) $(SPEC) $(FUZZ_BIN)

SOURCES = DEBIAN_SOURCES=$(abspath $(B))/debian-sources
bench: all ## run times beside native code and wasm2c
	@BIN=$(abspath $(BIN)) SYSROOT=$(abspath $(SYSROOT)) $(SOURCES) tests/bench/run
bench-compile: all ## seconds of processor that compiling takes, for a MB of code, at every level
	@BIN=$(abspath $(BIN)) $(SOURCES) tests/bench/compile
bench-threads: all ## programs with threads beside native threads
	@BIN=$(abspath $(BIN)) tests/bench/threads/run
bench-exceptions: all ## exceptions beside those of C++
	@$(SOURCES) BIN=$(abspath $(BIN)) SYSROOT=$(abspath $(SYSROOT)) tests/bench/exceptions/run
bench-objects: all ## programs with objects beside V8 and C
	@BIN=$(abspath $(BIN)) SYSROOT=$(abspath $(SYSROOT)) tests/bench/objects/run
bench-aarch64: all ## code size and instructions on AArch64
	@BIN=$(abspath $(BIN)) SYSROOT=$(abspath $(SYSROOT)) $(SOURCES) tests/support/foreign $(ARM) tests/bench/aarch64/run

demo: products ## build, then compile and run a third-party program
	@BIN=$(abspath $(BIN)) examples/demo $(B)/demo

# ---------------------------------------------------------------- installation
DEST = $(DESTDIR)$(PREFIX)
install: products ## install into PREFIX (below DESTDIR)
	install -d $(DEST)/bin $(TRIPLES:%=$(DEST)/lib/wexn/%/lib) $(DEST)/include
	install -m 755 $(BIN)/wexnc $(DEST)/bin/
	for a in $(RUNTIME:$(SYSROOT)/%=%); do install -m 644 $(SYSROOT)/$$a $(DEST)/lib/wexn/$$a; done
	install -m 644 $(BARE)/crt0.o $(BARE)/link.ld $(DEST)/lib/wexn/aarch64-none-elf/lib/
	for h in $(HEADERS:sysroot/include/%=%); do install -D -m 644 sysroot/include/$$h $(DEST)/include/$$h; done
	for c in bash:bash-completion/completions/wexnc zsh:zsh/site-functions/_wexnc fish:fish/vendor_completions.d/wexnc.fish; do \
	  $(BIN)/wexnc completion $${c%%:*} | install -D -m 644 /dev/stdin $(DEST)/share/$${c#*:}; done
	for m in $(wildcard man/*.[0-9]); do s=$${m##*.}; install -D -m 644 $$m $(DEST)/share/man/man$$s/$${m##*/}; done
	for f in wexnConfig.cmake wexnConfigVersion.cmake; do \
	  sed $(PACKAGE) sysroot/package/$$f.in | install -D -m 644 /dev/stdin $(DEST)/lib/cmake/wexn/$$f; done
	$(foreach t,$(TRIPLES),sed $(PACKAGE) -e 's|@TRIPLE@|$(t)|g' -e 's|@LIBS@|$(call link_names,$(t))|' \
	  sysroot/package/wexn.pc.in | install -D -m 644 /dev/stdin $(DEST)/lib/$(t)/pkgconfig/wexn.pc &&) \
	install -D -m 644 $(DEST)/lib/$(NATIVE)/pkgconfig/wexn.pc $(DEST)/lib/pkgconfig/wexn.pc
# What is filled into the files of sysroot/package; the libraries of a target, the last one first, as a link needs them.
PACKAGE = -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@VERSION@|$(VERSION)|g'
link_names = $(patsubst %/lib/libwexn_wasi.a,-lwexn_wasi,$(filter %wasi.a,$(RUNTIME_$(1)))) -lwexn

# A tarball with the compiler and all that it needs but glibc; Debian packages.
AGAIN     := env -u MAKEFLAGS -u MFLAGS make -s $(MAKEOVERRIDES)
OUTDEB    ?= $(OUT)/deb
DIST      := $(OUT)/dist
DIST_NAME := wexnc-$(VERSION)-$(shell uname -m)-linux
DIST_OBJ  := $(filter-out %/macho_lief.o %/macho_llvm.o,$(WEXNC_OBJ)) $(OBJ)/wexnc/main.o $(OBJ)/dist/objfmt/macho_llvm.o
$(OBJ)/dist/%.o: %.cpp | $(STAMP)
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'CXX  $<')
	$(Q)$(call compile,$(CXX) $(HOSTED) $(NOEXC) $(LLVM_INC) -DWEXN_WITHOUT_LIEF -c $< -o $@)
$(DIST)/wexnc: $(DIST_OBJ) packaging/layout
	@mkdir -p $(@D)
	$(if $(V),,@$(SAY) 'LINK $@')
	$(Q)$(CXX) $(LDFLAGS) -static-libstdc++ -static-libgcc -Wl,--gc-sections,--emit-relocs $(DIST_OBJ) -L$(call llvm,--libdir) \
	  $(LLVM_ARCHIVES) $(ALLOCATOR) -l:libelf.a -l:libz.a -l:libzstd.a -lpthread -ldl -lm -o $@.linked
	$(Q)LLVM_BIN=$(LLVM_BIN) packaging/layout $@.linked $@ examples/cxx_exceptions/program.wasm
	@rm $@.linked
dist: products $(DIST)/wexnc ## a tarball with LLVM linked in, in build/dist
	@rm -rf $(DIST)/stage && $(AGAIN) install PREFIX= DESTDIR=$(abspath $(DIST))/stage >/dev/null
	@packaging/dist $(DIST)/stage $(DIST)/wexnc $(DIST_NAME) $(DIST)
deb: products ## Debian packages, in build/deb
	@rm -rf $(OUTDEB)/stage && $(AGAIN) install PREFIX=/usr DESTDIR=$(abspath $(OUTDEB))/stage >/dev/null
	@packaging/deb $(OUTDEB)/stage $(VERSION) $(OUTDEB) $(NATIVE) $(filter-out $(NATIVE),$(TRIPLES))

format: ## clang-format over all sources
	clang-format-19 -i $$(git ls-files '*.cpp' '*.h' '*.hpp')
clean: ## remove what was built
	rm -rf $(B)
help: ## this list
	@echo 'make TARGET...'
	@sed -n 's/^\([a-z0-9-]*\):[^=]*## \(.*\)/  \1 \2/p' Makefile | sort | while read -r t text; do printf '  %-17s %s\n' "$$t" "$$text"; done
	@echo 'Variables:'
	@printf '  %-17s %s\n' SAN=KINDS 'sanitizers, as address,undefined; builds beside' BUILD=debug 'builds beside' B=DIR 'where output goes' \
	  PREFIX=DIR 'where install puts things' DESTDIR=DIR 'put before PREFIX' SPEC=DIR 'the official test suite' J=N 'jobs of the tests' \
	  LLVM_CONFIG=FILE 'of LLVM 19' FUZZ_SECONDS=N 'of each fuzzer' RANDOM_SECONDS=N 'of check-random' MODULES=NAMES 'of check-modules' V=1 'whole commands'
