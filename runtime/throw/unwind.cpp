// The walk from a throw to its handler (unwind.h). Follows frame pointers. What a return address
// means comes from the index of its unit's text by one load, or, if the call is in a try or the
// frame unusual, from the cache of sites. Both learn from the unwind tables as addresses are met.
// Without memory for them each frame costs a search of the tables.
//
// Registers: a frame only notes where it is under its shape, the way in which it saves registers.
// What the handler gets is looked up at the end, for the last frame of each shape: frames farther
// out saved what those farther in had not saved yet.
#include "runtime/throw/site_cache.h"
#include "runtime/throw/text_index.h"
#include "runtime/throw/trace.h"

namespace wexn::rt {

namespace {

constexpr uint32_t kNearFrames = 3;

// For each shape which registers it saves, and where: in 8-byte units from the frame pointer.
struct Places {
  uint32_t registers[kUnwindShapes];
  int8_t of[kUnwindShapes][WEXN_THROW_REGISTERS];
};
constexpr Places make_places() {
  Places places = {};
  for (uint32_t shape = 0; shape < kUnwindShapes; ++shape) {
    unwind::SavedRegisters saved = {};
    (void)unwind::shape_offsets(unwind::native_machine(), static_cast<uint8_t>(shape), saved);
    for (uint32_t i = 0; i < WEXN_THROW_REGISTERS; ++i) {
      places.of[shape][i] = static_cast<int8_t>(saved.offset[i] / 8);
      places.registers[shape] |= uint32_t{saved.offset[i] != 0} << i;
    }
  }
  return places;
}
constexpr Places kPlaces = make_places();
constexpr bool is_shape(uint32_t shape) {
  unwind::SavedRegisters saved = {};
  return unwind::shape_offsets(unwind::native_machine(), static_cast<uint8_t>(shape), saved);
}
static_assert(is_shape(kUnwindShapes - 1) && !is_shape(kUnwindShapes));
static_assert(unwind::num_registers(unwind::native_machine()) == WEXN_THROW_REGISTERS);

// What is loaded from where is branched on, not computed: the processor then goes on with the
// registers before it knows the shape.
[[gnu::always_inline]] inline void restore_from(uint32_t shape, uintptr_t fp,
                                                ThrowContext &context) {
#if defined(__x86_64__)
  const auto restore = [&](uint32_t i) {
    fp -= sizeof(uint64_t);
    asm("" : "+r"(fp)); // or it would count the bits
    context.registers[WEXN_THROW_REGISTERS - 1 - i] = load<uint64_t>(fp);
  };
  constexpr uint32_t kLast = WEXN_THROW_REGISTERS - 1; // many save that one alone, or none
  if (shape & ((1u << kLast) - 1))
#pragma clang loop unroll(full)
    for (uint32_t i = 0; i < kLast; ++i)
      if (shape >> i & 1)
        restore(i);
  if (shape >> kLast & 1)
    restore(kLast);
#else
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint32_t rest = kPlaces.registers[shape]; rest != 0; rest &= rest - 1) {
    const auto i = static_cast<uint32_t>(__builtin_ctz(rest));
    context.registers[i] =
        load<uint64_t>(fp + static_cast<uintptr_t>(intptr_t{kPlaces.of[shape][i]} * 8));
  }
#endif
}

// Shapes that were met, bit by bit. A value of its own: in memory each frame would wait for the one
// before.
struct Shapes {
  static constexpr bool kTwoWords = kUnwindShapes > 64;
  uint64_t low, high;

  [[gnu::always_inline]] void add(uint32_t shape) {
    if (kTwoWords && shape >= 64)
      high |= uint64_t{1} << (shape - 64);
    else
      low |= uint64_t{1} << shape;
  }
};

// The last frame of each shape on the way.
struct LastFrames {
  uintptr_t fp[kUnwindShapes];

  // What is noted of `seen` becomes the context's registers. Of frames on one stack the one at the
  // highest address is the farthest out.
  [[gnu::always_inline]] void restore(Shapes seen, ThrowContext &context) const {
    if (!Shapes::kTwoWords && (seen.low & (seen.low - 1)) == 0) {
      if (seen.low != 0) {
        const auto shape = static_cast<uint32_t>(__builtin_ctzll(seen.low));
        restore_from(shape, fp[shape], context);
      }
      return;
    }
    uintptr_t places[WEXN_THROW_REGISTERS];
    uint32_t found = 0;
    const auto look_at = [&](uint64_t shapes, uint32_t first) {
      for (; shapes != 0; shapes &= shapes - 1) {
        const uint32_t shape = first + static_cast<uint32_t>(__builtin_ctzll(shapes));
        const uint32_t registers = kPlaces.registers[shape];
#pragma clang loop vectorize(disable) unroll(disable)
        for (uint32_t rest = registers; rest != 0; rest &= rest - 1) {
          const auto i = static_cast<uint32_t>(__builtin_ctz(rest));
          const uintptr_t place =
              fp[shape] + static_cast<uintptr_t>(intptr_t{kPlaces.of[shape][i]} * 8);
          if ((found >> i & 1) == 0 || place > places[i])
            places[i] = place;
        }
        found |= registers;
      }
    };
    look_at(seen.low, 0);
    if (Shapes::kTwoWords)
      look_at(seen.high, 64);
#pragma clang loop vectorize(disable) unroll(disable)
    for (; found != 0; found &= found - 1) {
      const auto i = static_cast<uint32_t>(__builtin_ctz(found));
      context.registers[i] = load<uint64_t>(places[i]);
    }
  }
};

constexpr CachedSite make_end() {
  CachedSite site = {};
  site.flags = CachedSite::kEnd;
  return site;
}
constexpr CachedSite kEndSite = make_end();

// For an address of which neither index nor cache know.
[[gnu::noinline]] const CachedSite *find_site(wexn_store *store, uintptr_t pc, uintptr_t fp) {
  if (pc == reinterpret_cast<uintptr_t>(wexn_rt_enter_return))
    return &kEndSite;
  ExceptionState *state = exceptions_of(store);
  Lookup found;
  look_up(store, pc, found);
  const bool plain = have_index(store, *found.unit) && !found.in_try && add_to_index(found, pc - 1);
  if (const CachedSite *site = plain ? nullptr : add_site(store, pc, fp, found))
    return site;
  CachedSite &place = state->place;
  place = {};
  place.shape = found.function.shape;
  if (plain)
    return &place;
  place.flags = CachedSite::kListed | (found.in_try ? CachedSite::kSlow : 0) |
                (found.block.frame.reserved != 0 ? CachedSite::kReserved : 0);
  place.reserved = static_cast<uint32_t>(found.block.frame.reserved);
  return &place;
}

// The address is not in the text whose index is at hand. False: there is no other index.
[[gnu::noinline]] bool change_text(wexn_store *store, uintptr_t address) {
  CodeUnit *unit = find_unit(store, address);
  if (unit == nullptr || !have_index(store, *unit))
    return false;
  exceptions_of(store)->text = text_of(*unit);
  return true;
}

// The clause of the site that catches `tag`, by the tables. False: none does.
[[gnu::noinline]] bool match_slowly(const wexn_store *store, uintptr_t pc, uintptr_t fp,
                                    const wexn_tag *tag, Match &out) {
  Lookup found;
  look_up(store, pc, found);
  return match_clauses(found, fp, tag, out);
}

// A frame whose registers lie as the tables list them.
[[gnu::noinline]] void leave_listed(const wexn_store *store, uintptr_t pc, uintptr_t fp,
                                    const LastFrames &frames, Shapes seen, ThrowContext &context) {
  frames.restore(seen, context);
  Lookup found;
  look_up(store, pc, found);
  for (uint32_t i = 0; i < WEXN_THROW_REGISTERS; ++i)
    if (const int32_t offset = found.block.frame.saved.offset[i])
      context.registers[i] = load<uint64_t>(fp + static_cast<uintptr_t>(intptr_t{offset}));
}

// Where the address is, most likely.
[[gnu::always_inline]] inline const CachedSite *likely_site(const wexn_store *store, uintptr_t pc) {
  const SiteCache &cache = exceptions_of(store)->cache;
  return &cache.sites[first_place(cache, pc)];
}
[[gnu::always_inline]] inline const CachedSite *site_at(wexn_store *store, const wexn_tag *tag,
                                                        wexn_ref ref, ThrowContext *context,
                                                        uintptr_t fp, uintptr_t pc) {
  const CachedSite *site = likely_site(store, pc);
  return __builtin_expect(site->pc == pc, true) ? site
                                                : search_site(store, tag, ref, context, fp, pc);
}

[[gnu::always_inline]] inline const CachedClause *match(wexn_store *store, const wexn_tag *tag,
                                                        wexn_ref ref, ThrowContext *context,
                                                        uintptr_t fp, const CachedSite *site) {
  if (catches(site->first, instance_of(*site, fp), tag))
    return &site->first;
  return site->num_more != 0 ? match_more(store, tag, ref, context, fp, site) : nullptr;
}

// make_object, for an exception thrown where `context` says.
[[gnu::noinline]] wexn_ref new_object(wexn_store *store, wexn_tag *tag, const ThrowContext &context,
                                      uintptr_t pc, uintptr_t fp) {
  const wexn_ref ref = make_object(store, tag, context, pc, fp);
  if (exceptions_of(store)->traces != nullptr)
    trace_throw(store, ref, plain_address(context.pc), context.fp);
  return ref;
}

// The handler is in the frame `fp`.
[[gnu::always_inline]] inline HandlerFrame go_to(const CachedSite &site, const CachedClause &clause,
                                                 wexn_ref ref, uintptr_t fp,
                                                 ThrowContext &context) {
  context.pc = site.pad;
  context.ref = clause.result & 1 ? ref : 0;
  context.selector = clause.result >> 1;
  return {fp, fp + static_cast<uintptr_t>(intptr_t{site.sp})};
}

// The same, where the clause takes a reference and there is no object yet.
[[gnu::noinline]] HandlerFrame go_with_new_object(wexn_store *store, wexn_tag *tag,
                                                  const CachedSite &site,
                                                  const CachedClause &clause, uintptr_t fp,
                                                  ThrowContext &context) {
  const wexn_ref ref = new_object(store, tag, context, site.pc, fp);
  return go_to(site, clause, ref, fp, context);
}
inline bool needs_object(const CachedClause &clause, wexn_ref ref) {
  return (clause.result & 1) != 0 && ref == 0;
}

// The walk from the frame `fp`, whose call returns to `pc`; the registers of `context` are those
// that this frame had.
[[gnu::noinline]] HandlerFrame walk(wexn_store *store, wexn_tag *tag, wexn_ref ref,
                                    ThrowContext *context, uintptr_t fp, uintptr_t pc) {
  ExceptionState *state = exceptions_of(store);
  LastFrames frames;
  Shapes seen = {};
  IndexedText text = state->text;
  uintptr_t known = 0;
  const CachedSite *site = nullptr;
  uint32_t shape = 0;
  const auto note = [&](uint32_t of) {
    frames.fp[of] = fp;
    seen.add(of);
  };
  const auto next_frame = [&](uint32_t reserved) {
    pc = plain_address(load<uintptr_t>(fp + 8 + reserved));
    fp = load<uintptr_t>(fp);
  };
  for (;;) {
    // Frames that the index knows, and more of the same.
    for (;;) {
      if (pc != known) {
        known = pc;
        site = nullptr;
        if (!index_answers(text, pc, shape))
          break;
      } else if (site != nullptr) {
        break;
      }
      note(shape);
      next_frame(0);
    }
    if (site == nullptr) {
      if (__builtin_expect(pc - 1 - text.lo >= text.size, false) && change_text(store, pc - 1)) {
        text = state->text;
        known = 0;
        continue;
      }
      site = site_at(store, tag, ref, context, fp, pc);
      if (__builtin_expect(site == nullptr, false))
        site = find_site(store, pc, fp);
    }
    if (site->flags & CachedSite::kClauses)
      if (const CachedClause *clause = match(store, tag, ref, context, fp, site)) {
        frames.restore(seen, *context);
        return needs_object(*clause, ref)
                   ? go_with_new_object(store, tag, *site, *clause, fp, *context)
                   : go_to(*site, *clause, ref, fp, *context);
      }
    shape = site->shape;
    if (__builtin_expect(site->flags & ~uint32_t{CachedSite::kClauses}, false)) {
      if (site->flags & CachedSite::kEnd)
        leave_uncaught(store, tag, ref, *context);
      Match found;
      if (site->flags & CachedSite::kSlow && match_slowly(store, pc, fp, tag, found)) {
        frames.restore(seen, *context);
        if (found.with_ref && ref == 0)
          ref = new_object(store, tag, *context, pc, fp);
        return go_to(found, ref, fp, *context);
      }
      if (site->flags & CachedSite::kListed) {
        leave_listed(store, pc, fp, frames, seen, *context);
        seen = {};
        shape = 0; // saves nothing
      }
    }
    note(shape);
    next_frame(site->reserved);
  }
}

} // namespace
} // namespace wexn::rt

using namespace wexn::rt;

// Most handlers are near: registers of the first frames are restored at once. What is called from
// here is called last or keeps all registers: the way to such a handler saves none.
HandlerFrame wexn_rt_find_handler(wexn_store *store, wexn_tag *tag, wexn_ref ref,
                                  ThrowContext *context, uintptr_t fp, uintptr_t pc) {
#pragma clang loop unroll(full)
  for (uint32_t i = 0; i < kNearFrames; ++i) {
    asm("" : "+r"(store)); // for what is loaded again there are registers
    const CachedSite *site = likely_site(store, pc);
    if (__builtin_expect(site->pc != pc, false)) {
      site = search_near_site(store, tag, ref, context, fp, pc);
      if (site == nullptr)
        break;
    }
    if (site->flags == CachedSite::kClauses) {
      if (const CachedClause *clause = match(store, tag, ref, context, fp, site))
        return needs_object(*clause, ref)
                   ? go_with_new_object(store, tag, *site, *clause, fp, *context)
                   : go_to(*site, *clause, ref, fp, *context);
    } else if (__builtin_expect(site->flags != 0, false)) {
      break;
    }
    restore_from(site->shape, fp, *context);
    pc = plain_address(load<uintptr_t>(fp + 8));
    fp = load<uintptr_t>(fp);
  }
  return walk(store, tag, ref, context, fp, pc);
}
