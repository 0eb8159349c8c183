// A run as text and as JSON: in the history, in full, and as the summary at the end of a pull.
#pragma once

#include <string>
#include <vector>

#include "cli/json_document.h"
#include "cli/page_cursor.h"
#include "cli/text_style.h"
#include "store/ledger_store.h"

namespace cognitrack {

// The history as a table; `database` says where it was looked for.
std::string RunsText(const std::vector<RunRecord>& runs, const std::string& database,
                     const TextStyle& style, int width);
// One run with its chunks and issues.
std::string RunText(const RunRecord& run, const TextStyle& style, int width);
// `page`: where they are one of a longer list.
std::string RunsJson(const std::vector<RunRecord>& runs,
                     const std::optional<PageEnd>& page = std::nullopt);
// One of its rows, and an issue of one.
JsonObject RunObject(const RunRecord& run);
JsonObject RunIssueObject(const RunIssue& issue);

// The lines of a pull's or an import's summary below its headline: counters and issues.
std::string RunSummaryLines(const RunRecord& run, const TextStyle& style, int width);
// Parts of them: "12 requests, …" (empty where nothing was asked), and the issues.
std::string RequestLine(const RunCounters& counters);
std::string IssueLines(const RunRecord& run, const TextStyle& style, int width);
// The members that every summary has: outcome, exit_code, message, counters, surfaces, chunks,
// issues.
void SetRunSummary(const RunRecord& run, JsonObject* document);

}  // namespace cognitrack
