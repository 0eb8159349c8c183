# Embeds the scripts src/MODULE/migrations/NNNN_name.sql in a library, by number, each with the one that
# takes it back, NNNN_name.down.sql, where there is one: a program carries its schema with it.
include_guard(GLOBAL)

# cognitrack_embed_migrations(TARGET MODULE FUNCTION): defines `std::span<const Migration> FUNCTION()`.
function(cognitrack_embed_migrations target module function_name)
  set(directory "${CMAKE_SOURCE_DIR}/src/${module}")
  file(GLOB scripts CONFIGURE_DEPENDS "${directory}/migrations/*.sql")
  list(FILTER scripts EXCLUDE REGEX "\\.down\\.sql$")
  list(SORT scripts)
  set(entries "")
  foreach(script IN LISTS scripts)
    get_filename_component(name "${script}" NAME_WE)
    string(REGEX MATCH "^([0-9]+)_(.+)$" matched "${name}")
    if(NOT matched)
      message(FATAL_ERROR "${script}: a migration is called NNNN_name.sql")
    endif()
    math(EXPR version "1${CMAKE_MATCH_1} - 10000")  # "0010" would be octal.
    set(label "${CMAKE_MATCH_2}")
    file(READ "${script}" text)
    set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${script}")
    set(down_script "${directory}/migrations/${name}.down.sql")
    set(down "")
    if(EXISTS "${down_script}")
      file(READ "${down_script}" down)
      set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${down_script}")
    endif()
    string(APPEND entries
      "      {${version}, \"${label}\", R\"sql(${text})sql\", R\"sql(${down})sql\"},\n")
  endforeach()
  set(generated "${CMAKE_BINARY_DIR}/generated/${function_name}.cpp")
  string(CONCAT source
    "// Generated from the module's migrations.\n"
    "#include <span>\n\n#include \"store/migration.h\"\n\nnamespace cognitrack {\n\n"
    "std::span<const Migration> ${function_name}();\n"
    "std::span<const Migration> ${function_name}() {\n"
    "  static constexpr Migration kMigrations[] = {\n${entries}  };\n"
    "  return kMigrations;\n}\n\n}  // namespace cognitrack\n")
  file(CONFIGURE OUTPUT "${generated}" CONTENT "${source}" @ONLY)
  target_sources(${target} PRIVATE "${generated}")
endfunction()
