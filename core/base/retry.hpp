#pragma once

// System calls that a signal interrupted. Not every file system starts them again by itself.

#include <cerrno>

namespace crm {

/// Calls `act`, which gives -1 and sets errno when it fails, until it was not interrupted.
template <class Act>
auto retried(Act&& act)
{
    for (;;) {
        const auto result = act();
        if (result != -1 || errno != EINTR) {
            return result;
        }
    }
}

} // namespace crm
