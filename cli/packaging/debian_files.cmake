# Run by CPack before it packs: what Debian wants of the files, and nobody else does. Manual pages
# and changelogs are compressed, without a time in them; folders are open to all, whatever the umask
# of whoever packs.

set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)

file(RENAME ${root}/doc/crm/CHANGELOG.md ${root}/doc/crm/changelog)
file(TIMESTAMP ${root}/doc/crm/changelog date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${root}/doc/crm/changelog.Debian
  "crm (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
  "  * Version ${CPACK_PACKAGE_VERSION}; changelog.gz says what is new.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")

file(GLOB pages ${root}/man/man*/*.[157])
foreach(file ${root}/doc/crm/changelog ${root}/doc/crm/changelog.Debian ${pages})
  execute_process(COMMAND gzip -9nf ${file} RESULT_VARIABLE failure)
  if(failure)
    message(FATAL_ERROR "gzip cannot compress ${file}")
  endif()
  file(CHMOD ${file}.gz PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endforeach()

file(CHMOD_RECURSE ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
