# Part of run and aarch64/run: what is measured, and how it is compiled. `here` is this folder.
#
# A kernel is one file without a C library. A program is its file in programs/ and, of most, sources of a Debian package; it
# defines the same two functions (kernel.h). DEBIAN_SOURCES is where those are kept.
: "${DEBIAN_SOURCES:=$here/../../build/debian-sources}" "${CC:=clang-19}"

# all_names: CLASS NAME, one a line; of the names that are wanted.
all_names() { # NAMES
  for source in "$here"/array/*.c "$here"/branchy/*.c "$here"/calls/*.c "$here"/simd/*.c "$here"/programs/*.c \
    "$here"/programs/*.cpp; do
    name=${source##*/} class=${source%/*}
    name=${name%.*} class=${class##*/}
    case " $1 " in *" all "* | *" $name "* | *" $class "*) echo "$class $name" ;; esac
  done
}

libc_sources=$DEBIAN_SOURCES/wasi-libc

# Fetches what the wanted names need. Without a network the programs of others are left out.
fetch_sources() { # NAMES
  packages=$(all_names "$1" | while read -r class name; do
    describe "$class" "$name" || echo "$package ${libc:+wasi-libc}"
  done)
  [ -z "$packages" ] || "$here/../support/debian_sources" "$DEBIAN_SOURCES" $packages >"$work/fetch.log" 2>&1 ||
    cat "$work/fetch.log" >&2
}

# describe CLASS NAME: sets files, flags, features (options for WebAssembly), libc, which is yes for a program that needs a C library,
# and package, the Debian package whose sources it has. False if those, or a C library's, are not there.
describe() {
  libc= flags= features= package= folder= files=$(ls "$here/$1/$2".c*)
  case $1/$2 in
  simd/*)
    features='-msimd128 -mrelaxed-simd'
    return 0
    ;;
  programs/zlib)
    package=zlib flags=-DZ_SOLO
    others='adler32 deflate trees inflate inftrees inffast crc32 zutil'
    ;;
  programs/bzip2)
    package=bzip2 flags=-DBZ_NO_STDIO
    others='blocksort huffman crctable randtable compress decompress bzlib'
    ;;
  programs/lua) # no errors, which would be setjmp and longjmp; the same order of tables everywhere
    package=lua5.4 folder=src libc=yes
    others='lapi lcode lctype ldebug ldo ldump lfunc lgc llex lmem lobject lopcodes lparser lstate lstring ltable ltm lundump
      lvm lzio lauxlib lbaselib lmathlib lstrlib ltablib lutf8lib'
    flags='-DLUAI_THROW(L,c)=__builtin_trap() -DLUAI_TRY(L,c,a)={a} -Dluai_jmpbuf=int -D_SETJMP_H
      -D_WASI_EMULATED_SIGNAL -Dluai_makeseed(L)=0 -Dl_randomizePivot()=0'
    ;;
  programs/sqlite) # long double has 80 bits natively, 128 of software in WebAssembly: the same numbers everywhere instead
    package=libdbd-sqlite3-perl others=sqlite3 libc=yes
    flags='-DSQLITE_OS_OTHER=1 -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_LOCALTIME -DSQLITE_TEMP_STORE=3
      -DSQLITE_OMIT_WAL -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_OMIT_DEPRECATED -DLONGDOUBLE_TYPE=double'
    ;;
  programs/brotli)
    package=brotli folder=c libc=yes others='common/* dec/* enc/*'
    flags="-I$DEBIAN_SOURCES/brotli/c/include"
    ;;
  programs/zstd) # without assembly, threads, and functions for other processors that are chosen when it runs
    package=libzstd folder=lib libc=yes
    flags='-DZSTD_DISABLE_ASM -DZSTD_NO_INTRINSICS -DDYNAMIC_BMI2=0 -DXXH_NAMESPACE=ZSTD_'
    others='common/* compress/* decompress/*'
    ;;
  programs/pcre2)
    package=pcre2 folder=src libc=yes
    flags='-DPCRE2_CODE_UNIT_WIDTH=8 -DPCRE2_STATIC -DSUPPORT_PCRE2_8 -DHEAP_LIMIT=20000000 -DMATCH_LIMIT=10000000
      -DMATCH_LIMIT_DEPTH=10000000 -DMAX_NAME_SIZE=32 -DMAX_NAME_COUNT=10000 -DLINK_SIZE=2 -DNEWLINE_DEFAULT=2
      -DPARENS_NEST_LIMIT=250 -DMAX_VARLOOKBEHIND=255 -DSTDC_HEADERS -DSUPPORT_UNICODE'
    others='pcre2_auto_possess pcre2_chartables pcre2_compile pcre2_config pcre2_context pcre2_error pcre2_extuni
      pcre2_find_bracket pcre2_match pcre2_match_data pcre2_newline pcre2_ord2utf pcre2_pattern_info pcre2_script_run
      pcre2_string_utils pcre2_study pcre2_substring pcre2_tables pcre2_ucd pcre2_valid_utf pcre2_xclass'
    ;;
  programs/crypto) # without assembly
    package=mbedtls folder=library libc=yes
    flags="-I$DEBIAN_SOURCES/mbedtls/include -DMBEDTLS_CONFIG_FILE=<$here/programs/crypto.h>"
    others='sha256 sha512 aes chacha20 poly1305 platform_util'
    ;;
  programs/json)
    package=cjson others=cJSON libc=yes
    ;;
  *) return 0 ;;
  esac
  of=$DEBIAN_SOURCES/$package
  [ -e "$of/.complete" ] && { [ -z "$libc" ] || [ -e "$libc_sources/.complete" ]; } || return 1
  of=$of${folder:+/$folder}
  if [ $2 = pcre2 ]; then # what its configure script would make
    cp "$of/pcre2.h.generic" "$of/pcre2.h"
    cp "$of/pcre2_chartables.c.dist" "$of/pcre2_chartables.c"
  fi
  flags="$flags -w -I$of"
  for file in $others; do
    files="$files $of/$file.c"
  done
}

# have_sources CLASS NAME: describes it, or says why it is skipped.
have_sources() {
  describe "$1" "$2" || { echo "The sources of Debian's $package cannot be had: $2 is skipped"; return 1; }
}

# The same code on every side: fused operations do not exist in WebAssembly.
same='-ffp-contract=off -fno-rtti -fno-exceptions'

# compile_native OUT FLAGS...: one object in which only the functions of kernel.h can be seen from outside.
compile_native() {
  out=$1
  shift
  parts=
  for file in $files; do
    part=$out.$(basename "$file").part
    $CC "$@" $same $flags -Wno-unused-command-line-argument -c "$file" -o "$part"
    parts="$parts $part"
  done
  ld.lld-19 -r $parts -o "$out"
  llvm-objcopy-19 --wildcard --keep-global-symbol='native*_setup' --keep-global-symbol='native*_run' "$out"
}

# compile_wasm OUT wasm32|wasm64 FLAGS...: a module that exports the functions of kernel.h.
compile_wasm() {
  out=$1 bits=$2
  shift 2
  library=
  if [ "$bits" = wasm64 ]; then
    library=-nostdlib
    if [ -z "$libc" ]; then # memset is an instruction
      set -- "$@" -mbulk-memory
    else # what is not there is not called
      "$here/wasm64/libc" "$libc_sources" "$work/libc64"
      set -- "$@" -Xclang -mlong-double-64 -I"$work/libc64" -I"$here/wasm64"
      library="-nostdlib $work/libc64/libc.a -Wl,--unresolved-symbols=ignore-all"
    fi
    set -- "$@" -isystem /usr/include/wasm32-wasi
  fi
  parts=
  for file in $files; do
    part=$out.$(basename "$file").part
    $CC --target="$bits-wasi" "$@" $features $same $flags -Wno-unused-command-line-argument -c "$file" -o "$part"
    parts="$parts $part"
  done
  # Without a level of optimisation: else clang runs wasm-opt, if there is one, which knows fewer features and is not measured here.
  $CC --target="$bits-wasi" -mexec-model=reactor -nostartfiles -Wl,--no-entry -Wl,-z,stack-size=262144 $parts $library -o "$out"
}

# code FILE PATTERN: bytes of the functions whose names match.
code() {
  llvm-nm-19 --print-size --defined-only "$1" | awk -v p="$2" '$3 ~ /^[tTwW]$/ && $4 ~ p { print "0x" $2 }' |
    { all=0; while read -r n; do all=$((all + n)); done; echo "$all"; }
}
