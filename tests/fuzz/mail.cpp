// Any bytes as a mailbox: nothing that is read can act, and reading it twice gives the same.

#include "history.hpp"

#include "core/exchange/foreign/mail.hpp"

namespace crm::fuzz {
namespace {

std::string refs_of(std::string_view input)
{
    std::string out;
    read_mail_text(input, "a.mbox", "a",
                   {[&](Happening&& one) {
                        require_sound(one);
                        out += one.ref + "\n";
                    },
                    [](PassedOver&&) {},
                    {}});
    return out;
}

} // namespace

void run(std::string_view input)
{
    require(refs_of(input) == refs_of(input), "read twice, a ref is another");
}

} // namespace crm::fuzz
