// Secret: a text that does not print. There is no operator<<, no JSON form, and no way into a
// message but Reveal(), which only the HTTP transport calls. Wiped when it goes.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret();

  bool empty() const { return value_.empty(); }
  const std::string& Reveal() const { return value_; }

 private:
  std::string value_;
};

}  // namespace cognitrack
