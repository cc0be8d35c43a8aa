#include "exporter/object_sender.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "exporter/agreed_object.hpp"
#include "image_cache/damage.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::ObjectToSend;

ContextNeed need_of(const ObjectToSend& object) { return {object.sop_class_uid, object.transfer_syntax_uid}; }

ContextNeeds needs_of(const std::vector<ObjectToSend>& page) {
    ContextNeeds needs;
    for (const ObjectToSend& object : page) needs.insert(need_of(object));
    return needs;
}

// What is to blame for it is the object, and the next one may go.
bool is_of_the_object(const Error& error) {
    return error.kind() == ErrorKind::corrupt || error.kind() == ErrorKind::refused ||
           error.kind() == ErrorKind::not_found;
}

}  // namespace

ObjectSender::~ObjectSender() { leave_association(); }

std::vector<ObjectToSend> ObjectSender::begin_page(std::vector<ObjectToSend> page) {
    parts_ = split(needs_of(page));
    if (parts_.size() > 1) {
        std::ranges::stable_sort(page, {}, [this](const ObjectToSend& object) {
            return std::ranges::find_if(parts_,
                                        [&](const ContextNeeds& part) { return part.contains(need_of(object)); }) -
                   parts_.begin();
        });
    }
    return page;
}

SendResult ObjectSender::send(const ObjectToSend& object, const std::optional<dimse::MoveOriginator>& originator) {
    is_unanswered_ = false;
    try {
        take_association_for(object);
    } catch (const Error& error) {  // it takes none of the kinds that this association was asked for
        if (error.kind() != ErrorKind::refused) throw;
        return {SendResult::Kind::impossible,
                {},
                {},
                not_agreed(destination_.name, object.sop_class_uid, object.transfer_syntax_uid)};
    }
    std::optional<database::StoredObject> visible;
    {
        const database::PooledConnection connection = database_.connection();
        visible = database::find_visible_object(*connection, object.sop_instance_uid);
    }
    if (!visible) return {SendResult::Kind::hidden, {}, {}, {}};
    if (visible->is_nearline) return {SendResult::Kind::away, {}, {}, {}};
    try {
        return send_visible(object, *visible, originator);
    } catch (const Error& error) {
        if (!is_of_the_object(error)) throw;
        return {SendResult::Kind::impossible, {}, {}, error.what()};
    }
}

std::unique_ptr<dicom::ByteSource> ObjectSender::open(const database::StoredObject& visible) const {
    return image_cache::open_undamaged(image_cache_, database_, clock_, visible, stop_);
}

SendResult ObjectSender::send_visible(const ObjectToSend& object, const database::StoredObject& visible,
                                      const std::optional<dimse::MoveOriginator>& originator) {
    AgreedObject agreed =
        in_agreed_syntax(open(visible), visible, destination_.name, agreement_of(*kept_->association));
    agreed.outgoing.move_originator = originator;
    // Many frames take a while to decode: the destination may have ended an association that lay idle meanwhile.
    if (!agreed.remark.empty() && !kept_->association->is_usable()) {
        leave_association();
        take_association_for(object);
    }
    dimse::Answer answer;
    is_unanswered_ = true;
    try {
        answer = scu_->store(agreed.outgoing);
    } catch (const Error& error) {
        scu_.reset();
        kept_.reset();
        if (is_of_the_object(error)) is_unanswered_ = false;
        if (is_of_the_object(error) || stop_.stop_requested()) throw;
        is_unanswered_ = false;
        ++losses_in_a_row_;
        return {SendResult::Kind::lost, {}, {}, error.what()};
    }
    losses_in_a_row_ = 0;
    is_unanswered_ = false;
    return {SendResult::Kind::answered, answer, visible.sha256, with_remark(answer.error_comment, agreed.remark)};
}

void ObjectSender::leave_association() {
    scu_.reset();
    if (kept_) associations_.give_back(std::move(*std::exchange(kept_, std::nullopt)));
}

void ObjectSender::take_association_for(const ObjectToSend& object) {
    if (kept_ && kept_->proposed.contains(need_of(object))) return;
    leave_association();
    const auto part =
        std::ranges::find_if(parts_, [&](const ContextNeeds& needs) { return needs.contains(need_of(object)); });
    if (part == parts_.end()) throw Error{ErrorKind::internal, "an object is sent that is not of the page"};
    if (refused_.contains(*part)) throw Error{ErrorKind::refused, "the destination takes nothing of that kind"};
    try {
        kept_ = associations_.take(destination_, *part, stop_);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::refused) refused_.insert(*part);
        throw;
    }
    scu_.emplace(*kept_->association);
}

}  // namespace kinote::exporter
