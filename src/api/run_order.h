// RunOrder: which pull the members of a body ask for, in the words of the command line.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "cli/command_options.h"

namespace cognitrack {

// `ingest` where no days are named; else `backfill`: "days" are today and those before it, "from"
// and "to" a range. kUsage, in the words of members, for what cannot be asked for.
Result<CommandOptions> RunOrderOf(const boost::json::object& body, Day today);

// A message of these verbs in the words of members: "--start" is 'from' there.
std::string InMembers(std::string message);

}  // namespace cognitrack
