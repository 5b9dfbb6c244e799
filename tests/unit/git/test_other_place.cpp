#include "core/git/other_place.hpp"

#include <doctest/doctest.h>

#include <string>

using crm::checked_address;
using crm::ChildResult;
using crm::Error;
using crm::is_folder_address;
using crm::not_reached;
using crm::not_taken;
using crm::OtherPlace;
using crm::without_password;

namespace {

const OtherPlace server{"origin", "https://jo:s3cret@server.example/crm.git", "main"};
const OtherPlace stick{"origin", "/media/jo/STICK/crm", "main"};

ChildResult said(const std::string& text)
{
    return {1, {}, text, false};
}

std::string refused(const std::string& text)
{
    const Error error = not_taken(server, said(text));
    return error.text.substr(error.text.find(": ") + 2) + " / " + error.remedy;
}

} // namespace

TEST_CASE("an address is a place, never an option or a program")
{
    for (const char* bad : {"", " ", "-x", "--upload-pack=x", "ext::sh -c x", "fd::0", "x::y",
                            "ftp://server/x", "foo://x", "nowhere"}) {
        CHECK_THROWS_AS(static_cast<void>(checked_address(bad)), Error);
    }
    for (const char* good : {"jo@server.example:crm.git", "ssh://server/crm.git", "server:x",
                             "https://server.example/crm.git", "/media/jo/STICK/crm", "/a::b"}) {
        CHECK(checked_address(good) == good);
    }
    CHECK(checked_address("/a/b/../c/") == "/a/c");
    CHECK(checked_address("./c").front() == '/');
}

TEST_CASE("what is a folder of this computer")
{
    CHECK(is_folder_address("/a/b:c"));
    CHECK(is_folder_address("file:///a"));
    CHECK_FALSE(is_folder_address("server:a"));
    CHECK_FALSE(is_folder_address("https://server/a"));
    // There git starts nothing of what lies in the folder; elsewhere it is not told anything.
    CHECK(stick.guarded("fetch").back().find("core.hooksPath=/dev/null") != std::string::npos);
    CHECK(stick.guarded("push").size() == 3);
    CHECK(server.guarded("push").size() == 2);
}

TEST_CASE("a password is not shown")
{
    CHECK(without_password("https://jo:s3cret@server.example/x") == "https://jo@server.example/x");
    CHECK(without_password("https://jo:s3@cret@server.example/x") == "https://jo@server.example/x");
    CHECK(without_password("https://server.example:443/a@b") == "https://server.example:443/a@b");
    CHECK(without_password("jo@server:x") == "jo@server:x");
    const Error error = not_reached(
        server, said("fatal: unable to access 'https://jo:s3cret@server.example/crm.git/': no\n"));
    CHECK(error.text ==
          "'origin' cannot be reached: unable to access 'https://jo@server.example/crm.git/': no");
    CHECK(OtherPlace{"", server.address, "main"}.shown() == "https://jo@server.example/crm.git");
}

TEST_CASE("why a place cannot be reached")
{
    const Error ssh = not_reached({"origin", "jo@server:crm.git", "main"},
                                  said("ssh: Could not resolve hostname server: no such name\n"
                                       "fatal: Could not read from remote repository.\n"
                                       "\nPlease make sure you have the correct access rights\n"));
    CHECK(ssh.text == "'origin' cannot be reached: ssh: Could not resolve hostname server: no such "
                      "name");
    const auto missing = [&](const char* address) {
        return not_reached({"origin", address, "main"},
                           said("fatal: 'x' does not appear to be a git repository\n"))
            .remedy;
    };
    CHECK(missing("jo@server:crm.git").find("ssh jo@server git init --bare -b main crm.git") !=
          std::string::npos);
    CHECK(missing("ssh://server/~jo/crm").find("ssh server git init --bare -b main /~jo/crm") !=
          std::string::npos);
    CHECK(missing("server:a b;c").find("git init") == std::string::npos); // no shell would take it
    CHECK(missing("/media/x").find("/media/x") != std::string::npos);
}

TEST_CASE("why a place did not take what was sent")
{
    // The words are git's own, of 2.39.
    const std::string end = "error: failed to push some refs to 'https://server.example/crm.git'\n";
    const std::string kept = "nothing is lost; your ledger can be used";
    CHECK(refused("remote: The branch main is protected.        \nremote: Ask Pat.        \n"
                  "To https://server.example/crm.git\n"
                  " ! [remote rejected] main -> main (pre-receive hook declined)\n" +
                  end) == "The branch main is protected.; Ask Pat. / " + kept +
                              "; whoever keeps that place set up this refusal");
    CHECK(refused("no pushing after six\n" + end) ==
          "no pushing after six / " + kept + "; the hook pre-push of this repository says so");
    const std::string full =
        "there is no room left / " + kept + "; make room there, then 'crm sync'";
    CHECK(refused("error: file write error: No space left on device\nfatal: unable to write\n" +
                  end) == full);
    CHECK(refused("remote: fatal: write error: No space left on device        \n"
                  "error: remote unpack failed: unpack-objects abnormal exit\n" +
                  end) == full);
    const std::string may_not =
        "you may not write there / " + kept + "; whoever keeps that place can let you write";
    CHECK(refused("remote: error: insufficient permission for adding an object to repository "
                  "database ./objects        \nerror: remote unpack failed\n" +
                  end)
              .find("can let you write") != std::string::npos);
    CHECK(refused("error: unable to create temporary object directory: Read-only file system\n" +
                  end) == may_not);
    CHECK(refused("fatal: unable to access 'https://server.example/crm.git/': The requested URL "
                  "returned error: 403\n") == may_not);
    CHECK(refused("remote: error: refusing to update checked out branch: refs/heads/main        \n"
                  "remote: error: By default, updating the current branch        \n"
                  " ! [remote rejected] main -> main (branch is currently checked out)\n" +
                  end)
              .substr(0, 30) == "somebody works in that folder ");
    CHECK(refused(" ! [rejected] main -> main (fetch first)\n" + end) ==
          "failed to push some refs to 'https://server.example/crm.git' / what came from there is "
          "merged, and nothing is lost; try again");
    CHECK(refused("remote: \x1b[2Jhello        \n" + end).find('\x1b') == std::string::npos);
}
