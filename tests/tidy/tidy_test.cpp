// The rules of the house as tests over the tree: direction of includes, file length, calls that
// only some modules may make, leftovers. build/<preset>/modules.txt is the module list of
// CMakeLists.txt.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace cognitrack {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

struct SourceFile {
  std::string path;  // Relative to the root.
  std::vector<std::string> lines;
};

struct Module {
  std::string directory;
  std::set<std::string> depends;
};

std::vector<std::string> LinesOf(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<SourceFile> FilesBelow(const std::vector<std::string>& folders) {
  std::vector<SourceFile> files;
  for (const std::string& folder : folders) {
    const fs::path base = fs::path(COGNITRACK_ROOT) / folder;
    if (!fs::exists(base)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(base)) {
      const std::string path = fs::relative(entry.path(), COGNITRACK_ROOT).string();
      if (path.find("node_modules") != std::string::npos) continue;
      const fs::path extension = entry.path().extension();
      if (extension == ".cpp" || extension == ".h") files.push_back({path, LinesOf(entry.path())});
    }
  }
  return files;
}

std::map<std::string, Module> Modules() {
  std::map<std::string, Module> modules;
  for (const std::string& line : LinesOf(COGNITRACK_MODULES)) {
    std::istringstream fields(line);
    std::string name, directory, depends;
    std::getline(fields, name, '|');
    std::getline(fields, directory, '|');
    std::getline(fields, depends, '|');
    if (name.empty()) continue;
    std::istringstream words(depends);
    Module module{directory, {}};
    for (std::string word; words >> word;) module.depends.insert(word);
    modules[name] = module;
  }
  return modules;
}

std::string FolderOf(const std::string& path) { return fs::path(path).parent_path().string(); }

// The module whose folder holds the file, or "".
std::string ModuleOf(const std::string& path, const std::map<std::string, Module>& modules) {
  for (const auto& [name, module] : modules) {
    if (FolderOf(path) == module.directory) return name;
  }
  return "";
}

bool IsTest(const std::string& path) { return path.find("_test.cpp") != std::string::npos; }

std::string At(const SourceFile& file, std::size_t index) {
  return file.path + ":" + std::to_string(index + 1) + ": " + file.lines[index];
}

TEST(TidyTest, ModulesIncludeOnlyWhatStandsBeforeThem) {
  const auto modules = Modules();
  ASSERT_GE(modules.size(), 13u);
  const std::regex include("^#include \"([^\"]+)\"");
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "twin"})) {
    const std::string from = ModuleOf(file.path, modules);
    if (from.empty()) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (!std::regex_search(file.lines[i], match, include)) continue;
      std::string target = FolderOf(match[1].str());
      if (target.rfind("tests/", 0) == 0 && IsTest(file.path)) continue;
      if (target != from && modules.at(from).depends.count(target) == 0) {
        wrong.push_back(At(file, i));
      }
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(TidyTest, AFileHasAtMost400Lines) {
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "twin", "tests", "fuzz", "bench"})) {
    if (file.lines.size() > 400) {
      wrong.push_back(file.path + " has " + std::to_string(file.lines.size()));
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(TidyTest, ALineHasAtMost100Columns) {
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "twin", "tests", "fuzz", "bench"})) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::size_t columns = 0;
      for (const char c : file.lines[i]) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      if (columns > 100) wrong.push_back(At(file, i));
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

// A call that only some folders may make.
struct Ban {
  std::regex pattern;
  std::vector<std::string> allowed_below;
};

TEST(TidyTest, TheWorldIsTouchedOnlyWhereItBelongs) {
  const std::vector<Ban> bans = {
      {std::regex(R"(system_clock::now|steady_clock::now|\btime\(nullptr\)|gettimeofday)"),
       {"src/base/", "twin/"}},
      {std::regex(R"(std::thread|std::jthread|std::async)"), {"src/base/", "src/app/", "twin/"}},
      {std::regex(R"(sleep_for|sleep_until|\busleep\()"), {"src/base/"}},
      {std::regex(R"(\bgetenv\()"), {"src/app/"}},
      {std::regex(R"(std::cout|std::cerr)"), {"src/app/", "twin/main/"}},
      {std::regex(R"(\bmt19937|\brand\(\)|random_device)"), {}},
      {std::regex(R"(\bthrow\b)"), {}},
  };
  const std::regex comment("//.*$");
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "twin"})) {
    if (IsTest(file.path)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string code = std::regex_replace(file.lines[i], comment, "");
      for (const Ban& ban : bans) {
        bool allowed = false;
        for (const std::string& folder : ban.allowed_below) {
          allowed = allowed || file.path.rfind(folder, 0) == 0;
        }
        if (!allowed && std::regex_search(code, ban.pattern)) {
          wrong.push_back(At(file, i));
        }
      }
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(TidyTest, NothingIsLeftForLater) {
  // Put together from halves, so that this file does not find itself.
  const std::regex leftover(std::string("\\b(TO") + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "twin", "tests", "fuzz", "bench"})) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (std::regex_search(file.lines[i], leftover)) wrong.push_back(At(file, i));
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(TidyTest, EveryHeaderSaysWhatItIs) {
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "twin", "tests"})) {
    if (fs::path(file.path).extension() != ".h") continue;
    if (file.lines.empty() || file.lines[0].rfind("// ", 0) != 0) wrong.push_back(file.path);
  }
  EXPECT_THAT(wrong, IsEmpty());
}

// Two types of one name in one namespace link without a word and then share their constructors.
TEST(TidyTest, ATypeIsDeclaredInOneHeaderOnly) {
  const std::regex declaration(
      R"(^(?:struct|class|enum class) (?:\[\[\w+\]\] )?(\w+)(?: final)?(?: :.*)? \{)");
  std::map<std::string, std::string> header_of;
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "tests/support"})) {
    if (fs::path(file.path).extension() != ".h") continue;
    for (const std::string& line : file.lines) {
      std::smatch match;
      if (!std::regex_search(line, match, declaration)) continue;
      const auto [at, is_new] = header_of.try_emplace(match[1].str(), file.path);
      if (!is_new) wrong.push_back(match[1].str() + ": " + at->second + ", " + file.path);
    }
  }
  EXPECT_GE(header_of.size(), 100u);
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(TidyTest, EveryHeaderIsIncludedFirstByItsSource) {
  std::vector<std::string> wrong;
  for (const SourceFile& file : FilesBelow({"src", "twin"})) {
    if (fs::path(file.path).extension() != ".cpp" || IsTest(file.path)) continue;
    const fs::path header = fs::path(COGNITRACK_ROOT) / fs::path(file.path).replace_extension(".h");
    if (!fs::exists(header)) continue;
    for (const std::string& line : file.lines) {
      if (line.rfind("#include", 0) != 0) continue;
      const std::string name = header.filename().string();
      if (line.find("/" + name + "\"") == std::string::npos) wrong.push_back(file.path);
      break;
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

}  // namespace
}  // namespace cognitrack
