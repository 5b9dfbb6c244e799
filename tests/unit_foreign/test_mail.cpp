#include "core/base/error.hpp"
#include "core/exchange/foreign/mail.hpp"
#include "zone.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace crm {
namespace {

namespace fs = std::filesystem;

struct Box {
    std::vector<Happening> mails;
    std::vector<std::string> passed_over;

    MailSink sink()
    {
        return {[this](Happening&& mail) { mails.push_back(std::move(mail)); },
                [this](PassedOver&& one) {
                    passed_over.push_back(std::to_string(one.place.line) + " " + one.reason);
                },
                {}};
    }
};

Box read(const std::string& text)
{
    Box box;
    read_mail_text(text, "a.eml", "Box", box.sink());
    return box;
}

Happening one(const std::string& header)
{
    const Box box = read(header + "\n");
    REQUIRE(box.mails.size() == 1);
    return box.mails.front();
}

std::string why(const std::string& header)
{
    const Box box = read(header + "\n");
    return box.passed_over.size() == 1 ? box.passed_over.front() : std::string("taken");
}

std::string people(const Happening& mail)
{
    std::string out = mail.from.name + "<" + mail.from.email + ">";
    for (const Person& person : mail.with) {
        out += " " + person.name + "<" + person.email + ">";
    }
    return out;
}

const std::string plain = "From: Ada <ada@x.example>\nTo: jo@park.example\n"
                          "Date: Tue, 10 Mar 2026 23:30:00 -0500\nMessage-ID: <m1@x.example>\n";

class Folder2 {
public:
    Folder2() : path(fs::temp_directory_path() / ("crm-mail-" + std::to_string(::getpid())))
    {
        fs::create_directories(path);
    }
    ~Folder2() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& text) const
    {
        fs::create_directories((path / name).parent_path());
        std::ofstream(path / name, std::ios::binary) << text;
    }
    fs::path path;
};

} // namespace

TEST_CASE("what a mail's header says")
{
    const test::Zone zone("America/New_York");
    const Happening mail = one(plain + "Subject: The audit\n");
    CHECK(people(mail) == "Ada<ada@x.example> <jo@park.example>");
    CHECK(iso(mail.date) == "2026-03-11"); // summer time has begun
    CHECK(mail.own_day == "2026-03-10");
    CHECK(mail.ref == "mail:m1@x.example");
    CHECK(mail.thread == "m1@x.example");
    CHECK(mail.title == "The audit");
    CHECK(mail.folder == "Box");
    const test::Zone far("Asia/Tokyo");
    CHECK(iso(one(plain).date) == "2026-03-11");
    CHECK(one(plain).own_day == "2026-03-10");
}

TEST_CASE("addresses in all their forms")
{
    const test::Zone zone("UTC");
    const auto with = [](const std::string& to) {
        return people(one("From: a@x.example\nTo: " + to +
                          "\nDate: Tue, 10 Mar 2026 10:00:00 +0000\nMessage-ID: <m@x>\n"))
            .substr(14);
    };
    CHECK(with("b@y.example") == "<b@y.example>");
    CHECK(with("Bob Stone <b@y.example>") == "Bob Stone<b@y.example>");
    CHECK(with("\"Stone, Bob\" <b@y.example>, c@z.example") ==
          "Stone, Bob<b@y.example> <c@z.example>");
    CHECK(with("\"The \\\"Big\\\" One\" <b@y.example>") == "The \"Big\" One<b@y.example>");
    CHECK(with("Team: b@y.example, Cy <c@z.example>;, d@z.example") ==
          "<b@y.example> Cy<c@z.example> <d@z.example>");
    CHECK(with("=?utf-8?q?J=C3=B6rg?= <j@y.example>") == "J\xC3\xB6rg<j@y.example>");
    CHECK(with("=?iso-8859-1?q?J=F6rg?= <j@y.example>") == "J\xC3\xB6rg<j@y.example>");
    CHECK(with("J\xC3\xB6rg <j\xC3\xB6@y.example>") == "J\xC3\xB6rg<j\xC3\xB6@y.example>");
    CHECK(with("J\xF6rg <j@y.example>") == "J\xC3\xB6rg<j@y.example>");
    CHECK(with("Pete(a \\) chap) <pete(his)@y.example(host)>").find("<pete@y.example>") !=
          std::string::npos);
    CHECK(with("b@y.example\nCc: c@z.example,\n d@z.example\nCC: e@z.example") ==
          "<b@y.example> <c@z.example> <d@z.example> <e@z.example>");
}

TEST_CASE("subjects are one line that does no harm")
{
    const test::Zone zone("UTC");
    const auto subject = [](const std::string& text) {
        return one(plain + "Subject: " + text + "\n").title;
    };
    CHECK(subject("Plain") == "Plain");
    CHECK(subject("folded\n  on") == "folded on");
    CHECK(subject("=?utf-8?B?R3LDvMOfZQ==?=") == "Gr\xC3\xBC\xC3\x9F"
                                                 "e");
    CHECK(subject("=?utf-8?q?a=0A-_{date:_2026-01-01}?=") == "a - {date: 2026-01-01}");
    CHECK(subject("a\x1b[31mb").find('\x1b') == std::string::npos);
    CHECK(subject("=?utf-8?q?=1B[2J?=").find('\x1b') == std::string::npos);
    CHECK(subject(std::string(5000, 'x')).size() < 600);
}

TEST_CASE("the thread is that of the first mail referred to")
{
    const test::Zone zone("UTC");
    CHECK(one(plain + "References: <r0@x>\n <r1@x>\nIn-Reply-To: <r1@x>\n").thread == "r0@x");
    CHECK(one(plain + "In-Reply-To: Your message of Monday <r1@x>\n").thread == "r1@x");
    CHECK(one(plain + "References: garbage\n").thread == "m1@x.example");
}

TEST_CASE("a date that is missing is taken from where else it stands")
{
    const test::Zone zone("UTC");
    const std::string rest = "From: a@x.example\nMessage-ID: <m@x>\n";
    CHECK(iso(one(rest + "Received: from a by b; Tue, 10 Mar 2026 10:00:00 +0000\n").date) ==
          "2026-03-10");
    CHECK(iso(one("From a Tue Mar 10 10:00:00 2026\n" + rest).date) == "2026-03-10");
    CHECK(iso(one(rest + "Date: nonsense\nReceived: x; Tue, 10 Mar 2026 10:00:00 +0000\n").date) ==
          "2026-03-10");
    CHECK(why(rest) == "1 no date that can be read");
}

TEST_CASE("a mail without a Message-ID is recognised by its header")
{
    const test::Zone zone("UTC");
    const std::string rest = "From: a@x.example\nDate: Tue, 10 Mar 2026 10:00:00 +0000\n";
    CHECK(one(rest + "Subject: A\n").ref == one(rest + "Subject: A\n").ref);
    CHECK(one(rest + "Subject: A\n").ref != one(rest + "Subject: B\n").ref);
    CHECK(one(rest + "Message-ID: <" + std::string(400, 'x') + ">\n").ref.size() < 40);
    CHECK(one(rest + "Message-ID: <a b\x1b@x>\n").ref.find('\x1b') == std::string::npos);
}

TEST_CASE("what is no letter is passed over, with the reason")
{
    CHECK(why(plain + "List-Id: <news.x.example>\n") == "1 from a mailing list");
    CHECK(why(plain + "Precedence: bulk\n") == "1 bulk mail");
    CHECK(why(plain + "Auto-Submitted: auto-replied (vacation)\n") == "1 sent automatically");
    CHECK(why(plain + "Auto-Submitted: no\n") == "taken");
    CHECK(why(plain + "X-Mozilla-Status: 0009\n") == "1 deleted");
    CHECK(why(plain + "X-Gmail-Labels: Inbox,Spam\n") == "1 in spam or trash");
    CHECK(why(plain + "X-Gmail-Labels: Drafts\n") == "1 a draft");
    std::string many = "Cc: c0@x";
    for (int i = 1; i < 30; ++i) {
        many += ",\n c" + std::to_string(i) + "@x";
    }
    CHECK(why(plain + many + "\n") == "1 to more than 20 people");
    CHECK(why("To: a@x.example\nDate: Tue, 10 Mar 2026 10:00:00 +0000\n") == "1 no sender");
    CHECK(why("just some words") == "1 no mail");
    CHECK(read("").passed_over == std::vector<std::string>{"1 no mail"});
}

TEST_CASE("a Maildir with its folders, and folders of single mails")
{
    const test::Zone zone("UTC");
    const Folder2 folder;
    folder.write("box/cur/1:2,S", plain + "\nbody");
    folder.write("box/cur/2:2,ST", plain + "\nbody");
    folder.write("box/cur/3:2,D", plain + "\nbody");
    folder.write("box/new/4", plain + "\nbody");
    folder.write("box/tmp/5", plain + "\nbody");
    folder.write("box/.Clients.Ada/cur/6", plain + "\nbody");
    folder.write("box/.Trash/cur/7", plain + "\nbody");
    folder.write("box/dovecot.index", "no mail");
    Box box;
    read_mail((folder.path / "box").string(), box.sink());
    std::vector<std::string> folders;
    for (const Happening& mail : box.mails) {
        folders.push_back(mail.folder);
    }
    std::sort(folders.begin(), folders.end());
    CHECK(folders == std::vector<std::string>{"Clients/Ada", "INBOX", "INBOX"});
    std::sort(box.passed_over.begin(), box.passed_over.end());
    CHECK(box.passed_over ==
          std::vector<std::string>{"1 a draft", "1 deleted", "1 in the folder 'Trash'"});

    folder.write("old/a.eml", plain + "\nbody");
    folder.write("old/b.emlx", "123\n" + plain + "\nbody");
    folder.write("old/c.txt", "From nobody to nobody");
    folder.write("old/sub.sbd/Sent", "From - Tue Mar 10 10:00:00 2026\n" + plain + "\nbody\n");
    Box singles;
    read_mail((folder.path / "old").string(), singles.sink());
    CHECK(singles.mails.size() == 3);
    REQUIRE(!singles.mails.empty());
    CHECK(singles.mails.back().folder == "sub/Sent");
    fs::create_directory_symlink(folder.path, folder.path / "old" / "loop");
    Box again;
    read_mail((folder.path / "old").string(), again.sink());
    CHECK(again.mails.size() == 3);
    CHECK_THROWS_AS(read_mail((folder.path / "none").string(), again.sink()), Error);
}

TEST_CASE("groups within groups, and a file that holds zeros")
{
    const test::Zone zone("UTC");
    std::string groups;
    for (int i = 0; i < 120'000; ++i) {
        groups += "a:";
    }
    Box box;
    read_mail_text("From: " + groups + "\nDate: Tue, 10 Mar 2026 10:00:00 +0000\n\n", "a", "",
                   box.sink());
    read_mail_text("From: ada@x.example\nTo: " + groups + "bob@x.example\n" +
                       "Date: Tue, 10 Mar 2026 10:00:00 +0000\n\n",
                   "b", "", box.sink());
    CHECK(box.passed_over == std::vector<std::string>{"1 no sender"});
    CHECK(box.mails.size() == 1);

    const Folder2 folder;
    folder.write("box.mbox",
                 "From - Tue Mar 10 10:00:00 2026\n" + plain + "\n" + std::string(3 << 20, '\0'));
    Box zeros;
    read_mail((folder.path / "box.mbox").string(), zeros.sink());
    CHECK(zeros.mails.size() == 1);
    CHECK(zeros.passed_over == std::vector<std::string>{"0 holds zeros and no mail any more"});
}

} // namespace crm
