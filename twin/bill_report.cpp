#include "twin/bill_report.h"

#include <map>
#include <tuple>

#include "twin/json_text.h"

namespace cognitrack::twin {
namespace {

struct ReportLine {
  Day day;
  std::string project;
  std::string line_item;
  WideCount priced = 0;
  ExactDecimal billed;
  std::map<BillChangeKind, ExactDecimal> differences;
};

struct Report {
  std::vector<ReportLine> lines;
  WideCount priced = 0;
  ExactDecimal billed;
  std::map<std::string_view, ExactDecimal> causes;
};

Report ReportOf(const Bill& bill, const std::vector<BillDifference>& differences) {
  Report report;
  std::map<std::tuple<Day, std::uint32_t, std::string>, std::size_t> line_of;
  std::vector<std::size_t> place_of;
  for (const BillLine& line : bill.lines) {
    const std::string& line_item = bill.ItemOf(line).line_item;
    const auto [found, added] =
        line_of.try_emplace({line.day, line.project, line_item}, report.lines.size());
    if (added) {
      report.lines.push_back({line.day, bill.projects.At(line.project), line_item, 0, {}, {}});
    }
    place_of.push_back(found->second);
    ReportLine& sum = report.lines[found->second];
    sum.priced += line.priced;
    sum.billed += line.billed;
    report.priced += line.priced;
    report.billed += line.billed;
  }
  for (const BillDifference& difference : differences) {
    report.lines[place_of[difference.line]].differences[difference.kind] += difference.dollars;
    report.causes[CauseOf(difference.kind)] += difference.dollars;
  }
  return report;
}

std::string Member(std::string_view name, const std::string& text) {
  return JsonString(name) + ":" + (text.empty() ? "null" : JsonString(text));
}

std::string Differences(const ReportLine& line) {
  std::string text;
  for (const auto& [kind, dollars] : line.differences) {
    text += text.empty() ? "{" : ",{";
    text += Member("cause", std::string(CauseOf(kind))) + "," +
            Member("injected", std::string(NameOf(kind))) + "," + Member("usd", dollars.Text()) +
            "}";
  }
  return "[" + text + "]";
}

}  // namespace

std::string BillReportJson(const Bill& bill, const std::vector<BillDifference>& differences) {
  const Report report = ReportOf(bill, differences);
  std::string causes;
  for (const auto& [cause, dollars] : report.causes) {
    causes += causes.empty() ? "{" : ",{";
    causes += Member("cause", std::string(cause)) + "," + Member("usd", dollars.Text()) + "}";
  }
  std::string lines;
  for (const ReportLine& line : report.lines) {
    lines += lines.empty() ? "\n{" : ",\n{";
    lines += Member("date", FormatDay(line.day)) + "," + Member("project_id", line.project) + "," +
             Member("line_item", line.line_item) + "," +
             Member("priced_usd", DollarsOf(line.priced).Text()) + "," +
             Member("billed_usd", line.billed.Text()) + R"(,"differences":)" + Differences(line) +
             "}";
  }
  return "{" + Member("priced_usd", DollarsOf(report.priced).Text()) + "," +
         Member("billed_usd", report.billed.Text()) + R"(,"causes":[)" + causes + R"(],"lines":[)" +
         lines + "]}\n";
}

std::string BillReportText(const Bill& bill, const std::vector<BillDifference>& differences) {
  const Report report = ReportOf(bill, differences);
  std::string text;
  for (const ReportLine& line : report.lines) {
    for (const auto& [kind, dollars] : line.differences) {
      text += FormatDay(line.day) + '\t' + std::string(CauseOf(kind)) + '\t' + dollars.Text() +
              '\t' + line.project + '\t' + line.line_item + '\n';
    }
  }
  for (const auto& [cause, dollars] : report.causes) {
    text += "total\t" + std::string(cause) + '\t' + dollars.Text() + '\n';
  }
  return text + "priced\t" + DollarsOf(report.priced).Text() + "\nbilled\t" + report.billed.Text() +
         '\n';
}

}  // namespace cognitrack::twin
