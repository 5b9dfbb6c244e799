#pragma once

// Taking a person out of the journal (crm-ledger(5), "Erased entries"): the one place where lines
// of it are changed and removed. Of an entry with that person alone a line with nothing but the id
// is left, one with others goes on without the person in a line of the next revision, and no
// earlier line of either stays.

#include "core/base/error.hpp"
#include "core/base/watch.hpp"
#include "core/ledger/ledger.hpp"
#include "core/ledger/person_words.hpp"
#include "core/yaml/events.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// What stands where a text named somebody who was erased.
inline constexpr std::string_view erased_words = "(erased)";

/// Who is to be erased, by ids and by words. Nobody in particular: then only what came back of
/// earlier erasures is taken out.
struct ErasedPerson {
    std::function<bool(const std::string& id)> is_own; ///< an id by which the person is meant
    PersonWords words;
    bool replaces_mentions = false; ///< in other people's texts
};

/// Where another's text names the person, or may.
struct MentionAt {
    Place place;
    bool sure = false;
};

struct ErasedEntries {
    std::vector<WrittenFile> months;
    std::size_t alone = 0;      ///< entries of which an id is left
    std::size_t follow_ups = 0; ///< among these
    std::size_t shared = 0;     ///< entries that go on without the person
    std::size_t returned = 0;   ///< lines that had come back
    std::vector<MentionAt> mentions;
};

/// The months without the person. Throws Error (ledger, with place) where an entry is written in a
/// way that cannot be changed safely.
[[nodiscard]] ErasedEntries erase_entries(const Ledger& ledger, const ErasedPerson& person);

/// Adds the mentions in `text`, which begins at `offset` of the file.
void note_mentions(const SourceFile& file, std::size_t offset, std::string_view text,
                   const PersonWords& words, std::vector<MentionAt>& out);

/// Throws Error where a value of `document` still names the person: an escape hid it.
void require_unmentioned(const yaml::Document& document, const PersonWords& words);

/// That something cannot be taken out, at its place.
[[nodiscard]] Error cannot_erase(const yaml::Document& document, std::size_t offset);

} // namespace crm
