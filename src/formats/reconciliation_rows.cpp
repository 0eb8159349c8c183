#include "formats/reconciliation_rows.h"

#include <array>

#include "formats/bill_json.h"
#include "formats/csv_text.h"
#include "formats/json_writer.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDollars = "usd";

// What a cell holds: a text is guarded in CSV and quoted in JSON, a decimal is quoted in JSON only.
struct Cell {
  enum class Kind { kNothing, kText, kDecimal, kCount, kFlag };
  Kind kind = Kind::kNothing;
  std::string text;
  bool flag = false;
};

Cell TextCell(std::string_view text) {
  return text.empty() ? Cell{} : Cell{Cell::Kind::kText, std::string(text)};
}

Cell MoneyCell(const std::optional<Picos>& amount) {
  return amount ? Cell{Cell::Kind::kDecimal, ToText(*amount)} : Cell{};
}

Cell CountCell(const ReconciledRow& row, WideCount count) {
  if (!row.is_compared || !row.day.usage_read) return {};
  return {Cell::Kind::kCount, ToText(count)};
}

Cell FlagCell(bool flag) { return {Cell::Kind::kFlag, flag ? "true" : "false", flag}; }

Cell ImpliedCell(const ReconciledRow& row) {
  if (!row.line.implied) return {};
  return {Cell::Kind::kDecimal, PerMillionText(*row.line.implied)};
}

struct Column {
  std::string_view name;
  Cell (*cell)(const ReconciledRow& row);
};

using Row = ReconciledRow;
constexpr std::array<Column, 18> kColumns = {
    {{"date", [](const Row& row) { return TextCell(FormatDay(row.line.day)); }},
     {"verdict", [](const Row& row) { return TextCell(NameOf(row.day.verdict)); }},
     {"usage_read", [](const Row& row) { return FlagCell(row.day.usage_read); }},
     {"costs_read", [](const Row& row) { return FlagCell(row.day.costs_read); }},
     {"project_id", [](const Row& row) { return TextCell(row.line.project); }},
     {"line_item", [](const Row& row) { return TextCell(row.line_items()); }},
     {"model", [](const Row& row) { return TextCell(row.line.model); }},
     {"tier", [](const Row& row) { return TextCell(row.line.tier); }},
     {"meter",
      [](const Row& row) { return row.line.meter ? TextCell(NameOf(*row.line.meter)) : Cell(); }},
     {"units", [](const Row& row) { return CountCell(row, row.line.units); }},
     {"unpriced_units", [](const Row& row) { return CountCell(row, row.line.unpriced_units); }},
     {"free_units", [](const Row& row) { return CountCell(row, row.line.free_units); }},
     {"amount_currency", [](const Row& row) { return TextCell(row.currency); }},
     {"billed", [](const Row& row) { return MoneyCell(row.line.billed); }},
     {"priced", [](const Row& row) { return MoneyCell(row.line.priced); }},
     {"difference", [](const Row& row) { return MoneyCell(row.difference()); }},
     {"cause",
      [](const Row& row) { return row.line.cause ? TextCell(NameOf(*row.line.cause)) : Cell(); }},
     {"implied_usd_per_million", ImpliedCell}}};

std::string CsvHead() {
  std::string line;
  for (const Column& column : kColumns) {
    line += line.empty() ? "" : ",";
    line += column.name;
  }
  return line + "\n";
}

std::string CsvLine(const ReconciledRow& row) {
  std::string line;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (i > 0) line += ",";
    const Cell cell = kColumns[i].cell(row);
    if (cell.kind == Cell::Kind::kText) {
      AppendCsvText(cell.text, &line);
    } else {
      line += cell.text;
    }
  }
  return line + "\n";
}

void WriteValue(const Cell& cell, JsonWriter* json) {
  switch (cell.kind) {
    case Cell::Kind::kNothing:
      return json->Null();
    case Cell::Kind::kText:
    case Cell::Kind::kDecimal:
      return json->String(cell.text);
    case Cell::Kind::kCount:
      return json->Integer(*WideCountFrom(cell.text));
    case Cell::Kind::kFlag:
      return json->Boolean(cell.flag);
  }
}

std::string JsonLine(const ReconciledRow& row) {
  JsonWriter json;
  json.BeginObject();
  for (const Column& column : kColumns) {
    json.Key(column.name);
    WriteValue(column.cell(row), &json);
  }
  json.EndObject();
  return json.Take() + "\n";
}

BillLine LineOf(const LineNotCompared& other) {
  BillLine line;
  line.day = other.day;
  line.project = other.project;
  line.line_item = other.line_item;
  line.billed = other.amount;
  return line;
}

}  // namespace

std::optional<Picos> ReconciledRow::difference() const {
  return is_compared && both_read() ? std::optional(line.difference) : std::nullopt;
}

std::string ReconciledRow::line_items() const {
  std::string text = line.line_item;
  for (const std::string& further : line.further_line_items) text += "; " + further;
  return text;
}

void ForEachRow(const BillDocument& document,
                const std::function<void(const ReconciledRow&)>& row) {
  auto line = document.lines.begin();
  auto other = document.not_compared.begin();
  for (const BillDay& day : document.days) {
    for (; line != document.lines.end() && line->day == day.day; ++line) {
      row({day, *line, kDollars});
    }
    for (; other != document.not_compared.end() && other->day == day.day; ++other) {
      row({day, LineOf(*other), other->currency, false});
    }
  }
}

std::int64_t WriteReconciliation(const BillDocument& document, RowForm form,
                                 const std::function<void(std::string_view)>& write) {
  const bool csv = form == RowForm::kCsv;
  if (csv) write(CsvHead());
  std::int64_t rows = 0;
  ForEachRow(document, [&](const ReconciledRow& row) {
    write(csv ? CsvLine(row) : JsonLine(row));
    ++rows;
  });
  return rows;
}

}  // namespace cognitrack
