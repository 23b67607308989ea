# A module whose imports and exports have names that C headers cannot take as they are.
NAMES = """NAN INT_MAX EOF NULL errno st_atime st_mtime int32_t int64_t uint8_t size_t bool true class new this int float
sa_handler s6_addr si_pid stdin environ unix linux I wexn_func wexn_memory wexn_store nullptr constexpr typeof_unqual alignas INFINITY
major minor isnan fpclassify assert va_arg offsetof signal sigaction stat __FILE__ _Bool 1 2x""".split()
print("(module")
for module in ["env", "int32_t", "NAN", "wexn_table"]:
    for name in NAMES:
        print(f'(import "{module}" "{name}" (func (param i32 i64) (result f64)))')
    print(f'(import "{module}" "memory" (memory 1)) (import "{module}" "tag" (tag (param i32)))')
for name in ["\\u{202e}gpj.exe", "\\1b[2Jgone", "line\\nbreak\\r", "*/ int x; /*", "\\u{200b}\\u{feff}\\u{e0041}", "ä", "??/", "a\\\\"]:
    print(f'(func (export "{name}"))')
print(")")
