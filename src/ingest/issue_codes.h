// The closed list of issue codes stands in usage/issue_codes.h: providers report them, too.
#pragma once

#include "usage/issue_codes.h"  // IWYU pragma: export
