// InputAlias: for as long as it lives, a name of an input leads to another place, for the thread
// that made it alone. So a file that came under a name of its sender's is told of by that name,
// wherever it lies and whatever it is called there. One of a name at a time.
#pragma once

#include <string>

namespace cognitrack {

class InputAlias {
 public:
  InputAlias(std::string name, const std::string& path);
  ~InputAlias();
  InputAlias(const InputAlias&) = delete;
  InputAlias& operator=(const InputAlias&) = delete;

  // Where an input of that name is read on this thread: the name itself, unless it stands for
  // another place.
  static const std::string& PlaceOf(const std::string& name);

 private:
  std::string name_;
};

}  // namespace cognitrack
