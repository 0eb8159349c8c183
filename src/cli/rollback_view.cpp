#include "cli/rollback_view.h"

#include <algorithm>

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/number_text.h"

namespace cognitrack {
namespace {

constexpr int kNameWidth = 14;
constexpr int kIndent = 7 + kNameWidth;  // Of what stands beside a step's number, mark and name.
constexpr int kWidth = 100;              // Where there is no terminal.

using State = RollbackStepState;

std::string Marked(State state, const TextStyle& style) {
  switch (state) {
    case State::kPlanned:
    case State::kDone:
      return state == State::kDone ? style.Good("✓") : "→";
    case State::kFailed:
      return style.Bad("✗");
    case State::kLeftOut:
    case State::kSkipped:
    case State::kNotReached:
      return style.Dim("–");
  }
  return "–";
}

std::string Lead(State state) {
  switch (state) {
    case State::kLeftOut:
      return "left out: ";
    case State::kSkipped:
      return "skipped: ";
    case State::kNotReached:
      return "not done: ";
    case State::kPlanned:
    case State::kDone:
    case State::kFailed:
      return "";
  }
  return "";
}

bool WasTried(State state) { return state == State::kDone || state == State::kFailed; }

std::string StepText(int number, const RollbackStep& step, const TextStyle& style, int width) {
  std::string said = Lead(step.state) + (WasTried(step.state) ? step.result : step.does);
  if (WasTried(step.state)) said += " (" + DurationText(step.milliseconds) + ")";
  std::string text = PaddedLeft(std::to_string(number), 3) + " " + Marked(step.state, style) + " " +
                     PaddedRight(StepWords(step.kind), kNameWidth) + " ";
  bool is_first = true;
  for (const std::string& line :
       Wrapped(Printable(said), std::max(30, (width == 0 ? kWidth : width) - kIndent))) {
    text += (is_first ? "" : std::string(kIndent, ' ')) + line + "\n";
    is_first = false;
  }
  return text;
}

// Commands are never broken: they are there to be taken as they are.
std::string CommandsText(const RollbackStep& step, int indent, const TextStyle& style) {
  std::string text;
  for (const std::string& command : step.commands) {
    text +=
        std::string(static_cast<std::size_t>(indent), ' ') + style.Dim(Printable(command)) + "\n";
  }
  return text;
}

std::string SchemaText(int schema, int newest) {
  std::string text = "schema " + std::to_string(schema);
  if (schema != newest) text += "; this program speaks " + std::to_string(newest);
  return text;
}

JsonArray StepArray(const std::vector<RollbackStep>& steps) {
  JsonArray array;
  std::int64_t number = 0;
  for (const RollbackStep& step : steps) {
    JsonObject object;
    object.Set("number", ++number);
    object.Set("step", NameOf(step.kind));
    object.Set("state", NameOf(step.state));
    object.Set("does", step.does);
    object.Set("commands", TextArray(step.commands));
    if (WasTried(step.state)) {
      object.Set("result", step.result);
      object.Set("ms", step.milliseconds);
    } else {
      object.SetNull("result");
      object.SetNull("ms");
    }
    array.Add(object);
  }
  return array;
}

std::string Sentence(std::string text) {
  if (!text.empty() && text.front() == 'd') text.front() = 'D';
  return text + ".";
}

std::string Paragraph(const std::string& said, int width) {
  std::string text = "\n";
  for (const std::string& line : Wrapped(said, width == 0 ? kWidth : width)) text += line + "\n";
  return text;
}

// A version is gone back from by hand: it is not what a rollback is about.
std::string BackCommand(const VersionChange& entry) {
  return "cognitrack shadow back " + std::string(NameOf(entry.kind)) + " --by NAME --reason TEXT";
}

// What is still to be done by hand, or by a second rollback.
std::string WhatNext(const RollbackRecord& record, const TextStyle& style, int width) {
  std::string commands;
  bool touches_schema = false;
  for (const RollbackStep& step : record.plan.steps) {
    if (step.state == State::kNotReached || step.state == State::kFailed) {
      commands += CommandsText(step, 2, style);
    }
    touches_schema = touches_schema || step.kind == RollbackStepKind::kSchemaDown ||
                     step.kind == RollbackStepKind::kRestore;
  }
  if (record.run.exit_code != 0) {
    return Paragraph(
               "To go on, mend what it says and run the same rollback again: what is done "
               "already is left out, or done again without harm." +
                   std::string(commands.empty() ? "" : " Or step by step:"),
               width) +
           commands;
  }
  if (record.schema_after != record.plan.newest_schema) {
    return Paragraph(
        "The ledger's schema is " + std::to_string(record.schema_after) +
            ": start the program that speaks it, or run 'cognitrack migrate up'. Until "
            "then keep timers stopped by hand.",
        width);
  }
  const bool is_narrow = !touches_schema && !record.run.source.empty();
  return Paragraph("Timers stay stopped until 'cognitrack flags set daily_windows on" +
                       (is_narrow ? " --source " + Printable(record.run.source) : std::string()) +
                       " --by NAME'.",
                   width);
}

}  // namespace

std::string StepWords(RollbackStepKind kind) {
  std::string words(NameOf(kind));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string RollbackPlanText(const RollbackPlan& plan, const std::string& database,
                             const TextStyle& style, int width) {
  std::string text = style.Bold("Rollback of " + database) + " · " +
                     SchemaText(plan.schema, plan.newest_schema) + "\n\n";
  int number = 0;
  for (const RollbackStep& step : plan.steps) {
    text += StepText(++number, step, style, width) + CommandsText(step, kIndent, style);
  }
  for (const VersionChange& entry : plan.promoted) {
    text += Paragraph("A version of " + std::string(NameOf(entry.kind)) + " is in force since " +
                          FormatTime(entry.set_at) + ", by " + Printable(entry.set_by) +
                          ". To go back to the one before:",
                      width) +
            "  " + style.Dim(BackCommand(entry)) + "\n";
  }
  return text +
         "\nNothing was changed. 'cognitrack rollback run' with the same options and "
         "--reason TEXT does this,\nstep by step, and logs it.\n";
}

std::string RollbackPlanJson(const RollbackPlan& plan, std::string_view verb,
                             const std::string& database) {
  JsonObject document;
  document.Set("verb", verb);
  document.Set("database", database);
  document.Set("schema", std::int64_t{plan.schema});
  document.Set("newest_schema", std::int64_t{plan.newest_schema});
  document.Set("steps", StepArray(plan.steps));
  JsonArray promoted;
  for (const VersionChange& entry : plan.promoted) {
    JsonObject object;
    object.Set("kind", NameOf(entry.kind));
    object.SetTime("since", entry.set_at);
    object.Set("by", entry.set_by);
    object.Set("command", BackCommand(entry));
    promoted.Add(object);
  }
  document.Set("promoted", promoted);
  return document.ToText();
}

std::string RollbackText(const RollbackRecord& record, const std::string& database,
                         const TextStyle& style, int width) {
  const RunRecord& run = record.run;
  const bool is_done = run.exit_code == 0;
  std::string text = style.Bold("Rollback of " + database) + ": " +
                     (is_done ? style.Good("done") : style.Bad(run.outcome)) + " · " +
                     SchemaText(record.schema_after, record.plan.newest_schema) + " · run " +
                     std::to_string(run.id) + "\n\n";
  int number = 0;
  for (const RollbackStep& step : record.plan.steps) {
    text += StepText(++number, step, style, width);
  }
  if (is_done) text += Paragraph(Sentence(run.message), width);
  return text + WhatNext(record, style, width);
}

std::string RollbackJson(const RollbackRecord& record, const std::string& database) {
  const RunRecord& run = record.run;
  JsonObject document;
  document.Set("verb", "rollback run");
  document.Set("database", database);
  document.Set("run", run.id);
  document.Set("reason", run.label);
  document.Set("outcome", run.outcome);
  document.Set("exit_code", std::int64_t{run.exit_code});
  document.Set("message", run.message);
  document.Set("schema_before", std::int64_t{record.plan.schema});
  document.Set("schema_after", std::int64_t{record.schema_after});
  document.Set("newest_schema", std::int64_t{record.plan.newest_schema});
  if (record.parity) {
    document.Set("verdict", NameOf(record.parity->verdict));
  } else {
    document.SetNull("verdict");
  }
  document.Set("steps", StepArray(record.plan.steps));
  return document.ToText();
}

}  // namespace cognitrack
