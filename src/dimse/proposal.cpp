#include "dimse/proposal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "dimse/pdu.hpp"

namespace kinote::dimse {
namespace {

using pdu::big_endian;
using pdu::Bytes;

constexpr std::string_view application_context_name = "1.2.840.10008.3.1.1.1";  // PS3.7 A.2.1
constexpr std::string_view implementation_version_name = "KINOTE";

std::uint8_t context_id(std::size_t index) { return static_cast<std::uint8_t>(2 * index + 1); }

void check_contexts(const std::vector<ProposedContext>& contexts) {
    const bool are_valid = std::ranges::all_of(
        contexts, [](const ProposedContext& context) { return !context.transfer_syntaxes.empty(); });
    if (contexts.empty() || contexts.size() > Proposal::maximum_contexts || !are_valid) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("an association cannot be asked for with {} presentation contexts: 1 to {}, each "
                                      "with a transfer syntax, are possible",
                                      contexts.size(), Proposal::maximum_contexts)};
    }
}

std::string padded(const dicom::AeTitle& title) {
    constexpr std::size_t width = 16;
    std::string text = title.text();
    text.resize(width, ' ');
    return text;
}

void write_context(pdu::Writer& writer, std::uint8_t id, const ProposedContext& context) {
    const std::size_t begun = writer.begin_item(pdu::item::proposed_context);
    writer.number(id, 1);
    writer.zeros(3);
    writer.text_item(pdu::item::abstract_syntax, context.abstract_syntax);
    for (const std::string& syntax : context.transfer_syntaxes) {
        writer.text_item(pdu::item::transfer_syntax, syntax);
    }
    writer.end_item(begun);
}

void write_role(pdu::Writer& writer, const std::string& sop_class_uid, ProposedRole role) {
    const std::size_t begun = writer.begin_item(pdu::item::role_selection);
    writer.number(sop_class_uid.size(), 2);
    writer.text(sop_class_uid);
    writer.number(role != ProposedRole::scp ? 1 : 0, 1);
    writer.number(role != ProposedRole::scu ? 1 : 0, 1);
    writer.end_item(begun);
}

void write_user_information(pdu::Writer& writer, const Proposal& proposal) {
    const std::size_t begun = writer.begin_item(pdu::item::user_information);
    const std::size_t length = writer.begin_item(pdu::item::maximum_length);
    writer.number(proposal.maximum_pdu_size, 4);
    writer.end_item(length);
    writer.text_item(pdu::item::implementation_class_uid, dicom::uid::KinoteImplementation);
    std::map<std::string, ProposedRole> roles;
    for (const ProposedContext& context : proposal.contexts) {
        if (context.role != ProposedRole::scu) roles.emplace(context.abstract_syntax, context.role);
    }
    for (const auto& [sop_class_uid, role] : roles) write_role(writer, sop_class_uid, role);
    writer.text_item(pdu::item::implementation_version_name, implementation_version_name);
    for (const auto& [sop_class_uid, content] : proposal.extended) {
        const std::size_t item = writer.begin_item(pdu::item::extended_negotiation);
        writer.number(sop_class_uid.size(), 2);
        writer.text(sop_class_uid);
        writer.bytes(content);
        writer.end_item(item);
    }
    writer.end_item(begun);
}

std::string text_of(Bytes bytes) {
    std::string text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    text.erase(std::ranges::find_if(text, [](char c) { return c == '\0' || c == ' '; }), text.end());
    return text;
}

/// A UID with its length before it, and the bytes behind it.
struct UidAndRest {
    std::string uid;
    Bytes rest;
};
std::optional<UidAndRest> begin_with_uid(Bytes content) {
    if (content.size() < 2) return std::nullopt;
    const std::size_t length = big_endian(content.first(2));
    if (length > content.size() - 2) return std::nullopt;
    return UidAndRest{text_of(content.subspan(2, length)), content.subspan(2 + length)};
}

/// Reads the variable items of an A-ASSOCIATE-AC.
class AnswerReader {
public:
    explicit AnswerReader(const Proposal& proposal) : proposal_{proposal} {
        terms_.our_maximum_pdu_size = proposal.maximum_pdu_size;
    }

    [[nodiscard]] std::optional<AssociationTerms> read(Bytes items) {
        const bool are_well_formed = pdu::are_items(items, [this](int type, Bytes content) {
            switch (type) {
                case pdu::item::answered_context: return take_context(content);
                case pdu::item::user_information: return take_user_information(content);
                default: return true;
            }
        });
        if (!are_well_formed) return std::nullopt;
        for (auto& [id, context] : terms_.contexts) set_roles(context, proposal_.contexts[id / 2].role);
        return std::move(terms_);
    }

private:
    [[nodiscard]] bool take_context(Bytes content) {
        if (content.size() < 4) return false;
        const auto id = std::to_integer<std::uint8_t>(content[0]);
        constexpr std::byte acceptance{0};
        if (content[2] != acceptance || id % 2 == 0 || id / 2U >= proposal_.contexts.size()) return true;
        std::string syntax;
        const bool is_well_formed = pdu::are_items(content.subspan(4), [&](int type, Bytes sub_item) {
            if (type == pdu::item::transfer_syntax) syntax = text_of(sub_item);
            return true;
        });
        const ProposedContext& proposed = proposal_.contexts[id / 2U];
        if (std::ranges::find(proposed.transfer_syntaxes, syntax) == proposed.transfer_syntaxes.end()) return false;
        terms_.contexts[id] = {proposed.abstract_syntax, syntax, false, true};
        return is_well_formed;
    }

    [[nodiscard]] bool take_user_information(Bytes content) {
        return pdu::are_items(content, [this](int type, Bytes sub_item) {
            if (type == pdu::item::maximum_length) {
                terms_.peer_maximum_pdu_size =
                    static_cast<std::uint32_t>(big_endian(sub_item.first(std::min<std::size_t>(sub_item.size(), 4))));
                return sub_item.size() == 4;
            }
            if (type != pdu::item::role_selection && type != pdu::item::extended_negotiation) return true;
            auto named = begin_with_uid(sub_item);
            if (!named) return false;
            if (type == pdu::item::extended_negotiation) {
                terms_.extended[named->uid].assign(named->rest.begin(), named->rest.end());
                return true;
            }
            if (named->rest.size() != 2) return false;
            roles_[named->uid] = {named->rest[0] != std::byte{}, named->rest[1] != std::byte{}};
            return true;
        });
    }

    /// PS3.7 D.3.3.4: what was not answered is the default, that we are the SCU.
    void set_roles(AcceptedContext& context, ProposedRole proposed) const {
        const auto answered = roles_.find(context.abstract_syntax);
        if (proposed == ProposedRole::scu || answered == roles_.end()) return;
        context.are_we_scu = proposed == ProposedRole::both && answered->second.is_scu;
        context.are_we_scp = answered->second.is_scp;
    }

    struct Roles {
        bool is_scu = false;
        bool is_scp = false;
    };

    const Proposal& proposal_;
    AssociationTerms terms_;
    std::map<std::string, Roles> roles_;
};

std::string_view user_reason(int reason) {
    switch (reason) {
        case 2: return "application context name not supported";
        case 3: return "calling AE title not recognized";
        case 7: return "called AE title not recognized";
        default: return "no reason given";
    }
}

std::string_view provider_reason(int source, int reason) {
    constexpr int acse = 2;
    if (source == acse) return reason == 2 ? "protocol version not supported" : "no reason given";
    switch (reason) {
        case 1: return "temporary congestion";
        case 2: return "local limit exceeded";
        default: return "no reason given";
    }
}

}  // namespace

std::vector<std::byte> associate_request(const Proposal& proposal) {
    check_contexts(proposal.contexts);
    pdu::Writer writer;
    writer.number(1, 2);  // protocol version
    writer.zeros(2);
    writer.text(padded(proposal.called_ae_title));
    writer.text(padded(proposal.calling_ae_title));
    writer.zeros(32);
    writer.text_item(pdu::item::application_context, application_context_name);
    for (std::size_t index = 0; index < proposal.contexts.size(); ++index) {
        write_context(writer, context_id(index), proposal.contexts[index]);
    }
    write_user_information(writer, proposal);
    return writer.finish(pdu::Type::associate_request);
}

std::optional<AssociationTerms> accepted_terms(const Proposal& proposal, Bytes body) {
    if (body.size() < pdu::associate_fixed_size) return std::nullopt;
    return AnswerReader{proposal}.read(body.subspan(pdu::associate_fixed_size));
}

std::string rejection_text(Bytes body) {
    if (body.size() < 4) return "without a reason";
    const auto number = [&](std::size_t at) { return std::to_integer<int>(body[at]); };
    constexpr int transient = 2;
    constexpr int service_user = 1;
    return fmt::format("{}: {}", number(1) == transient ? "for the moment" : "for good",
                       number(2) == service_user ? user_reason(number(3)) : provider_reason(number(2), number(3)));
}

}  // namespace kinote::dimse
