# Renders the manual and writes it as C++: cmake -D MANDOC=... -D OUT=... -D PAGES=a;b -P manual.cmake
# Each page becomes plain text, 78 columns wide, with overstrikes for bold and underlined.

set(rows "")
set(count 0)
foreach(page ${PAGES})
  get_filename_component(name ${page} NAME_WE)
  get_filename_component(section ${page} LAST_EXT)
  string(SUBSTRING ${section} 1 -1 section)
  string(REGEX REPLACE "^crm-" "" topic ${name})
  file(STRINGS ${page} title REGEX "^\\.Nd " LIMIT_COUNT 1)
  string(REGEX REPLACE "^\\.Nd " "" title "${title}")
  execute_process(COMMAND ${MANDOC} -K utf-8 -T utf8 -O width=78 ${page}
    OUTPUT_VARIABLE text RESULT_VARIABLE failure)
  if(failure OR text STREQUAL "")
    message(FATAL_ERROR "mandoc cannot render ${page}")
  endif()
  string(APPEND rows "    {\"${topic}\", \"${section}\", R\"page(${title})page\", R\"page(${text})page\"},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE ${OUT} "// Made from man/ by cli/packaging/manual.cmake.

#include \"cli/manual.hpp\"

#include <array>

namespace crm::cli {
namespace {

constexpr std::array<ManualPage, ${count}> pages{{
${rows}}};

} // namespace

std::span<const ManualPage> manual_pages()
{
    return pages;
}

} // namespace crm::cli
")
