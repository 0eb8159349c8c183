// Migration: a numbered change of the schema, written in every database's dialect at once
// (store/dialect.h). Never changed once released: the checksum of `sql` is stored.
#pragma once

#include <string_view>

namespace cognitrack {

struct Migration {
  int version = 0;
  std::string_view name;
  std::string_view sql;
  std::string_view down;  // What takes it back; empty where nothing does.
};

}  // namespace cognitrack
