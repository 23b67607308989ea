// The catalogue of errors as text.
#include "wexnc/support/result.h"

namespace wexn {

const char *error_text(ErrorId id) {
  switch (id) {
#define ERROR(id, text)                                                                            \
  case ErrorId::id:                                                                                \
    return text;
#include "wexnc/support/errors.def"
  }
  bug("unknown error id");
}

} // namespace wexn
