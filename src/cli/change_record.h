// ChangeRecord: verbs of the command line that change something, in the audit log: what is about to
// be done before it is, and how it ended after. Verbs on accounts and tokens, whose entry is part
// of their own transaction, are not among them, nor are pulls and imports, which are runs.
#pragma once

#include "base/result.h"
#include "cli/command_line.h"

namespace cognitrack {

// RunVerb, recorded where the verb is one of those. What cannot be recorded is not done (the error
// says so), but where there is no log yet: a new database, or one of an older schema.
Result<int> RunRecordedVerb(const CommandOptions& options, CliEnvironment& environment);

// Whether `options` ask for such a change.
bool IsRecordedChange(const CommandOptions& options);
// What it is done to, and why, as far as the options tell.
std::string ChangeTarget(const CommandOptions& options);
std::string ChangeDetail(const CommandOptions& options);

}  // namespace cognitrack
