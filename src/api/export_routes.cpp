#include "api/export_routes.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "api/piece_queue.h"
#include "api/problem.h"
#include "api/verb_request.h"

namespace cognitrack {
namespace {

std::string FormatOf(const CommandOptions& options) { return options.format.value_or("csv"); }

// "completions", "costs", …, "reconciliation".
std::string ContentOf(const CommandOptions& options) {
  if (options.verb == "export reconciliation") return "reconciliation";
  return options.surface.value_or("completions");
}

std::string DetailOf(const CommandOptions& options) {
  std::string detail = FormatOf(options) + " of " + ContentOf(options);
  if (options.from) detail += ", from " + FormatDay(*options.from);
  if (options.to) detail += ", to " + FormatDay(*options.to);
  for (const std::string& filter : options.filters) detail += ", " + filter;
  if (options.as_of) detail += ", as of " + *options.as_of;
  return detail;
}

// "cognitrack-completions-2026-03-01-2026-03-31.csv"
std::string FileNameOf(const CommandOptions& options) {
  std::string name = "cognitrack-" + ContentOf(options);
  if (options.from) name += "-" + FormatDay(*options.from);
  if (options.to) name += "-" + FormatDay(*options.to);
  for (char& c : name) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (!is_plain) c = '-';
  }
  if (FormatOf(options) == "focus") name += "-focus";
  return name + (FormatOf(options) == "jsonl" ? ".jsonl" : ".csv");
}

ServerResponse Busy() {
  return ProblemOf(503, std::string(NameOf(ErrorCode::kTryLater)),
                   "as many exports are being read as may be; ask again when one has ended");
}

}  // namespace

// One export on its way: the verb on a thread of its own, and who takes what it writes.
class ExportRoutes::Stream {
 public:
  Stream(ExportRoutes& routes, const CommandOptions& options, AuditEntry entry)
      : routes_(routes), entry_(std::move(entry)) {
    task_ = routes_.verbs_.spawner().Spawn([this, options] {
      PieceBuffer buffer(&queue_);
      std::ostream out(&buffer);
      const Result<int> done = routes_.verbs_.Stream(options, out);
      queue_.End(done ? std::nullopt : std::optional<Error>(done.error()));
    });
  }
  // The other side has it all, or is gone: what is left of the work ends with its next row.
  ~Stream() {
    queue_.Abandon();
    task_.reset();
    if (!is_told_) Tell("not read to its end");
    --routes_.streams_;
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  Result<std::string> Next() {
    Result<std::string> piece = queue_.Take();
    if (!piece) Tell(piece.error().message);
    if (piece && piece->empty()) Tell("");
    return piece;
  }

 private:
  void Tell(const std::string& failure) {
    if (!is_told_) routes_.changes_.End(entry_, failure);
    is_told_ = true;
  }

  ExportRoutes& routes_;
  AuditEntry entry_;
  PieceQueue queue_;
  bool is_told_ = false;
  std::unique_ptr<Task> task_;
};

ServerResponse ExportRoutes::Answer(const Route& route, const CommandOptions& options,
                                    AuditEntry entry) {
  entry.detail = DetailOf(options);
  if (++streams_ > std::max<std::size_t>(verbs_.readers() / 2, 1)) {
    --streams_;
    return Busy();
  }
  if (const Status begun = changes_.Begin(entry); !begun) {
    --streams_;
    return ChangeLog::Unrecordable(begun.error());
  }
  const auto stream = std::make_shared<Stream>(*this, options, std::move(entry));
  Result<std::string> first = stream->Next();
  if (!first) {
    return ProblemOf({first.error().code, InParameters(route, first.error().message)});
  }
  ServerResponse response;
  response.headers = {
      {"Content-Type",
       FormatOf(options) == "jsonl" ? "application/x-ndjson" : "text/csv; charset=utf-8"},
      {"Content-Disposition", "attachment; filename=\"" + FileNameOf(options) + "\""},
      {"Cache-Control", "no-store"}};
  response.body = *std::move(first);
  response.next_piece = [stream] { return stream->Next(); };
  return response;
}

}  // namespace cognitrack
