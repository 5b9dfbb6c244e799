#pragma once

// Who is in a ledger and when each was in touch: the settings, the contacts, which contact an id
// means, and of the journal as much as the clock asks for. What a line of the journal says beyond
// that is in a Ledger.

#include "core/base/file.hpp"
#include "core/base/finding.hpp"
#include "core/model/contact.hpp"
#include "core/model/interaction.hpp"
#include "core/model/moment.hpp"
#include "core/model/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crm {

struct SourceFile {
    std::string path; ///< relative to the ledger's folder
    std::string text;
    mutable LineIndex lines = {};

    [[nodiscard]] Place place(std::size_t offset) const
    {
        return place_at(path, text, offset, lines);
    }
};

/// That a contact took part in something that holds.
struct Participation {
    std::uint32_t contact = 0; ///< index into Roster::contacts
    Moment moment;

    static constexpr std::uint32_t nobody = UINT32_MAX; ///< to be passed over
};

/// Something that holds and that several contacts took part in.
struct Gathering {
    Moment moment;
    std::vector<std::uint32_t> contacts; ///< indices into Roster::contacts, two or more
};

class Roster {
public:
    Settings settings = Settings::defaults();
    std::vector<SourceFile> files;
    std::vector<Contact> contacts; ///< sorted by id; those with merged_into too
    Findings findings;
    std::vector<Interaction> follow_ups; ///< what holds and has `follow_up`, done or not
    std::vector<Gathering> gatherings;   ///< in any order; only where the settings have goals

    /// The contact that an id means: its own file, else the one that was formerly called so; after
    /// a merge the contact it was merged into. nullptr for an unknown id.
    [[nodiscard]] const Contact* find(std::string_view id) const;

    /// The contacts of an interaction, each once, in its order; unknown ids are skipped.
    [[nodiscard]] std::vector<const Contact*> participants(const Interaction& interaction) const;

    /// Place of a contact in `contacts`.
    [[nodiscard]] std::size_t index_of(const Contact& contact) const
    {
        return static_cast<std::size_t>(&contact - contacts.data());
    }

    /// Everything that holds with `contact`, oldest first. The contact is one of `contacts`.
    [[nodiscard]] std::span<const Moment> moments(const Contact& contact) const;

    /// The declared name of a touch.
    [[nodiscard]] std::string_view touch_name(const Moment& moment) const;

    [[nodiscard]] Place place(const Source& source) const;

    /// True when something was left out.
    [[nodiscard]] bool incomplete() const;

    /// Every id that means somebody, with the place of the contact in `contacts`.
    [[nodiscard]] const std::unordered_map<std::string, std::size_t>& known_ids() const
    {
        return m_by_id;
    }

    /// Gives everybody the labels that they have on `day`. Nothing is asked about a later day then.
    void set_day(Date day);

    /// Decides who is meant by which id. Called once, when the contacts are read.
    void resolve_names();

    /// Takes the moments of everybody; each part in any order, the parts too.
    void arrange(const std::vector<std::span<const Participation>>& parts);

private:
    /// What is wrong with where a contact's merges lead; empty where nothing is.
    [[nodiscard]] std::string merge_fault(const std::unordered_map<std::string, std::size_t>& own,
                                          const Contact& start) const;

    std::unordered_map<std::string, std::size_t> m_by_id;
    std::vector<Moment> m_moments;      ///< of the first contact, of the second ...
    std::vector<std::uint32_t> m_first; ///< by contact: where its moments begin; one more
};

/// Reads of the ledger in `folder` what a Roster has; of labels those of `day`. Files and entries
/// that cannot be used are left out, each with a finding. Throws Error (ledger) when crm.yaml is
/// missing or cannot be used.
[[nodiscard]] Roster read_roster(const Folder& folder, Date day);

/// As read_roster(), but without the journal.
[[nodiscard]] Roster read_people(const Folder& folder, Date day);

/// As read_roster() and read_people(), but of the contacts only those with `ids`. Nothing where
/// one of `ids` is not simply the id of a contact whose file can be used, and, with the journal,
/// where somebody was merged into another contact: then all are to be read.
[[nodiscard]] std::optional<Roster> read_roster_of(const Folder& folder,
                                                   const std::vector<std::string>& ids, Date day);
[[nodiscard]] std::optional<Roster> read_people_of(const Folder& folder,
                                                   const std::vector<std::string>& ids, Date day);

} // namespace crm
