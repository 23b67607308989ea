// See unsupported.h.
#include "wexnc/wasm/unsupported.h"

namespace wexn::wasm {
namespace {

struct CodeRow {
  Place place;
  uint32_t first, last;
  const char *proposal;
};
constexpr CodeRow kCodes[] = {
#define CODE(place, first, last, proposal) {Place::place, first, last, proposal},
#include "wexnc/wasm/unsupported.def"
};

struct WordRow {
  std::string_view text;
  const char *proposal;
};
constexpr WordRow kWords[] = {
#define WORD(text, proposal) {text, proposal},
#include "wexnc/wasm/unsupported.def"
};

std::string sentence(const char *proposal) { return std::string("not supported: ") + proposal; }

} // namespace

std::string unsupported(Place place, uint32_t code) {
  for (const CodeRow &row : kCodes)
    if (row.place == place && code >= row.first && code <= row.last)
      return sentence(row.proposal);
  return {};
}

std::string unsupported_word(std::string_view word) {
  for (const WordRow &row : kWords) {
    const bool family = row.text.ends_with('.') || row.text.ends_with('_');
    if (family ? word.starts_with(row.text) : word == row.text)
      return sentence(row.proposal);
  }
  return {};
}

} // namespace wexn::wasm
