# Compiler settings of the whole tree. Warnings are errors; only sanitizers are added globally.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
# Asserts stay on in release builds.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_C_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g1")

set(COGNITRACK_SANITIZE "" CACHE STRING "Sanitizers to build with, comma separated")
option(COGNITRACK_FUZZ "Build the libFuzzer targets" OFF)

add_library(cognitrack_flags INTERFACE)
target_compile_options(cognitrack_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wswitch-enum -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees faults in inlined std::string and std::variant code that are not there (-Wrestrict,
  # -Warray-bounds, -Wstringop-overflow, -Wmaybe-uninitialized); clang and the sanitizers watch for
  # real ones.
  target_compile_options(cognitrack_flags INTERFACE
    -Wduplicated-cond -Wlogical-op -Wno-restrict -Wno-array-bounds
    -Wno-stringop-overflow -Wno-maybe-uninitialized)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(cognitrack_flags INTERFACE _FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  target_compile_options(cognitrack_flags INTERFACE -fstack-protector-strong -fstack-clash-protection)
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
# Of test code in a release build, which is there to run the optimised product: optimising gtest's
# templates and describing them for a debugger takes half of the build and finds nothing.
add_library(cognitrack_test_flags INTERFACE)
target_link_libraries(cognitrack_test_flags INTERFACE cognitrack_flags)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(cognitrack_test_flags INTERFACE -O1 -g0)
endif()
if(COGNITRACK_SANITIZE)
  # clang 14 has no -fsanitize=function for coroutines of Asio; off here as well so that one flag set serves.
  add_compile_options(-fsanitize=${COGNITRACK_SANITIZE} -fno-sanitize=function
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${COGNITRACK_SANITIZE})
endif()
if(COGNITRACK_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
