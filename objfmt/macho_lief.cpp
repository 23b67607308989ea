// Mach-O -> MachoView through LIEF. The only file that includes LIEF; its exceptions end here.
#if __has_include(<LIEF/MachO.hpp>) && !defined(WEXN_WITHOUT_LIEF)
#include "objfmt/macho_view.h"
#include "objfmt/object.h"

#include <LIEF/MachO.hpp>

namespace wexn::objfmt {

namespace macho = LIEF::MachO;

static MachoView view(macho::Binary &binary) {
  MachoView v;
  v.cpu_type = static_cast<uint32_t>(binary.header().cpu_type());
  v.file_type = static_cast<uint32_t>(binary.header().file_type());
  v.flags = binary.header().flags();
  for (const macho::Section &s : binary.sections())
    v.sections.push_back({s.name(), s.address(), s.size(), s.offset(), s.alignment(), s.raw_flags(),
                          s.relocation_offset(), s.numberof_relocations()});
  for (const macho::Symbol &s : binary.symbols())
    v.symbols.push_back({s.name(), s.type(), s.numberof_sections(), s.description(), s.value()});
  return v;
}

Result<MachoView> view_macho(std::span<const uint8_t> file) {
  try {
    std::unique_ptr<macho::FatBinary> binaries =
        macho::Parser::parse(std::vector<uint8_t>(file.begin(), file.end()));
    if (!binaries || binaries->size() == 0)
      return bad_object("no Mach-O inside");
    return view(binaries->at(0));
  } catch (const std::exception &e) {
    return bad_object(e.what());
  }
}

} // namespace wexn::objfmt

#endif
