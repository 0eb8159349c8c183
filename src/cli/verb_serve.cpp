#include "cli/verbs.h"

namespace cognitrack {

Result<int> RunServe(CommandContext& context) {
  if (context.environment().serve) return context.environment().serve(context);
  return Error{ErrorCode::kUsage, "'serve' cannot be asked for from here"};
}

}  // namespace cognitrack
