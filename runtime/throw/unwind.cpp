// The walk from a throw to its handler (unwind.h). Follows frame pointers; what each return address
// means comes from a small cache, with two places for each address, in front of the unwind tables.
#include "runtime/throw/unwind_lookup.h"

namespace wexn::rt {

namespace {

// Everything but the code's own handlers: false when a part does not fit.
bool cache_clauses(const Lookup &found, uintptr_t fp, CachedSite &out) {
  if (found.block.frame.align_log2 != 0)
    return false;
  const auto *instance = load<const wexn_instance *>(found.block.frame.vmctx_slot(fp));
  out.vmctx = static_cast<int32_t>(found.block.frame.vmctx_slot(fp) - fp);
  out.sp = static_cast<int32_t>(found.block.frame.sp(fp) - fp);
  out.pad = found.function.start + found.site.pad_offset;
  uint64_t cursor = found.site.clauses;
  unwind::Clause clause;
  while (unwind::next_clause(*found.tables, cursor, clause)) {
    if (out.num_clauses == CachedSite::kMaxClauses || clause.selector >= 1u << 15)
      return false;
    const uint32_t i = out.num_clauses++;
    out.selector[i] = static_cast<uint16_t>(clause.selector << 1 | takes_ref(clause.kind));
    out.tag_cell[i] =
        catches_all(clause.kind)
            ? CachedSite::kNoTag
            : instance->image->tags + clause.tag * static_cast<uint32_t>(sizeof(wexn_tag *));
  }
  return true;
}

void work_out(const wexn_store *store, uintptr_t pc, uintptr_t fp, CachedSite &out) {
  out = {};
  out.pc = pc;
  if (pc == reinterpret_cast<uintptr_t>(wexn_rt_enter_return)) {
    out.flags = CachedSite::kEnd;
    return;
  }
  Lookup found;
  look_up(store, pc, found);
  for (uint32_t i = 0; i < WEXN_THROW_REGISTERS; ++i) {
    const int32_t units = found.block.frame.saved.offset[i] / 8;
    if (units != static_cast<int8_t>(units))
      bug("a callee-saved register was saved too far from its frame");
    if (units != 0)
      out.saved[out.num_saved++] =
          static_cast<uint16_t>(i << 8 | static_cast<uint8_t>(static_cast<int8_t>(units)));
  }
  if (found.block.frame.reserved != 0)
    out.flags |= CachedSite::kReserved;
  if (found.in_try)
    out.flags |= cache_clauses(found, fp, out) ? CachedSite::kClauses : CachedSite::kSlow;
}

// Makes `site`, the first place of the address, say what the address means; what it said before
// moves to the second place, from where it comes back.
[[gnu::noinline]] void fill(const wexn_store *store, uintptr_t pc, uintptr_t fp, CachedSite &site) {
  ExceptionState *state = exceptions_of(store);
  CachedSite &second = state->cache[(&site - state->cache) ^ 1];
  const CachedSite before = site;
  if (second.pc == pc) {
    site = second;
  } else {
    state->lookups += 1;
    work_out(store, pc, fp, site);
  }
  second = before;
}

// The clause of the site that catches `tag`, by the tables. False: none does.
[[gnu::noinline]] bool match_slowly(const wexn_store *store, uintptr_t pc, uintptr_t fp,
                                    const wexn_tag *tag, ThrowContext &context, bool &with_ref) {
  Lookup found;
  look_up(store, pc, found);
  return match_clauses(found, fp, tag, context, with_ref);
}

[[gnu::noinline]] uint64_t reserved_bytes(const wexn_store *store, uintptr_t pc) {
  Lookup found;
  look_up(store, pc, found);
  return found.block.frame.reserved;
}

// The registers that the frame saves are where it saved them. Only stores: nothing here waits for
// the frame before.
void leave_frame(ThrowContext &context, const CachedSite &site, uintptr_t fp) {
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint32_t i = 0; i < site.num_saved; ++i) {
    const intptr_t units = static_cast<int8_t>(site.saved[i]);
    context.at[site.saved[i] >> 8] = fp + static_cast<uintptr_t>(units * 8);
  }
}

uint32_t cache_index(uintptr_t pc) {
  return static_cast<uint32_t>(pc ^ pc >> 7) & (ExceptionState::kCacheSize - 1);
}

} // namespace

void find_handler(wexn_store *store, wexn_tag *tag, wexn_ref ref, ThrowContext *context) {
  ExceptionState *state = exceptions_of(store);
  for (uint32_t i = 0; i < WEXN_THROW_REGISTERS; ++i)
    context->at[i] = reinterpret_cast<uintptr_t>(&context->registers[i]);
  uintptr_t fp = context->fp, pc = context->pc;
  bool with_ref = false;
  for (;;) {
    CachedSite &site = state->cache[cache_index(pc)];
    if (__builtin_expect(site.pc != pc, false))
      fill(store, pc, fp, site);
    const uint32_t flags = site.flags;
    uintptr_t return_at = fp + 8;
    if (flags != 0) {
      if (flags & CachedSite::kClauses) {
        const auto instance = load<uintptr_t>(fp + static_cast<uintptr_t>(intptr_t{site.vmctx}));
        for (uint32_t i = 0; i < site.num_clauses; ++i) {
          if (site.tag_cell[i] != CachedSite::kNoTag &&
              load<const wexn_tag *>(instance + site.tag_cell[i]) != tag)
            continue;
          context->pc = site.pad;
          context->sp = fp + static_cast<uintptr_t>(intptr_t{site.sp});
          context->selector = site.selector[i] >> 1;
          with_ref = site.selector[i] & 1;
          goto caught;
        }
      }
      if (__builtin_expect(flags & (CachedSite::kSlow | CachedSite::kReserved | CachedSite::kEnd),
                           false)) {
        if (flags & CachedSite::kEnd)
          leave_uncaught(store, tag, ref, *context);
        if (flags & CachedSite::kSlow && match_slowly(store, pc, fp, tag, *context, with_ref))
          goto caught;
        if (flags & CachedSite::kReserved)
          return_at += reserved_bytes(store, pc);
      }
    }
    leave_frame(*context, site, fp);
    pc = plain_address(load<uintptr_t>(return_at));
    fp = load<uintptr_t>(fp);
  }
caught:
  context->fp = fp;
  context->ref = 0;
  if (with_ref)
    context->ref = ref != 0 ? ref : make_object(store, tag, pc, fp);
}

} // namespace wexn::rt
