// wexn: structures and arrays for C++ hosts (header only, C++20), over object.h and beside
// wexn.hpp.
//
//   wexn::Ref first(store, app.func<wexn_ref()>("first")());    // kept alive as long as the Ref is
//   wexn::Struct item(first);                                   // Error if it is none
//   int64_t price = item.get<int64_t>(1);
//   wexn::Array bytes = wexn::Array::make(store, type, 16);
//   std::span<uint8_t> all = bytes.data<uint8_t>();
//   item.set(0, bytes);
//
// Functions take and return references as wexn_ref: Ref::get() and Ref(store, ref). A wexn_ref that
// a call returns is made a Ref before the next call that may collect (object.h says which may). A
// Ref shares its store, as Func does.
#ifndef WEXN_OBJECT_HPP
#define WEXN_OBJECT_HPP

#include <wexn/object.h>
#include <wexn/wexn.hpp>

#include <array>

namespace wexn {

// A reference of the any hierarchy, or to an exception, that keeps alive what it refers to.
class Ref {
public:
  // Throws Error when it is no reference of the store.
  Ref(const Store &store, wexn_ref ref) : Ref(store.state(), ref) {}
  // The low 31 bits count.
  static Ref i31(const Store &store, int32_t value) { return Ref(store, wexn_i31_new(value)); }
  Ref(const Ref &other) : Ref(other.state_, other.ref_) {}
  Ref(Ref &&other) noexcept
      : state_(other.state_), root_(std::exchange(other.root_, nullptr)),
        ref_(std::exchange(other.ref_, 0)) {}
  Ref &operator=(Ref other) noexcept {
    std::swap(state_, other.state_);
    std::swap(root_, other.root_);
    std::swap(ref_, other.ref_);
    return *this;
  }
  ~Ref() { wexn_root_release(root_); }

  [[nodiscard]] wexn_ref get() const { return ref_; }
  [[nodiscard]] wexn_store *store() const { return state_->store; }
  // Whether it is not null.
  explicit operator bool() const { return ref_ != 0; }
  bool operator==(const Ref &other) const { return ref_ == other.ref_; }
  [[nodiscard]] wexn_ref_kind kind() const { return wexn_ref_kind_of(store(), ref_); }
  // Of a structure or array; null for others.
  [[nodiscard]] const wexn_type *type() const { return wexn_ref_type(store(), ref_); }
  // The value of an i31. Throws Error for others.
  [[nodiscard]] int32_t i31() const {
    if (kind() != WEXN_KIND_I31)
      throw Error("the reference is no i31");
    return wexn_i31_get(ref_);
  }
  // A line about it for people.
  [[nodiscard]] std::string text() const {
    std::string out(wexn_ref_text(store(), ref_, nullptr, 0), '\0');
    (void)wexn_ref_text(store(), ref_, out.data(), out.size() + 1);
    return out;
  }

protected:
  Ref(detail::StatePtr state, wexn_ref ref) : state_(std::move(state)), ref_(ref) {
    const wexn_ref_kind what = kind();
    if (what == WEXN_KIND_INVALID)
      throw Error("no reference of this store");
    if (what == WEXN_KIND_NULL || what == WEXN_KIND_I31)
      return;
    root_ = wexn_ref_root(store(), ref_);
    if (root_ == nullptr)
      throw std::bad_alloc();
  }
  Ref as(wexn_ref_kind wanted, const char *what) const {
    if (kind() != wanted)
      throw Error(what);
    return *this;
  }
  // A field's or element's value as T: a number of its type (packed ones as int32_t), or Ref.
  template <typename T>
  [[nodiscard]] T value(const wexn_valtype &type, const wexn_slot &slot) const {
    if constexpr (std::is_same_v<T, Ref>) {
      if (!detail::Value<uint32_t>::fits(type) || type.code == WEXN_I32)
        throw Error("the field or element is no such reference");
      return Ref(state_, slot.ref);
    } else {
      check<T>(type);
      return detail::Value<T>::get(slot);
    }
  }
  template <typename T> static wexn_slot slot(const wexn_valtype &type, const T &value) {
    wexn_slot out = {};
    if constexpr (std::is_base_of_v<Ref, T>) {
      out.ref = value.get();
    } else {
      check<T>(type);
      detail::Value<T>::set(out, value);
    }
    return out;
  }
  template <typename T> static void check(const wexn_valtype &type) {
    if (!detail::Value<T>::fits(type))
      throw Error("the field or element has another type");
  }
  // What is read may be a reference to an exception.
  void require(wexn_status status) const {
    detail::check(state_, status, detail::Returned::Exceptions);
  }

private:
  friend class Struct;
  friend class Array;
  detail::StatePtr state_;
  wexn_root *root_ = nullptr;
  wexn_ref ref_;
};

class Struct : public Ref {
public:
  // Throws Error when the reference is no structure.
  explicit Struct(const Ref &ref)
      : Ref(ref.as(WEXN_KIND_STRUCT, "the reference is no structure")) {}
  // A new one; without fields all are zero or null. May collect.
  template <typename... T>
  static Struct make(const Store &store, const wexn_type *type, const T &...fields) {
    if (type == nullptr || type->kind != WEXN_TYPE_STRUCT ||
        (sizeof...(T) != 0 && type->num_params != sizeof...(T)))
      throw Error("the fields are not those of the structure's type");
    [[maybe_unused]] uint32_t i = 0;
    const std::array<wexn_slot, sizeof...(T) + 1> slots = {slot(type->types[i++], fields)...};
    wexn_ref ref = 0;
    store.check(
        wexn_struct_new(store.get(), type, sizeof...(T) == 0 ? nullptr : slots.data(), &ref));
    return Struct(Ref(store, ref));
  }
  // T: the field's type, int32_t for packed ones, or Ref. Throws Error.
  template <typename T> [[nodiscard]] T get(uint32_t field) const {
    wexn_slot slot;
    if (!wexn_struct_get(store(), Ref::get(), field, &slot))
      throw Error("the structure has no such field");
    return value<T>(type()->types[field], slot);
  }
  template <typename T> void set(uint32_t field, const T &value) const {
    if (field >= type()->num_params)
      throw Error("the structure has no such field");
    require(wexn_struct_set(store(), Ref::get(), field, slot(type()->types[field], value)));
  }
  using Ref::get;
};

class Array : public Ref {
public:
  // Throws Error when the reference is no array.
  explicit Array(const Ref &ref) : Ref(ref.as(WEXN_KIND_ARRAY, "the reference is no array")) {}
  // A new one, zero or null, or of one value. May collect.
  static Array make(const Store &store, const wexn_type *type, uint32_t length) {
    wexn_ref ref = 0;
    store.check(wexn_array_new(store.get(), type, length, nullptr, &ref));
    return Array(Ref(store, ref));
  }
  template <typename T>
  static Array make(const Store &store, const wexn_type *type, uint32_t length, const T &element) {
    if (type == nullptr || type->kind != WEXN_TYPE_ARRAY)
      throw Error("the type is not one of arrays");
    const wexn_slot of = slot(type->types[0], element);
    wexn_ref ref = 0;
    store.check(wexn_array_new(store.get(), type, length, &of, &ref));
    return Array(Ref(store, ref));
  }
  [[nodiscard]] uint32_t size() const { return wexn_array_length(store(), Ref::get()); }
  template <typename T> [[nodiscard]] T get(uint32_t index) const {
    wexn_slot slot;
    if (!wexn_array_get(store(), Ref::get(), index, &slot))
      throw Error("the array has no such element");
    return value<T>(type()->types[0], slot);
  }
  template <typename T> void set(uint32_t index, const T &value) const {
    require(wexn_array_set(store(), Ref::get(), index, slot(type()->types[0], value)));
  }
  // The elements of an array of numbers, side by side, valid as long as the array is. T has their
  // size.
  template <typename T> [[nodiscard]] std::span<T> data() const {
    const wexn_valtype &element = type()->types[0];
    const size_t bytes = size_t{1} << wexn_storage_log2(&element, 0);
    auto *first = static_cast<T *>(wexn_array_data(store(), Ref::get()));
    if (first == nullptr || sizeof(T) != bytes)
      throw Error("the array has no elements of that size");
    return {first, size()};
  }
  using Ref::get;
};

} // namespace wexn
#endif
