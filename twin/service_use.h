// The use of an organisation of the profile `money` beside completions, and who its people are.
#pragma once

#include "twin/seeded_organisation.h"

namespace cognitrack::twin {

// Projects, users and keys by number. The first key stands for use from the playground, the second
// for that of a service account; both have a project.
struct SeededPeople {
  std::uint64_t seed = 0;
  std::size_t key_count = 0;
  std::size_t project_count = 0;
  std::size_t user_count = 0;

  std::string ProjectOf(std::size_t key) const;
  std::string UserOf(std::size_t key) const;  // Empty: none.
  std::string KeyOf(std::size_t key) const;   // Empty: none.
};
SeededPeople PeopleOf(const SeededOptions& options);

// One day in nine.
bool IsWithoutUse(Day day, std::uint64_t seed);

// Adds every other surface of usage, empty ones included.
void AddServiceUse(const SeededOptions& options, Organisation* organisation);

}  // namespace cognitrack::twin
