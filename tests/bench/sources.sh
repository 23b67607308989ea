# Part of run and aarch64/run: what is measured, and how it is compiled. `here` is this folder.
#
# A kernel is one file without a C library. A program is its file in programs/ and, of most, sources of a Debian package; it
# defines the same two functions (kernel.h). DEBIAN_SOURCES is where those are kept.
: "${DEBIAN_SOURCES:=$here/../../build/debian-sources}" "${CC:=clang-19}"

# all_names: CLASS NAME, one a line; of the names that are wanted.
all_names() { # NAMES
  for source in "$here"/array/*.c "$here"/branchy/*.c "$here"/calls/*.c "$here"/programs/*.c "$here"/programs/*.cpp; do
    name=${source##*/} class=${source%/*}
    name=${name%.*} class=${class##*/}
    case " $1 " in *" all "* | *" $name "* | *" $class "*) echo "$class $name" ;; esac
  done
}

# Fetches what the wanted names need. Without a network the programs of others are left out.
fetch_sources() { # NAMES
  case $(all_names "$1") in
  *programs/zlib* | *"programs zlib"* | *"programs bzip2"* | *"programs lua"* | *"programs sqlite"*) ;;
  *) return 0 ;;
  esac
  "$here/../support/debian_sources" "$DEBIAN_SOURCES" zlib bzip2 lua5.4 libdbd-sqlite3-perl >"$work/fetch.log" 2>&1 || {
    cat "$work/fetch.log" >&2
    echo "The sources of Debian packages cannot be had: programs of other people are skipped" >&2
  }
}

# describe CLASS NAME: sets files, flags, and libc, which is yes for a program that needs a C library. False if its sources are
# not there.
describe() {
  libc= flags= files=$(ls "$here/$1/$2".c*)
  case $1/$2 in
  programs/zlib)
    of=zlib flags=-DZ_SOLO
    others='adler32 deflate trees inflate inftrees inffast crc32 zutil'
    ;;
  programs/bzip2)
    of=bzip2 flags=-DBZ_NO_STDIO
    others='blocksort huffman crctable randtable compress decompress bzlib'
    ;;
  programs/lua) # no errors, which would be setjmp and longjmp; the same order of tables everywhere
    of=lua5.4/src libc=yes
    others='lapi lcode lctype ldebug ldo ldump lfunc lgc llex lmem lobject lopcodes lparser lstate lstring ltable ltm lundump
      lvm lzio lauxlib lbaselib lmathlib lstrlib ltablib lutf8lib'
    flags='-DLUAI_THROW(L,c)=__builtin_trap() -DLUAI_TRY(L,c,a)={a} -Dluai_jmpbuf=int -D_SETJMP_H
      -D_WASI_EMULATED_SIGNAL -Dluai_makeseed(L)=0 -Dl_randomizePivot()=0'
    ;;
  programs/sqlite)
    of=libdbd-sqlite3-perl others=sqlite3 libc=yes
    flags='-DSQLITE_OS_OTHER=1 -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_LOCALTIME -DSQLITE_TEMP_STORE=3
      -DSQLITE_OMIT_WAL -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_OMIT_DEPRECATED'
    ;;
  *) return 0 ;;
  esac
  [ -d "$DEBIAN_SOURCES/$of" ] || return 1
  flags="$flags -w -I$DEBIAN_SOURCES/$of"
  for file in $others; do
    files="$files $DEBIAN_SOURCES/$of/$file.c"
  done
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
  # There is no C library for 64 bits: the other's headers say nothing that differs, and memset is an instruction.
  [ "$bits" = wasm32 ] || set -- "$@" -nostdlib -mbulk-memory -isystem /usr/include/wasm32-wasi
  $CC --target="$bits-wasi" $same $flags -Wno-unused-command-line-argument -mexec-model=reactor -nostartfiles -Wl,--no-entry \
    -Wl,-z,stack-size=262144 "$@" $files -o "$out"
}
