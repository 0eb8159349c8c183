// Result<T>: a value or an Error. Every fallible call returns one; ignoring it does not compile.
// Member names are std::expected's, so that it can take this class's place one day.
//
//   Result<Day> day = ParseDay(text);
//   if (!day) return day.error();
//   TRY(const Day start, ParseDay(text));   // the same in one line
//   TRY_VOID(store.FinishRun(run));
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/error.h"

namespace cognitrack {

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return Value(); }
  const T& value() const& { return const_cast<Result*>(this)->Value(); }
  T&& value() && { return std::move(Value()); }
  T& operator*() & { return Value(); }
  const T& operator*() const& { return const_cast<Result*>(this)->Value(); }
  T&& operator*() && { return std::move(Value()); }
  T* operator->() { return &Value(); }
  const T* operator->() const { return &const_cast<Result*>(this)->Value(); }

  const Error& error() const {
    CHECK(!has_value(), "error() of a Result that holds a value");
    return *std::get_if<1>(&state_);
  }

 private:
  T& Value() {
    CHECK(has_value(), "value() of a Result that holds an error");
    return *std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() : failed_(false) {}
  Result(Error error) : failed_(true), error_(std::move(error)) {}

  bool has_value() const { return !failed_; }
  explicit operator bool() const { return !failed_; }
  const Error& error() const {
    CHECK(failed_, "error() of a Result without an error");
    return error_;
  }

 private:
  bool failed_;
  Error error_;
};

using Status = Result<void>;

#define COGNITRACK_JOIN_(a, b) a##b
#define COGNITRACK_JOIN(a, b) COGNITRACK_JOIN_(a, b)
#define COGNITRACK_TRY_(name, declaration, ...) \
  auto name = (__VA_ARGS__);                    \
  if (!name) return name.error();               \
  declaration = std::move(name).value()

// Declares (or assigns) the value of a Result, or returns its error from the enclosing function.
#define TRY(declaration, ...) \
  COGNITRACK_TRY_(COGNITRACK_JOIN(try_result_, __COUNTER__), declaration, __VA_ARGS__)

// Returns the error of a Status from the enclosing function.
#define TRY_VOID(...)                                   \
  do {                                                  \
    if (auto try_status = (__VA_ARGS__); !try_status) { \
      return try_status.error();                        \
    }                                                   \
  } while (false)

}  // namespace cognitrack
