# The Debian package (CPack, part of CMake): `./dev package` makes build/cognitrack_VERSION_ARCH.deb from
# a release build. docs/operations/install.md tells what it does to a machine.
include_guard(GLOBAL)
include(GNUInstallDirs)

set(packaging "${CMAKE_SOURCE_DIR}/packaging")
install(TARGETS cognitrack RUNTIME DESTINATION bin)
install(FILES "${packaging}/systemd/cognitrack.service" "${packaging}/systemd/cognitrack-ingest.service"
  "${packaging}/systemd/cognitrack-ingest.timer" DESTINATION lib/systemd/system)
install(FILES "${packaging}/cognitrack.toml" DESTINATION /etc/cognitrack
  PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
# The manual page, by the program that it is of: both are made from one table.
set(man_page "${CMAKE_BINARY_DIR}/package/cognitrack.1.gz")
add_custom_command(OUTPUT "${man_page}"
  COMMAND sh -c "\"$1\" --man-page | gzip -9n >\"$2\"" sh "$<TARGET_FILE:cognitrack>" "${man_page}"
  DEPENDS cognitrack VERBATIM)
add_custom_target(man_page ALL DEPENDS "${man_page}")
install(FILES "${man_page}" DESTINATION share/man/man1)
install(FILES "${packaging}/deb/copyright" DESTINATION share/doc/cognitrack)
install(DIRECTORY "${CMAKE_SOURCE_DIR}/docs/" DESTINATION share/doc/cognitrack
  FILES_MATCHING PATTERN "*.md" PATTERN images EXCLUDE)
install(FILES "${CMAKE_SOURCE_DIR}/README.md" "${CMAKE_SOURCE_DIR}/CHANGELOG.md" DESTINATION share/doc/cognitrack)

file(WRITE "${CMAKE_BINARY_DIR}/package/conffiles" "/etc/cognitrack/cognitrack.toml\n")

execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME cognitrack)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "The CogniTrack maintainers <maintainers@cognitrack.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "ledger of LLM usage and costs that proves its numbers")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "Pulls what an organisation uses at its LLM providers day by day, keeps every revision, and\ncompares itself with the provider's own exports and bill. A command line and a service over\nSQLite or PostgreSQL.")
set(CPACK_PACKAGE_FILE_NAME "cognitrack_${PROJECT_VERSION}_${architecture}")
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE "${architecture}")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# What the program is linked with comes from dpkg-shlibdeps; the rest is what its scripts call, and the
# certificates that prove a provider.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${packaging}/deb/postinst;${packaging}/deb/prerm;${packaging}/deb/postrm;${CMAKE_BINARY_DIR}/package/conffiles")
set(CPACK_STRIP_FILES ON)
# /etc is outside the prefix: files go below a folder of the package's own, never to this machine.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
include(CPack)
