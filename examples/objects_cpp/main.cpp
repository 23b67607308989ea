// The catalog of examples/objects from C++: objects that stay as long as something of this program
// refers to them.
#include "catalog.h"

#include <iostream>
#include <string_view>
#include <wexn/object.hpp>

// The type of the first parameter of an export: here the array of a name's bytes.
static const wexn_type *parameter_type(const wexn::Instance &instance, std::string_view name) {
  return instance.get_export(name).type.functype->type->types[0].type;
}

static std::string text_of(const wexn::Ref &name) {
  const std::span<char> bytes = wexn::Array(name).data<char>();
  return {bytes.begin(), bytes.end()};
}

int main() try {
  wexn::Store store;
  wexn::Instance catalog(store, &catalog_module);
  const wexn_type *name_type = parameter_type(catalog, "add");
  auto add = catalog.func<void(wexn_ref, int64_t)>("add");
  auto first = catalog.func<wexn_ref()>("first");

  for (const auto &[text, price] :
       {std::pair<std::string_view, int64_t>{"bolt", 5}, {"nut", 3}, {"washer", 1}}) {
    const wexn::Array name =
        wexn::Array::make(store, name_type, static_cast<uint32_t>(text.size()));
    std::copy(text.begin(), text.end(), name.data<char>().begin());
    add(name.get(), price);
  }
  for (wexn::Ref at(store, first()); at; at = wexn::Struct(at).get<wexn::Ref>(2)) {
    const wexn::Struct item(at);
    std::cout << text_of(item.get<wexn::Ref>(0)) << " costs " << item.get<int64_t>(1) << '\n';
    item.set(1, item.get<int64_t>(1) + 10);
    wexn_store_collect(store.get());
  }
  const wexn::Array prices(wexn::Ref(store, catalog.func<wexn_ref()>("prices")()));
  for (const int64_t price : prices.data<int64_t>())
    std::cout << price << '\n';

  // Objects of the program's own, in the module's list.
  const wexn_type *item_type = wexn::Struct(wexn::Ref(store, first())).type();
  const wexn::Struct screw =
      wexn::Struct::make(store, item_type, wexn::Array::make(store, name_type, 2, int32_t{'x'}),
                         int64_t{7}, wexn::Ref(store, first()));
  std::cout << text_of(screw.get<wexn::Ref>(0)) << " before "
            << text_of(wexn::Struct(screw.get<wexn::Ref>(2)).get<wexn::Ref>(0)) << '\n';
  try {
    (void)screw.get<int32_t>(1);
  } catch (const wexn::Error &error) {
    std::cout << error.what() << '\n';
  }
  return 0;
} catch (const std::exception &error) {
  std::cerr << error.what() << '\n';
  return 1;
}
