#include "ingest/capture.h"

#include <algorithm>

#include "formats/exact_json.h"
#include "formats/expected_totals.h"
#include "formats/json_writer.h"
#include "pseudonyms/secret_scan.h"

namespace cognitrack {
namespace {

// A shorter one ("page_2") may stand in a text without having been left there.
constexpr std::size_t kLongToken = 16;

std::string PageName(std::size_t number) { return "page_" + std::to_string(number) + ".json"; }

// The file that tells which request each page answers; not read by tests, but by people.
Result<std::string> RequestsText(const Recording& recording, std::string_view surface,
                                 Pseudonyms* pseudonyms) {
  JsonWriter writer;
  writer.BeginObject();
  writer.Key("surface");
  writer.String(surface);
  writer.Key("group_by");
  writer.BeginArray();
  for (const std::string& name : recording.grain.names()) writer.String(name);
  writer.EndArray();
  writer.Key("requests");
  writer.BeginArray();
  for (std::size_t i = 0; i < recording.pages.size(); ++i) {
    const RecordedPage& page = recording.pages[i];
    TRY(const std::string token, pseudonyms->Of(TextKind::kPageToken, page.token));
    writer.BeginObject();
    writer.Key("file");
    writer.String(PageName(i + 1));
    writer.Key("request");
    writer.String(page.request + (token.empty() ? "" : "&page=" + token));
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return writer.Take() + "\n";
}

// What must not stand in any file: what looks like a secret, and the secrets of this very
// recording.
Status CheckHoldsNoSecret(const CapturedSurface& captured, const Recording& recording,
                          const Secret& admin_key) {
  for (const CapturedFile& file : captured.files) {
    std::optional<std::string_view> left = SecretIn(file.text);
    const auto holds = [&](const std::string& text) {
      return !text.empty() && file.text.find(text) != std::string::npos;
    };
    if (holds(admin_key.Reveal())) left = "the admin key itself";
    for (const RecordedPage& page : recording.pages) {
      if (page.token.size() >= kLongToken && holds(page.token))
        left = "a page token of the provider";
    }
    if (!left) continue;
    return Error{ErrorCode::kBadInput,
                 captured.name + ": " + file.name + " would still hold " + std::string(*left) +
                     " after every known id, name and unknown text was replaced; nothing was "
                     "written. Look at the answer by hand before any part of it is kept"};
  }
  return {};
}

class Capturing {
 public:
  Capturing(const CaptureOptions& options, const Secret& admin_key, PageRecorder& recorder,
            Pseudonyms* pseudonyms)
      : options_(options), key_(admin_key), recorder_(recorder), pseudonyms_(pseudonyms) {}

  Result<CapturedSurface> Capture(const Surface& surface, Error* turned_away) {
    CapturedSurface captured;
    captured.name = surface.name;
    if (surface.first_day && options_.from < *surface.first_day) {
      captured.state = SurfaceState::kNotAsked;
      captured.reason = "begins on " + FormatDay(*surface.first_day);
      return captured;
    }
    RecordQuery query;
    query.surface = &surface;
    query.start = options_.from;
    query.end = options_.to + 1;
    query.buckets_per_page = std::min(options_.days_per_page, query.end - query.start);
    query.abandoned = options_.stop_requested;
    auto recording = recorder_.Record(query);
    if (!recording) return Unrecorded(recording.error());
    captured.state = recording->state;
    if (IsTurnedAway(recording->state)) {
      captured.reason = NameOf(recording->state) == "refused" ? "the key may not read it"
                                                              : "the provider does not know it";
      *turned_away = recording->why_turned_away;
      return captured;
    }
    TRY_VOID(MakeFiles(*recording, surface, query, &captured));
    TRY_VOID(CheckHoldsNoSecret(captured, *recording, key_));
    return captured;
  }

 private:
  static Error Unrecorded(Error error) {
    error.message += "; nothing was written";
    return error;
  }

  Status MakeFiles(const Recording& recording, const Surface& surface, const RecordQuery& query,
                   CapturedSurface* captured) {
    ExpectedTotals totals(surface, query.start, query.end);
    for (std::size_t i = 0; i < recording.pages.size(); ++i) {
      const std::string name = PageName(i + 1);
      const std::string place = captured->name + ": " + name;
      auto page = ParseExactJson(recording.pages[i].body);
      if (!page) return Unrecorded(page.error().At(place));
      TRY_VOID(AnonymisePage(&*page, pseudonyms_, &captured->replaced));
      const Status added = totals.AddPage(*page);
      if (!added) return Unrecorded(added.error().At(place));
      captured->files.push_back({name, ToText(*page)});
    }
    captured->pages = static_cast<std::int64_t>(recording.pages.size());
    captured->rows = totals.rows();
    TRY(std::string requests, RequestsText(recording, surface.name, pseudonyms_));
    captured->files.push_back({"requests.json", std::move(requests)});
    captured->files.push_back({"expected.json", totals.ToText()});
    return {};
  }

  const CaptureOptions& options_;
  const Secret& key_;
  PageRecorder& recorder_;
  Pseudonyms* pseudonyms_;
};

}  // namespace

Result<std::vector<CapturedSurface>> CaptureResponses(const CaptureOptions& options,
                                                      const Secret& admin_key,
                                                      PageRecorder& recorder,
                                                      Pseudonyms* pseudonyms) {
  Capturing capturing(options, admin_key, recorder, pseudonyms);
  std::vector<CapturedSurface> all;
  Error turned_away{ErrorCode::kAuth, "no surface has any of these days"};
  bool any = false;
  for (const Surface* surface : options.surfaces) {
    TRY(CapturedSurface captured, capturing.Capture(*surface, &turned_away));
    any = any || !captured.files.empty();
    all.push_back(std::move(captured));
  }
  if (any) return all;
  turned_away.message += "; nothing was written";
  return turned_away;
}

}  // namespace cognitrack
