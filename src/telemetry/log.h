// Log: the lines that a running service leaves for its operators. Thread-safe; a line is written
// whole and flushed. What is passed in must hold no secret: there is no field for headers, bodies
// or queries of requests.
#pragma once

#include <memory>
#include <ostream>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "telemetry/log_line.h"

namespace cognitrack {

class Log {
 public:
  // `out` must outlive it; lines below `level` are left out.
  Log(std::ostream& out, LogFormat format, LogLevel level, Clock& clock);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void Write(LogLevel level, std::string_view event, std::vector<LogField> fields = {});

 private:
  class Sink;
  LogFormat format_;
  Clock& clock_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace cognitrack
