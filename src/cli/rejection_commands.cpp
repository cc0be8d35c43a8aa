// rejections: what rejection notes hide, and what a person decides of them.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "authoring/rejection_decisions.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "server/rejection_json.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

using authoring::RejectionVerb;
using base::Error;
using base::ErrorKind;
using database::RejectionNoteRow;

void print_note(const RejectionNoteRow& note) {
    fmt::print("{}  {}\n  {} ({}) from {}, study {}\n  names {} objects, hides {}, leaves {} of other studies alone\n",
               note.sop_instance_uid, note.state, printable(note.meaning), printable(note.code),
               printable(note.received_from), note.study_instance_uid, note.objects, note.hidden, note.left_alone);
    if (note.decided_by) {
        fmt::print("  decided by {}{}\n", printable(*note.decided_by),
                   note.reason.value_or("").empty() ? "" : ": " + printable(*note.reason));
    }
}

int list(const server::Site& site, const RejectionsOptions& options) {
    const database::PooledConnection connection = site.database->connection();
    const auto notes = database::list_rejection_notes(*connection, options.state, options.limit, options.offset);
    if (options.json) {
        print_json(server::to_json(notes));
        return done;
    }
    for (const RejectionNoteRow& note : notes) print_note(note);
    return done;
}

int show(const server::Site& site, const RejectionsOptions& options) {
    const database::PooledConnection connection = site.database->connection();
    const auto note = database::find_rejection_note(*connection, options.note);
    if (!note) throw Error{ErrorKind::not_found, fmt::format("there is no rejection note {}", options.note)};
    const boost::json::value full = server::rejection_note_in_full(*connection, *note);
    if (options.json) {
        print_json(full);
        return done;
    }
    print_note(*note);
    for (const boost::json::value& rejection : full.at("rejections").as_array()) {
        fmt::print("  - {}{}{}\n", std::string_view{rejection.at("sop_instance_uid").as_string()},
                   rejection.at("hidden").as_bool() ? " hidden" : "",
                   rejection.at("here").as_bool() ? "" : "  (not here)");
    }
    return done;
}

int sent(const server::Site& site, const RejectionsOptions& options) {
    const database::PooledConnection connection = site.database->connection();
    const auto withdrawals = database::list_withdrawals(*connection, options.limit, options.offset);
    if (options.json) {
        print_json(server::to_json(withdrawals));
        return done;
    }
    for (const database::Withdrawal& one : withdrawals) {
        fmt::print("{}  {}  to {}, study {}: {}\n", one.id, one.state, one.destination_name, one.study_instance_uid,
                   one.cause);
        if (one.note) fmt::print("  rejection note {}\n", *one.note);
        if (one.state == "open" && !one.comment.empty()) fmt::print("  {}\n", printable(one.comment));
    }
    return done;
}

RejectionVerb verb_of(RejectionsOptions::Action action) {
    using Action = RejectionsOptions::Action;
    if (action == Action::accept) return RejectionVerb::accept;
    return action == Action::refuse ? RejectionVerb::refuse : RejectionVerb::undo;
}

}  // namespace

int run(const RejectionsOptions& options) {
    using Action = RejectionsOptions::Action;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == Action::list) return list(site, options);
    if (options.action == Action::show) return show(site, options);
    if (options.action == Action::sent) return sent(site, options);
    const base::SystemClock clock;
    authoring::RejectionDecisions decisions{*site.database, site.settings.register_kosd.quality, clock};
    const RejectionNoteRow note =
        decisions.decide(verb_of(options.action), options.note, options.reason, user_of_command());
    if (options.json) {
        print_json(server::to_json(note));
    } else {
        print_note(note);
    }
    return done;
}

}  // namespace kinote::cli
