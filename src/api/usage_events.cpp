#include "api/usage_events.h"

#include <algorithm>
#include <array>
#include <set>

#include "cli/focus_export.h"
#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/price_book_choice.h"
#include "ingest/priced_usage.h"

namespace cognitrack {
namespace {

constexpr int kTries = 3;

// The predecessor's names of what a row counts, in its order.
constexpr std::array<std::pair<std::string_view, Metric>, 11> kSplits = {{
    {"inputCachedTokens", Metric::kInputCachedTokens},
    {"inputUncachedTokens", Metric::kInputUncachedTokens},
    {"inputTextTokens", Metric::kInputTextTokens},
    {"outputTextTokens", Metric::kOutputTextTokens},
    {"inputCachedTextTokens", Metric::kInputCachedTextTokens},
    {"inputAudioTokens", Metric::kInputAudioTokens},
    {"inputCachedAudioTokens", Metric::kInputCachedAudioTokens},
    {"outputAudioTokens", Metric::kOutputAudioTokens},
    {"inputImageTokens", Metric::kInputImageTokens},
    {"inputCachedImageTokens", Metric::kInputCachedImageTokens},
    {"outputImageTokens", Metric::kOutputImageTokens},
}};

// What use costs as far as it has a price, and what of it has none.
struct Cost {
  Picos priced;
  std::set<std::string> unpriced;  // "gpt-9 output"

  void Add(const PricedUse& use, const UsePrice& price) {
    const auto name = [&](std::string_view meter) {
      return PriceNameOf(use) + " " + std::string(meter);
    };
    for (const MeterUse& meter : price.meters) {
      if (!meter.price) {
        unpriced.insert(name(NameOf(meter.meter)));
      } else if (!price.free) {
        priced.count += CostOf(meter.units, meter.price->rate).count;
      }
    }
    if (price.untold != 0) unpriced.insert(name("tokens of no known kind"));
  }
};

void SetCost(const Cost& cost, JsonObject* object) {
  if (cost.unpriced.empty()) {
    object->Set("costEstimate", ToText(cost.priced));
  } else {
    object->SetNull("costEstimate");
  }
}

JsonArray UnpricedArray(const Cost& cost) {
  return TextArray({cost.unpriced.begin(), cost.unpriced.end()});
}

// As a script's Date writes it.
std::string TimeText(UtcSeconds time) {
  std::string text = FormatTime(time);
  text.insert(text.size() - 1, ".000");
  return text;
}

// The same for one row of one window for ever, and a number that a script can hold exactly.
std::int64_t IdOf(const std::string& source, const WindowRecord& window, const Hash128& series) {
  constexpr std::uint64_t kExact = (std::uint64_t{1} << 53) - 1;
  Blake2bHasher hasher;
  hasher.AddText(source);
  hasher.AddInteger(window.start);
  hasher.AddBytes(series.view());
  const Hash256 hash = hasher.Finish();
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < sizeof id; ++i) id = id << 8 | hash.bytes.at(i);
  return static_cast<std::int64_t>(id & kExact);
}

void SetDimension(std::string_view name, const std::string* value, JsonObject* event) {
  if (value != nullptr) {
    event->Set(name, *value);
  } else {
    event->SetNull(name);
  }
}

PricedUse UseOf(const Series& series, Day day) {
  const auto text = [&series](std::string_view name) {
    const std::string* value = series.Find(name);
    return value == nullptr ? std::string() : *value;
  };
  PricedUse use;
  use.surface = kCompletions;
  use.model = text("model");
  use.service_tier = text("service_tier");
  const std::string batch = text("batch");
  if (!batch.empty()) use.batch = batch == "true";
  use.day = day;
  return use;
}

struct Reader {
  CommandContext& context;
  LedgerStore& store;
  LedgerView view;
  std::string provider;
  const PriceBook& book;

  JsonObject Event(const WindowRecord& window, const Series& series, const Hash128& hash,
                   const MetricValues& metrics, UsagePricer& pricer) const;
  // Nothing where the ledger changed meanwhile.
  Result<std::optional<JsonArray>> Events(const std::vector<WindowRecord>& windows,
                                          const UsageEventsPage& page) const;
  // Sets the members on the whole of what is held.
  Status SetTotals(JsonObject* document) const;
};

JsonObject Reader::Event(const WindowRecord& window, const Series& series, const Hash128& hash,
                         const MetricValues& metrics, UsagePricer& pricer) const {
  const PricedUse use = UseOf(series, DayOf(window.start));
  Cost cost;
  cost.Add(use, pricer.Price(use, metrics));
  JsonObject event;
  event.Set("id", IdOf(view.source, window, hash));
  SetDimension("model", series.Find("model"), &event);
  event.Set("tokensIn", metrics.Get(Metric::kInputTokens));
  event.Set("tokensOut", metrics.Get(Metric::kOutputTokens));
  SetCost(cost, &event);
  event.Set("timestamp", TimeText(window.start));
  event.Set("provider", provider);
  event.Set("windowStart", TimeText(window.start));
  event.Set("windowEnd", TimeText(window.end));
  SetDimension("projectId", series.Find("project_id"), &event);
  SetDimension("openaiUserId", series.Find("user_id"), &event);
  SetDimension("openaiApiKeyId", series.Find("api_key_id"), &event);
  SetDimension("serviceTier", series.Find("service_tier"), &event);
  if (use.batch) {
    event.Set("batch", *use.batch);
  } else {
    event.SetNull("batch");
  }
  event.Set("numModelRequests", metrics.Get(Metric::kNumModelRequests));
  for (const auto& [name, metric] : kSplits) event.Set(name, metrics.Get(metric));
  event.Set("unpriced", UnpricedArray(cost));
  event.Set("windowState", NameOf(StateOf(window, kCompletions, context.clock().Now())));
  event.Set("revision", window.revision);
  return event;
}

Result<std::optional<JsonArray>> Reader::Events(const std::vector<WindowRecord>& windows,
                                                const UsageEventsPage& page) const {
  JsonArray events;
  UsagePricer pricer(book, provider);
  std::int64_t passed = 0;
  std::int64_t taken = 0;
  for (auto window = windows.rbegin(); window != windows.rend() && taken < page.limit; ++window) {
    if (passed + window->row_count <= page.offset) {
      passed += window->row_count;
      continue;
    }
    SeriesTable series;
    std::int64_t rows = 0;
    TRY_VOID(store.ReadRows(view.stream->id, window->start, window->start + 1, std::nullopt,
                            &series, [&](const LedgerRow& row) {
                              ++rows;
                              if (passed++ < page.offset || taken == page.limit) return true;
                              events.Add(Event(*window, series.At(row.series),
                                               series.HashAt(row.series), row.metrics, pricer));
                              ++taken;
                              return true;
                            }));
    if (rows != window->row_count) return std::optional<JsonArray>();
  }
  return std::optional(std::move(events));
}

Status Reader::SetTotals(JsonObject* document) const {
  UsageQuery query;
  query.stream = view.stream->id;
  query.group_by = {std::string(kGroupByDay)};
  TRY(const UsageReport report, store.Aggregate(query));
  UseQuery use;
  use.surface = kCompletions;
  use.stream = view.stream->id;
  UsagePricer pricer(book, provider);
  Cost cost;
  TRY_VOID(ReadUse(
      use, store,
      [&](const std::string&, const std::string&, const PricedUse& priced,
          const MetricValues& metrics) { cost.Add(priced, pricer.Price(priced, metrics)); }));
  const MetricValues& sums = report.totals.metrics;
  JsonObject totals;
  totals.Set("numModelRequests", sums.Get(Metric::kNumModelRequests));
  totals.Set("tokensIn", sums.Get(Metric::kInputTokens));
  totals.Set("tokensOut", sums.Get(Metric::kOutputTokens));
  for (const auto& [name, metric] : kSplits) totals.Set(name, sums.Get(metric));
  SetCost(cost, &totals);
  totals.Set("pricedCost", ToText(cost.priced));
  totals.Set("unpriced", UnpricedArray(cost));
  document->Set("totals", totals);
  JsonObject windows;
  windows.SetDay("from", report.from);
  windows.SetDay("to", report.to);
  windows.Set("held", report.windows);
  windows.Set("missing", report.windows_missing);
  document->Set("windows", windows);
  return {};
}

// Of each window with content, by start; the rows of pruned ones are counted apart.
struct HeldRows {
  std::vector<WindowRecord> windows;
  std::int64_t total = 0;
  std::int64_t pruned = 0;
};

Result<HeldRows> RowsHeld(const Reader& reader) {
  HeldRows held;
  TRY(std::vector<WindowRecord> windows,
      reader.store.Windows(reader.view.stream->id, kFirstDay.start(), kLastDay.end()));
  for (WindowRecord& window : windows) {
    if (!window.has_content()) continue;
    (window.pruned ? held.pruned : held.total) += window.row_count;
    if (!window.pruned) held.windows.push_back(std::move(window));
  }
  return held;
}

void SetPage(const UsageEventsPage& page, const HeldRows& held, JsonObject* document) {
  document->Set("total", held.total);
  document->Set("limit", page.limit);
  document->Set("offset", page.offset);
  document->Set("hasMore", page.offset < held.total && page.limit < held.total - page.offset);
  document->Set("prunedRows", held.pruned);
}

// Of a ledger that holds no completions yet.
std::string NothingHeld(const UsageEventsPage& page, const std::string& source) {
  JsonObject document;
  document.Set("events", JsonArray());
  document.Set("source", source);
  SetPage(page, {}, &document);
  document.SetNull("totals").SetNull("windows");
  return document.ToText();
}

}  // namespace

Result<std::string> UsageEventsJson(const UsageEventsPage& page, CommandContext& context) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(LedgerView view, FindStream(*store, context.settings(), std::string(kCompletions)));
  if (!view.stream) return NothingHeld(page, view.source);
  TRY(const BookInForce in_force, ChoosePriceBook(context, *store));
  TRY(std::string provider, ProviderOf(*store, view.source));
  const Reader reader{context, *store, std::move(view), std::move(provider), in_force.book};
  for (int tries = 0; tries < kTries; ++tries) {
    TRY(const HeldRows held, RowsHeld(reader));
    TRY(const std::optional<JsonArray> events, reader.Events(held.windows, page));
    if (!events) continue;
    JsonObject document;
    document.Set("events", *events);
    document.Set("source", reader.view.source);
    SetPage(page, held, &document);
    TRY_VOID(reader.SetTotals(&document));
    return document.ToText();
  }
  return Error{ErrorCode::kTryLater,
               "the ledger changed while it was read; nothing was left out, ask again"};
}

}  // namespace cognitrack
