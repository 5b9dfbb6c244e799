# Writes the schemas as C++: cmake -D OUT=... -D SCHEMAS=a;b -P schemas.cmake

set(rows "")
set(count 0)
foreach(schema ${SCHEMAS})
  get_filename_component(name ${schema} NAME_WE)
  file(READ ${schema} text)
  string(APPEND rows "    {\"${name}\", R\"schema(${text})schema\"},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE ${OUT} "// Made from core/exchange/schema by cli/packaging/schemas.cmake.

#include \"cli/schemas.hpp\"

#include <array>

namespace crm::cli {
namespace {

constexpr std::array<Schema, ${count}> texts{{
${rows}}};

} // namespace

std::span<const Schema> schemas()
{
    return texts;
}

} // namespace crm::cli
")
