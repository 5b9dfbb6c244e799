# Links everything into the program where that can be done. Half of the time that a short command
# took was the dynamic loader's, most of it for libstdc++. Sets CRM_IS_STATIC, and crm_fmt, crm_yaml
# and crm_utf8proc, the targets to be linked in either case.

include(CheckCXXSourceCompiles)

set(CMAKE_REQUIRED_FLAGS -fPIE)
set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie)
check_cxx_source_compiles("#include <thread>\nint main() { std::thread([] {}).join(); }" CRM_CAN_LINK_STATIC)
unset(CMAKE_REQUIRED_FLAGS)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
find_library(CRM_STATIC_YAML NAMES libyaml-cpp.a)
find_library(CRM_STATIC_UTF8PROC NAMES libutf8proc.a)
mark_as_advanced(CRM_STATIC_YAML CRM_STATIC_UTF8PROC)

set(CRM_IS_STATIC OFF)
# What of fmt has to be made here differs between its versions.
if(CRM_STATIC AND NOT CRM_SANITIZE AND NOT CRM_FUZZ AND CRM_CAN_LINK_STATIC AND CRM_STATIC_YAML AND CRM_STATIC_UTF8PROC
    AND fmt_VERSION VERSION_GREATER_EQUAL 9 AND fmt_VERSION VERSION_LESS 10)
  set(CRM_IS_STATIC ON)
endif()

# The headers of `shared` with the library in `file` instead of its own.
function(crm_static_library name shared file)
  add_library(${name} INTERFACE)
  get_target_property(folders ${shared} INTERFACE_INCLUDE_DIRECTORIES)
  if(folders)
    target_include_directories(${name} SYSTEM INTERFACE ${folders})
  endif()
  target_link_libraries(${name} INTERFACE ${file})
endfunction()

if(CRM_IS_STATIC)
  crm_static_library(crm_yaml yaml-cpp::yaml-cpp ${CRM_STATIC_YAML})
  crm_static_library(crm_utf8proc PkgConfig::utf8proc ${CRM_STATIC_UTF8PROC})
  add_library(crm_fmt STATIC cli/packaging/fmt.cpp)
  get_target_property(folders fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
  target_include_directories(crm_fmt SYSTEM PUBLIC ${folders})
else()
  add_library(crm_yaml INTERFACE)
  target_link_libraries(crm_yaml INTERFACE yaml-cpp::yaml-cpp)
  add_library(crm_utf8proc INTERFACE)
  target_link_libraries(crm_utf8proc INTERFACE PkgConfig::utf8proc)
  add_library(crm_fmt INTERFACE)
  target_link_libraries(crm_fmt INTERFACE fmt::fmt)
endif()
