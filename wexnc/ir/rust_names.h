// Names that rustc gives to functions -> what people write (RFC 2603; the scheme before it).
#pragma once

#include <string>
#include <string_view>

namespace wexn {

// "core::panicking::panic" of "_ZN4core9panicking5panic17h0123456789abcdefE" and of the newer
// "_RNvNtCs…_4core9panicking5panic". Names that are not rustc's come back as they are, also those
// of C++; so do names whose text would be long out of proportion.
[[nodiscard]] std::string readable_rust_name(std::string_view name);

} // namespace wexn
