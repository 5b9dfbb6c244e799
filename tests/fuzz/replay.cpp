// Runs a target over its corpus, without a fuzzer. Each argument is a corpus, `.txt` with one
// escaped input a line, or any other file, which is an input as a whole.

#include "target.hpp"

#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>

namespace {

bool passes(std::string_view input)
{
    try {
        crm::fuzz::run(input);
        return true;
    } catch (const crm::fuzz::Failure& failure) {
        std::cout << failure.what << "\n";
    } catch (const std::exception& exception) {
        std::cout << "threw: " << exception.what() << "\n";
    }
    std::cout << "for " << crm::fuzz::escaped(input) << "\n\n";
    return false;
}

} // namespace

int main(int argc, char** argv)
{
    std::size_t inputs = 0;
    std::size_t failures = 0;
    for (int i = 1; i < argc; ++i) {
        const std::string path = argv[i];
        std::ifstream file(path, std::ios::binary);
        if (!file) {
            std::cout << path << ": cannot be read\n";
            return 1;
        }
        if (path.size() > 4 && path.substr(path.size() - 4) == ".txt") {
            for (std::string line; std::getline(file, line); ++inputs) {
                failures += passes(crm::fuzz::unescaped(line)) ? 0 : 1;
            }
        } else {
            ++inputs;
            failures += passes(std::string(std::istreambuf_iterator<char>(file), {})) ? 0 : 1;
        }
    }
    std::cout << inputs << " inputs, " << failures << " failures\n";
    return inputs == 0 || failures > 0 ? 1 : 0;
}
