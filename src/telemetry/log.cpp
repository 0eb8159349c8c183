#include "telemetry/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>

#include <utility>

namespace cognitrack {
namespace {

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

class Log::Sink {
 public:
  Sink(std::ostream& out, LogLevel level)
      : logger_("cognitrack", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true)) {
    logger_.set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, "\n"));
    logger_.set_level(SpdlogLevel(level));
    // A line that cannot be written is lost; the service goes on.
    logger_.set_error_handler([](const std::string&) {});
  }

  bool Takes(LogLevel level) const { return logger_.should_log(SpdlogLevel(level)); }
  void Write(LogLevel level, const std::string& line) {
    logger_.log(SpdlogLevel(level), spdlog::string_view_t(line));
  }

 private:
  spdlog::logger logger_;
};

Log::Log(std::ostream& out, LogFormat format, LogLevel level, Clock& clock)
    : format_(format), clock_(clock), sink_(std::make_unique<Sink>(out, level)) {}

Log::~Log() = default;

void Log::Write(LogLevel level, std::string_view event, std::vector<LogField> fields) {
  if (!sink_->Takes(level)) return;
  const LogLine line{clock_.Now(), level, event, std::move(fields)};
  sink_->Write(level, format_ == LogFormat::kJson ? JsonLine(line) : TextLine(line));
}

}  // namespace cognitrack
