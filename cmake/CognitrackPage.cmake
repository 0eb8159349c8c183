# Builds ui/ and embeds what comes out in a library: a program carries its page with it.
include_guard(GLOBAL)

set(COGNITRACK_UI "${CMAKE_SOURCE_DIR}/ui")
if(NOT EXISTS "${COGNITRACK_UI}/node_modules/vite")
  execute_process(COMMAND "${COGNITRACK_UI}/tools/packages" COMMAND_ERROR_IS_FATAL ANY)
endif()

# cognitrack_embed_page(TARGET): defines PageFiles() and PageNames() of page/page.h. Built again when
# a source of the page or its lock file changes; what is built stays in the build tree.
function(cognitrack_embed_page target)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${COGNITRACK_UI}/src/*" "${COGNITRACK_UI}/public/*")
  list(FILTER sources EXCLUDE REGEX "\\.test\\.tsx?$")
  set(generated "${CMAKE_BINARY_DIR}/generated/PageFiles.cpp")
  add_custom_command(OUTPUT "${generated}"
    COMMAND "${COGNITRACK_UI}/tools/build" "${CMAKE_BINARY_DIR}/page" "${generated}"
    DEPENDS ${sources} "${COGNITRACK_UI}/index.html" "${COGNITRACK_UI}/vite.config.ts"
      "${COGNITRACK_UI}/package-lock.json" "${COGNITRACK_UI}/tools/build" "${COGNITRACK_UI}/tools/embed.mjs"
      "${COGNITRACK_UI}/tools/packages" "${COGNITRACK_UI}/tools/node"
    COMMENT "Building the page" VERBATIM)
  target_sources(${target} PRIVATE "${generated}")
endfunction()
