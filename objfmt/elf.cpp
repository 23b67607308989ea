// ELF -> Object, through libelf (System V ABI, chapter "Object Files"; relocation types from the
// x86-64 psABI and the AArch64 ELF ABI).
#include "objfmt/object.h"

#include <elf.h>
#include <gelf.h>
#include <libelf.h>

#include <map>
#include <memory>

namespace wexn::objfmt {
namespace {

constexpr uint64_t kMaxAlign = 1 << 16; // the largest page

struct EndElf {
  void operator()(Elf *elf) const { elf_end(elf); }
};

class Reader {
public:
  Reader(Elf *elf, size_t file_size) : elf_(elf), file_size_(file_size) {}

  Result<Object> read() {
    GElf_Ehdr header;
    if (elf_kind(elf_) != ELF_K_ELF || !gelf_getehdr(elf_, &header) ||
        gelf_getclass(elf_) != ELFCLASS64)
      return bad_object("not a 64-bit ELF file");
    if (header.e_shoff >= file_size_)
      return bad_object("the file is truncated: it ends before its section headers");
    if (header.e_machine != EM_X86_64 && header.e_machine != EM_AARCH64)
      return bad_object("compiled for another kind of processor");
    object_.arch = header.e_machine == EM_X86_64 ? Arch::X86_64 : Arch::AArch64;
    object_.relocatable = header.e_type == ET_REL;
    if (elf_getshdrstrndx(elf_, &names_) != 0)
      return bad_object("no section names");
    TRY(read_sections());
    TRY(read_symbols());
    TRY(read_relocations());
    if (text_bytes_ > 4 * file_size_)
      return bad_object("names are longer than the file");
    object_.finish(relocations_, object_.relocatable);
    return std::move(object_);
  }

private:
  Elf *elf_;
  size_t file_size_;
  size_t names_ = 0;
  Object object_;
  std::vector<Relocation> relocations_;
  std::map<uint64_t, uint32_t> by_address_; // sections of a linked file
  Elf_Scn *symtab_ = nullptr, *shndx_ = nullptr;

  // Names and contents that a damaged file has several times would take many times its size.
  size_t text_bytes_ = 0;

  std::string text(size_t table, size_t offset) {
    const char *s = elf_strptr(elf_, table, offset);
    std::string name = s ? s : "";
    text_bytes_ += name.size();
    return text_bytes_ <= 4 * file_size_ ? name : "";
  }

  Status read_sections() {
    object_.sections.emplace_back(); // index 0 is no section
    for (Elf_Scn *scn = elf_nextscn(elf_, nullptr); scn; scn = elf_nextscn(elf_, scn)) {
      GElf_Shdr h;
      if (!gelf_getshdr(scn, &h))
        return bad_object(elf_errmsg(-1));
      Section section;
      section.name = text(names_, h.sh_name);
      section.row = find_section(section.name, ObjectFormat::Elf);
      section.flags = h.sh_flags;
      section.address = h.sh_addr;
      section.size = h.sh_size;
      section.align = h.sh_addralign;
      section.unit = h.sh_flags & SHF_MERGE ? h.sh_entsize : 0;
      if (section.align > kMaxAlign || (section.align & (section.align - 1)) != 0)
        return bad_object("section " + section.name + " has an impossible alignment");
      section.alloc = h.sh_flags & SHF_ALLOC;
      section.code = h.sh_flags & SHF_EXECINSTR;
      section.writable = h.sh_flags & SHF_WRITE;
      if (h.sh_flags & SHF_LINK_ORDER)
        section.link_order = h.sh_link;
      if (section.alloc && h.sh_type != SHT_NOBITS) {
        Elf_Data *data = elf_rawdata(scn, nullptr);
        if (!data || data->d_size != h.sh_size)
          return bad_object("section " + section.name + " reaches beyond the end of the file");
        if (object_.data.size() + data->d_size > file_size_)
          return bad_object("sections overlap");
        section.has_bytes = true;
        section.first_byte = object_.data.size();
        auto *bytes = static_cast<const uint8_t *>(data->d_buf);
        if (bytes)
          object_.data.insert(object_.data.end(), bytes, bytes + data->d_size);
      }
      if (h.sh_type == SHT_SYMTAB)
        symtab_ = scn;
      if (h.sh_type == SHT_SYMTAB_SHNDX)
        shndx_ = scn;
      object_.sections.push_back(std::move(section));
    }
    return ok_status();
  }

  Status read_symbols() {
    if (!symtab_)
      return ok_status();
    GElf_Shdr h;
    Elf_Data *data = elf_getdata(symtab_, nullptr);
    Elf_Data *extended = shndx_ ? elf_getdata(shndx_, nullptr) : nullptr;
    if (!data || !gelf_getshdr(symtab_, &h) || !h.sh_entsize)
      return bad_object("damaged symbol table");
    for (size_t i = 0; i < h.sh_size / h.sh_entsize; ++i) {
      GElf_Sym sym;
      Elf32_Word index = 0;
      if (!gelf_getsymshndx(data, extended, static_cast<int>(i), &sym, &index))
        return bad_object("damaged symbol table");
      if (sym.st_shndx != SHN_XINDEX)
        index = sym.st_shndx;
      Symbol symbol;
      symbol.name = text(h.sh_link, sym.st_name);
      symbol.address = sym.st_value;
      symbol.size = sym.st_size;
      symbol.undefined = sym.st_shndx == SHN_UNDEF && i != 0;
      symbol.weak = GELF_ST_BIND(sym.st_info) == STB_WEAK;
      symbol.local = GELF_ST_BIND(sym.st_info) == STB_LOCAL;
      symbol.hidden = GELF_ST_VISIBILITY(sym.st_other) == STV_HIDDEN;
      symbol.function = GELF_ST_TYPE(sym.st_info) == STT_FUNC;
      bool special = sym.st_shndx != SHN_XINDEX && sym.st_shndx >= SHN_LORESERVE;
      if (index != SHN_UNDEF && !special) {
        if (index >= object_.sections.size())
          return bad_object("symbol " + symbol.name + " is in a section that is not there");
        symbol.section = index;
      }
      object_.symbols.push_back(std::move(symbol));
    }
    return ok_status();
  }

  Status read_relocations() {
    for (Elf_Scn *scn = elf_nextscn(elf_, nullptr); scn; scn = elf_nextscn(elf_, scn)) {
      GElf_Shdr h;
      if (!gelf_getshdr(scn, &h) || h.sh_type != SHT_RELA || !h.sh_entsize)
        continue;
      Elf_Data *data = elf_getdata(scn, nullptr);
      if (!data)
        return bad_object("damaged relocations");
      for (size_t i = 0; i < h.sh_size / h.sh_entsize; ++i) {
        GElf_Rela rela;
        if (!gelf_getrela(data, static_cast<int>(i), &rela))
          return bad_object("damaged relocations");
        TRY(add_relocation(h, rela));
      }
    }
    return ok_status();
  }

  // In a linked file offsets are addresses, and only relative relocations say a value by
  // themselves.
  Status add_relocation(const GElf_Shdr &header, const GElf_Rela &rela) {
    Relocation r;
    r.number = static_cast<uint32_t>(GELF_R_TYPE(rela.r_info));
    r.kind = reloc_kind(object_.arch, ObjectFormat::Elf, r.number);
    r.symbol = static_cast<uint32_t>(GELF_R_SYM(rela.r_info));
    r.addend = rela.r_addend;
    r.offset = rela.r_offset;
    if (object_.relocatable) {
      if (header.sh_info >= object_.sections.size())
        return bad_object("relocations of a section that is not there");
      r.section = header.sh_info;
      relocations_.push_back(r);
      return ok_status();
    }
    if (r.symbol != 0)
      return ok_status();
    if (by_address_.empty())
      for (uint32_t i = 1; i < object_.sections.size(); ++i)
        if (object_.sections[i].alloc && object_.sections[i].size != 0)
          by_address_.emplace(object_.sections[i].address, i);
    auto found = by_address_.upper_bound(r.offset);
    if (found == by_address_.begin())
      return ok_status();
    r.section = (--found)->second;
    r.offset -= found->first;
    if (r.offset < object_.sections[r.section].size)
      relocations_.push_back(r);
    return ok_status();
  }
};

} // namespace

Result<Object> read_elf(std::span<const uint8_t> file) {
  if (file.size() < sizeof(Elf64_Ehdr))
    return bad_object("the file is truncated: it ends within its header");
  if (elf_version(EV_CURRENT) == EV_NONE)
    bug("libelf is older than its header");
  // libelf reads only, although its interface takes a pointer to what could be written.
  std::unique_ptr<Elf, EndElf> elf(
      elf_memory(reinterpret_cast<char *>(const_cast<uint8_t *>(file.data())), file.size()));
  if (!elf)
    return bad_object(elf_errmsg(-1));
  return Reader(elf.get(), file.size()).read();
}

} // namespace wexn::objfmt
