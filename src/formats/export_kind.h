// What an export is, told by the names of its columns, never by the file's name.
//
// Source: providers.md §3 and §5.4, after real exports of OpenAI (Dec 2024 – Aug 2026) and
// Anthropic (Dec 2024 – Aug 2026).
#pragma once

#include <string_view>
#include <vector>

namespace cognitrack {

enum class ExportKind {
  kOpenAiCompletions,
  kEmptyGrid,  // Only the time columns: a range without any use, of whatever kind.
  kOpenAiCost,
  kOpenAiActivity,
  kOpenAiOtherUsage,  // Embeddings, images, …: none of the columns that only completions have.
  kAnthropicTokens,
  kAnthropicCost,
  kUnknown,
};

// "openai completions usage", "openai cost", …
std::string_view NameOf(ExportKind kind);

// Whether ReadExport reads it: completions usage, costs, and the empty grid of either.
bool IsReadable(ExportKind kind);

ExportKind KindOf(const std::vector<std::string_view>& column_names);

}  // namespace cognitrack
