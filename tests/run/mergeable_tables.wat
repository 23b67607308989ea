;; RUN: cat %s %S/Inputs/mergeable_tables.calls > %t.wast && %every-mode %t.wast
;; RUN: for target in x86_64-linux-gnu aarch64-linux-gnu aarch64-none-elf x86_64-apple-macos arm64-apple-macos; do \
;; RUN:   for level in 0 1 2 3 s z; do wexnc %s --target=$target -O$level -o %t.o || exit 1; done; done
;; RUN: python3 %S/Inputs/mergeable_parts.py > %t.parts.wast && wexn-spec -O2 --bounds=software %t.parts.wast
;; Tables that LLVM makes of a br_table whose targets are constants, and constants of all sizes. Those without a zero
;; but at the end look like strings, of bytes or wider characters, and lie in sections whose contents linkers merge; also
;; those of the parts of a big module.
