// The allocator asks for large pages, where the compiler is linked with one that can.
#pragma once

namespace wexn {

// For memory that is allocated from now on. What the system has none of comes in small pages.
void use_large_pages();

} // namespace wexn
