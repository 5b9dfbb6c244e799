// What the crash tests must catch: writers that look right while nothing goes wrong. Each adds a
// line to a file, in the way that its first argument names. Usage: crm_plain_writer WAY FILE

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

constexpr const char* line =
    "- {date: 2026-11-23, with: [ada-lovelace], touch: call, id: p1a1n00000000}\n";

int failed(const std::string& path)
{
    std::cerr << "crm: " << path << ": cannot be written\n";
    return 3;
}

bool put(const std::string& path, const std::string& text)
{
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    return !file.fail();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        return 2;
    }
    const std::string way = argv[1];
    const std::string path = argv[2];
    std::ifstream old(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(old)), std::istreambuf_iterator<char>());
    old.close();
    if (way == "in-place") {
        if (!put(path, text + line)) {
            return failed(path);
        }
    } else if (way == "append") {
        std::ofstream file(path, std::ios::binary | std::ios::app);
        file << line;
        file.close();
        if (file.fail()) {
            return failed(path);
        }
    } else { // a temporary file, and a rename: nothing is synced, and nothing removed on failure
        const std::size_t name = path.rfind('/') + 1;
        const std::string next = path.substr(0, name) + ".crm-new-aaaaaaaaaaaaaaaa";
        const bool done = put(next, text + line) && std::rename(next.c_str(), path.c_str()) == 0;
        if (!done && way != "unheeding") {
            return failed(path);
        }
    }
    std::cout << "written\n";
    return 0;
}
