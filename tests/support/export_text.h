// A small completions-usage export, line by line: what a test of imports needs of one.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace cognitrack {

class ExportText {
 public:
  // With columns for project_id and model unless told otherwise.
  explicit ExportText(bool with_project = true) : with_project_(with_project) {}

  ExportText& Row(Day day, const std::string& project, const std::string& model,
                  std::int64_t requests, std::int64_t tokens) {
    return Bucket(day.start(), day.end(), project, model, requests, tokens);
  }
  ExportText& Bucket(UtcSeconds start, UtcSeconds end, const std::string& project,
                     const std::string& model, std::int64_t requests, std::int64_t tokens) {
    lines.push_back(Times(start, end) + (with_project_ ? "," + project : "") + "," + model + "," +
                    std::to_string(requests) + "," + std::to_string(tokens) + ",0");
    return *this;
  }
  ExportText& Blank(Day day) {
    lines.push_back(Times(day.start(), day.end()) + (with_project_ ? "," : "") + ",,,,");
    return *this;
  }
  std::string Text() const {
    std::string text = std::string("start_time,end_time") + (with_project_ ? ",project_id" : "") +
                       ",model,num_model_requests,input_tokens,output_tokens\n";
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  std::vector<std::string> lines;

 private:
  static std::string Times(UtcSeconds start, UtcSeconds end) {
    return std::to_string(start) + "," + std::to_string(end);
  }
  bool with_project_;
};

}  // namespace cognitrack
