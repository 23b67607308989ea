// Mach-O -> MachoView through LLVM's reader of objects.
#if !__has_include(<LIEF/MachO.hpp>) || defined(WEXN_WITHOUT_LIEF)
#include "objfmt/macho_view.h"
#include "objfmt/object.h"

#include "llvm/Object/MachO.h"

namespace wexn::objfmt {

using llvm::object::MachOObjectFile;

Result<MachoView> view_macho(std::span<const uint8_t> file) {
  auto made = MachOObjectFile::create(
      {llvm::StringRef(reinterpret_cast<const char *>(file.data()), file.size()), "object"}, true,
      true);
  if (!made)
    return bad_object(llvm::toString(made.takeError()));
  const MachOObjectFile &object = **made;
  MachoView v;
  v.cpu_type = object.getHeader().cputype;
  v.file_type = object.getHeader().filetype;
  v.flags = object.getHeader().flags;
  for (const llvm::object::SectionRef &ref : object.sections()) {
    const llvm::MachO::section_64 s = object.getSection64(ref.getRawDataRefImpl());
    v.sections.push_back({std::string(s.sectname, strnlen(s.sectname, sizeof s.sectname)), s.addr,
                          s.size, s.offset, s.align, s.flags, s.reloff, s.nreloc});
  }
  for (const llvm::object::SymbolRef &ref : object.symbols()) {
    const llvm::MachO::nlist_64 s = object.getSymbol64TableEntry(ref.getRawDataRefImpl());
    llvm::Expected<llvm::StringRef> name = ref.getName();
    if (!name)
      return bad_object(llvm::toString(name.takeError()));
    v.symbols.push_back({name->str(), s.n_type, s.n_sect, s.n_desc, s.n_value});
  }
  return v;
}

} // namespace wexn::objfmt

#endif
