# Third-party libraries: Debian's packages, and SQLite's amalgamation out of the npm package pinned in
# third_party/package-lock.json (Debian's 3.40.1 has the WAL-reset race). docs/ARCHITECTURE.md says why each.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 EXACT REQUIRED COMPONENTS json)

pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(POSTGRESQL REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(SPDLOG REQUIRED IMPORTED_TARGET spdlog)
add_library(PostgreSQL ALIAS PkgConfig::POSTGRESQL)
add_library(Sodium ALIAS PkgConfig::SODIUM)
add_library(PrometheusCore ALIAS PkgConfig::PROMETHEUS)
add_library(Spdlog ALIAS PkgConfig::SPDLOG)
add_library(Zstd ALIAS PkgConfig::ZSTD)
add_library(simdjson ALIAS PkgConfig::SIMDJSON)
add_library(Zlib ALIAS ZLIB::ZLIB)

# CLI11 is headers only; its own CMake package is not needed.
find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
add_library(CLI11 INTERFACE)
target_include_directories(CLI11 SYSTEM INTERFACE "${CLI11_INCLUDE_DIR}")

# So is toml++ as it is used here: in one file, without exceptions, which its library has.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(Toml INTERFACE)
target_include_directories(Toml SYSTEM INTERFACE "${TOMLPLUSPLUS_INCLUDE_DIR}")

set(SQLITE_AMALGAMATION "${CMAKE_SOURCE_DIR}/third_party/node_modules/better-sqlite3/deps/sqlite3")
if(NOT EXISTS "${SQLITE_AMALGAMATION}/sqlite3.c")
  execute_process(COMMAND npm ci --ignore-scripts --no-audit --no-fund
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}/third_party" COMMAND_ERROR_IS_FATAL ANY)
endif()
add_library(SQLite STATIC "${SQLITE_AMALGAMATION}/sqlite3.c")
target_include_directories(SQLite SYSTEM PUBLIC "${SQLITE_AMALGAMATION}")
target_compile_definitions(SQLite PUBLIC
  SQLITE_DQS=0 SQLITE_THREADSAFE=2 SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_MAX_EXPR_DEPTH=0
  SQLITE_OMIT_DEPRECATED SQLITE_OMIT_SHARED_CACHE SQLITE_USE_ALLOCA SQLITE_OMIT_LOAD_EXTENSION
  SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_DEFAULT_FOREIGN_KEYS=1)
target_compile_options(SQLite PRIVATE -w)
target_link_libraries(SQLite PUBLIC Threads::Threads)
