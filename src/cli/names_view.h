// What the names verbs show: a list as a table, one id with its history, both also as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/text_style.h"
#include "ingest/pull_names.h"
#include "names/name_record.h"

namespace cognitrack {

// One line of a list: a record and which of its versions is meant.
struct ListedName {
  const NameRecord* record = nullptr;
  const NameVersion* version = nullptr;
};

struct NamesView {
  std::string source;
  std::optional<Day> as_of;
  std::vector<NameRecord> records;  // All that are held.
  std::vector<ListedName> shown;    // Views of `records`.
  std::int64_t left_out = 0;        // Archived or no longer listed, and not asked for.
  std::string database;             // "sqlite:PATH".
};

std::string NamesText(const NamesView& view, const TextStyle& style, int width);
std::string NamesJson(const NamesView& view);

// The records of one id (ids of different kinds may be alike), each with its history.
std::string NameHistoryText(const std::vector<NameRecord>& records, const TextStyle& style,
                            int width);
std::string NameHistoryJson(const std::string& source, const std::string& id,
                            const std::vector<NameRecord>& records);

std::string NamesPullText(const NamesSummary& summary, const TextStyle& style, int width);
std::string NamesPullJson(const NamesSummary& summary);

}  // namespace cognitrack
