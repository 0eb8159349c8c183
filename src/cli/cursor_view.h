// A cursor as JSON: the same members wherever one is shown.
#pragma once

#include "cli/json_document.h"
#include "ingest/cursor.h"

namespace cognitrack {

JsonObject CursorObject(const Cursor& cursor, UtcSeconds now);

}  // namespace cognitrack
