// The part of fmt 9 that is not in its headers, for a program that is linked statically: Debian has
// it as a shared library only (cli/packaging/static.cmake).

#include <fmt/format-inl.h>

template auto fmt::detail::thousands_sep_impl<char>(fmt::detail::locale_ref)
    -> fmt::detail::thousands_sep_result<char>;
template auto fmt::detail::decimal_point_impl<char>(fmt::detail::locale_ref) -> char;
