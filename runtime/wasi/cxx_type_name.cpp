// See cxx_type_name.h. Everything has a bound: depth, substitutions, the text; names come from a
// guest's memory.
#include "runtime/wasi/cxx_type_name.h"

namespace wexn::wasi {
namespace {

struct Builtin {
  char code;
  std::string_view name;
};
constexpr Builtin BUILTINS[] = {
    {'v', "void"},        {'w', "wchar_t"},
    {'b', "bool"},        {'c', "char"},
    {'a', "signed char"}, {'h', "unsigned char"},
    {'s', "short"},       {'t', "unsigned short"},
    {'i', "int"},         {'j', "unsigned int"},
    {'l', "long"},        {'m', "unsigned long"},
    {'x', "long long"},   {'y', "unsigned long long"},
    {'n', "__int128"},    {'o', "unsigned __int128"},
    {'f', "float"},       {'d', "double"},
    {'e', "long double"}, {'g', "__float128"},
    {'z', "..."},
};
constexpr Builtin LONG_BUILTINS[] = {
    {'n', "std::nullptr_t"}, {'i', "char32_t"}, {'s', "char16_t"}, {'u', "char8_t"}};
constexpr Builtin STANDARD[] = {{'a', "std::allocator"}, {'b', "std::basic_string"},
                                {'s', "std::string"},    {'i', "std::istream"},
                                {'o', "std::ostream"},   {'d', "std::iostream"}};

template <size_t N> std::string_view find(const Builtin (&list)[N], char code) {
  for (const Builtin &entry : list)
    if (entry.code == code)
      return entry.name;
  return {};
}

class Parser {
public:
  explicit Parser(std::string_view text) : rest_(text) {}

  bool whole(BoundedText &out) { return type(out) && rest_.empty() && !out.full; }

private:
  static constexpr int MAX_DEPTH = 24;
  static constexpr size_t MAX_SUBSTITUTIONS = 48, POOL = 4096;

  std::string_view rest_;
  int depth_ = 0;
  std::string_view substitutions_[MAX_SUBSTITUTIONS];
  size_t num_substitutions_ = 0, pool_used_ = 0;
  char pool_[POOL];

  bool take(std::string_view prefix) {
    if (!rest_.starts_with(prefix))
      return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }
  [[nodiscard]] bool at_digit() const {
    return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9';
  }
  bool number(size_t &out) {
    if (!at_digit())
      return false;
    for (out = 0; at_digit(); rest_.remove_prefix(1))
      if ((out = out * 10 + static_cast<size_t>(rest_[0] - '0')) > 4096)
        return false;
    return true;
  }
  // Remembers the text from `start` on, which is a candidate for substitution.
  bool remember(const BoundedText &out, size_t start) {
    const size_t size = out.size - start;
    if (num_substitutions_ == MAX_SUBSTITUTIONS || size > POOL - pool_used_)
      return false;
    for (size_t i = 0; i < size; i++)
      pool_[pool_used_ + i] = out.data[start + i];
    substitutions_[num_substitutions_++] = {pool_ + pool_used_, size};
    pool_used_ += size;
    return true;
  }

  // <length> <identifier>; inline namespaces of the library are left out.
  bool identifier(BoundedText &out, bool &hidden) {
    size_t size;
    if (!number(size) || size == 0 || size > rest_.size())
      return false;
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    hidden = name == "__1" || name == "__2" || name == "__ndk1" || name == "__cxx11";
    if (!hidden)
      out.add(name.starts_with("_GLOBAL__N") ? "(anonymous namespace)" : name);
    return true;
  }
  // Ul <types> E [<number>] _
  bool lambda(BoundedText &out) {
    out.add("{lambda(");
    if (!take("v") && !types(out, 'E'))
      return false;
    size_t count;
    if (!take("E") || (at_digit() && !number(count)) || !take("_"))
      return false;
    out.add(")}");
    return true;
  }
  bool unqualified(BoundedText &out, bool &hidden) {
    hidden = false;
    return take("Ul") ? lambda(out) : identifier(out, hidden);
  }
  // Types up to `end`, which stays.
  bool types(BoundedText &out, char end) {
    for (bool first = true; !rest_.empty() && rest_[0] != end; first = false) {
      if (!first)
        out.add(", ");
      if (!type(out))
        return false;
    }
    return !rest_.empty();
  }
  // I <template-arg>+ E
  bool arguments(BoundedText &out) {
    out.add("<");
    for (bool first = true; !take("E"); first = false) {
      if (rest_.empty())
        return false;
      if (!first && !rest_.starts_with("JE"))
        out.add(", ");
      if (!argument(out))
        return false;
    }
    out.add(">");
    return true;
  }
  bool argument(BoundedText &out) {
    if (take("L"))
      return literal(out);
    if (take("J"))
      return types(out, 'E') && take("E");
    return type(out);
  }
  // L <type> <value> E
  bool literal(BoundedText &out) {
    const bool boolean = take("b");
    BoundedText ignored;
    if (!boolean && !type(ignored))
      return false;
    if (take("n"))
      out.add("-");
    const size_t end = rest_.find('E');
    if (end == std::string_view::npos || end == 0)
      return false;
    const std::string_view value = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (value.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    out.add(!boolean ? value : value == "0" ? "false" : "true");
    return true;
  }
  // S_, S<number>_
  bool substitution(BoundedText &out) {
    size_t index = 0;
    if (!take("_")) {
      for (; !rest_.empty() && rest_[0] != '_'; rest_.remove_prefix(1)) {
        const char c = rest_[0];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
        if (digit < 0 || index > MAX_SUBSTITUTIONS)
          return false;
        index = index * 36 + static_cast<size_t>(digit);
      }
      if (!take("_"))
        return false;
      index++;
    }
    if (index >= num_substitutions_)
      return false;
    out.add(substitutions_[index]);
    return true;
  }
  // What follows S; `fresh`: it is to be remembered once it is complete.
  bool standard(BoundedText &out, bool &fresh) {
    fresh = false;
    if (take("t")) {
      out.add("std");
      return true;
    }
    if (!rest_.empty())
      if (const std::string_view name = find(STANDARD, rest_[0]); !name.empty()) {
        rest_.remove_prefix(1);
        out.add(name);
        return true;
      }
    return substitution(out);
  }
  // N [qualifiers] <prefix> E
  bool nested(BoundedText &out) {
    while (take("r") || take("V") || take("K")) {
    }
    const size_t start = out.size;
    for (bool first = true; !take("E"); first = false) {
      if (rest_.empty())
        return false;
      if (take("I")) {
        if (first || !arguments(out))
          return false;
      } else if (first && take("S")) {
        bool fresh;
        if (!standard(out, fresh))
          return false;
        continue; // known already
      } else {
        const size_t before = out.size;
        if (!first)
          out.add("::");
        bool hidden;
        if (!unqualified(out, hidden))
          return false;
        if (hidden)
          out.size = before;
      }
      if (!rest_.empty() && rest_[0] != 'E' && !remember(out, start))
        return false;
    }
    return true;
  }
  // Z <function> E <entity>: a type within a function.
  bool local(BoundedText &out) {
    if (!take("L") && !name(out))
      return false;
    out.add("(");
    if (!take("v") && !types(out, 'E'))
      return false;
    out.add(")::");
    if (!take("E") || !name(out))
      return false;
    if (take("_"))
      for (size_t ignored; at_digit();)
        if (!number(ignored))
          return false;
    return true;
  }
  bool name(BoundedText &out) {
    if (take("N"))
      return nested(out);
    if (take("Z"))
      return local(out);
    const size_t start = out.size;
    bool fresh = false, hidden;
    if (take("S")) {
      const bool std = !rest_.empty() && rest_[0] == 't';
      if (!standard(out, fresh))
        return false;
      if (std) {
        out.add("::");
        if (!unqualified(out, hidden))
          return false;
        fresh = true;
      }
    } else {
      fresh = true;
      if (!unqualified(out, hidden))
        return false;
    }
    if (fresh && !remember(out, start))
      return false;
    if (!take("I"))
      return true;
    return arguments(out) && remember(out, start);
  }
  bool type(BoundedText &out) {
    if (++depth_ > MAX_DEPTH || rest_.empty())
      return false;
    const bool ok = type_here(out);
    depth_--;
    return ok && !out.full;
  }
  bool type_here(BoundedText &out) {
    const size_t start = out.size;
    const char code = rest_[0];
    if (const std::string_view builtin = find(BUILTINS, code); !builtin.empty()) {
      rest_.remove_prefix(1);
      out.add(builtin);
      return true;
    }
    switch (code) {
    case 'P':
    case 'R':
    case 'O':
      rest_.remove_prefix(1);
      if (!type(out))
        return false;
      out.add(code == 'P' ? "*" : code == 'R' ? "&" : "&&");
      return remember(out, start);
    case 'K':
    case 'V':
      rest_.remove_prefix(1);
      if (!type(out))
        return false;
      out.add(code == 'K' ? " const" : " volatile");
      return remember(out, start);
    case 'D': {
      const std::string_view builtin =
          rest_.size() > 1 ? find(LONG_BUILTINS, rest_[1]) : std::string_view();
      if (builtin.empty())
        return false;
      rest_.remove_prefix(2);
      out.add(builtin);
      return true;
    }
    case 'F':
      rest_.remove_prefix(1);
      if (!type(out))
        return false;
      out.add(" (");
      if (!take("v") && !types(out, 'E'))
        return false;
      out.add(")");
      return take("E") && remember(out, start);
    case 'A': {
      rest_.remove_prefix(1);
      const std::string_view digits = rest_;
      size_t count;
      if (!number(count))
        return false;
      const std::string_view size = digits.substr(0, digits.size() - rest_.size());
      if (!take("_") || !type(out))
        return false;
      out.add(" [");
      out.add(size);
      out.add("]");
      return remember(out, start);
    }
    default: {
      // A nested name is remembered whole; its prefixes already are.
      const bool nested_name = code == 'N';
      return name(out) && (!nested_name || remember(out, start));
    }
    }
  }
};

} // namespace

bool cxx_type_name(std::string_view mangled, BoundedText &out) {
  out.size = 0;
  out.full = false;
  if (mangled.starts_with('*')) // not to be compared by address
    mangled.remove_prefix(1);
  return Parser(mangled).whole(out);
}

} // namespace wexn::wasi
