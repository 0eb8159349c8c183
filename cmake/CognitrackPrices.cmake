# Embeds prices/*.csv in a library: a program carries its price book with it.
include_guard(GLOBAL)

# cognitrack_embed_prices(TARGET): defines OwnPrices(), OwnModelRules() and OwnLineItemRules(), the
# texts of the files.
function(cognitrack_embed_prices target)
  set(source "// Generated from prices/.\n#include <string_view>\n\nnamespace cognitrack {\n\n")
  foreach(pair "OwnPrices=prices.csv" "OwnModelRules=models.csv"
          "OwnLineItemRules=line_items.csv")
    string(REPLACE "=" ";" parts "${pair}")
    list(GET parts 0 function_name)
    list(GET parts 1 file_name)
    set(path "${CMAKE_SOURCE_DIR}/prices/${file_name}")
    file(READ "${path}" text)
    set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
    string(APPEND source
      "std::string_view ${function_name}();\n"
      "std::string_view ${function_name}() {\n  static constexpr std::string_view kText = R\"csv(${text})csv\";\n"
      "  return kText;\n}\n\n")
  endforeach()
  string(APPEND source "}  // namespace cognitrack\n")
  set(generated "${CMAKE_BINARY_DIR}/generated/OwnPrices.cpp")
  file(CONFIGURE OUTPUT "${generated}" CONTENT "${source}" @ONLY)
  target_sources(${target} PRIVATE "${generated}")
endfunction()
