# What is installed, and where; and the Debian package, which CPack makes of the same.

include(GNUInstallDirs)

install(TARGETS crm RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS crm-exchange RUNTIME DESTINATION libexec/crm) # cli/foreign_elsewhere.cpp looks there

install(FILES cli/completions/crm.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME crm)
install(FILES cli/completions/crm.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# zsh looks into site-functions beneath /usr/local; beneath /usr Debian keeps that for the user and
# has vendor-completions for packages. The prefix is known when it is installed.
install(CODE "
  if(CMAKE_INSTALL_PREFIX MATCHES \"/usr/?$\")
    set(crm_zsh_folder vendor-completions)
  else()
    set(crm_zsh_folder site-functions)
  endif()
  file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${crm_zsh_folder}\"
    TYPE FILE FILES \"${PROJECT_SOURCE_DIR}/cli/completions/_crm\")")

foreach(section 1 5 7)
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

install(FILES ${schemas} DESTINATION ${CMAKE_INSTALL_DATADIR}/crm/schema) # core/ledger/initial.cpp names it

install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples PATTERN run EXCLUDE)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crm)
set(CPACK_PACKAGE_CONTACT "The crm authors <crm@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git, bash-completion")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Tells accountants, planners and consultants who work alone whom they owe
contact today, of which kind, and why. Contacts, promises and what happened
are kept in a folder of plain YAML files that is made for git.")
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cli/packaging/debian_files.cmake)
include(CPack)
