#include "cli/verbs.h"

namespace cognitrack {

Result<int> RunServe(CommandContext& context) {
  if (context.environment().serve) return context.environment().serve(context);
  return Error{ErrorCode::kUsage, "'serve' cannot be asked for from here"};
}

Result<int> RunRehearse(CommandContext& context) {
  if (context.environment().rehearse) return context.environment().rehearse(context);
  return Error{ErrorCode::kUsage, "'rehearse' cannot be asked for from here"};
}

}  // namespace cognitrack
