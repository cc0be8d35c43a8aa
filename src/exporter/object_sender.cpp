#include "exporter/object_sender.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "database/instance_table.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::ObjectToSend;

ContextNeed need_of(const ObjectToSend& object) { return {object.sop_class_uid, object.transfer_syntax_uid}; }

// What a page needs, in as many parts as associations must be asked for.
std::vector<ContextNeeds> parts_of(const std::vector<ObjectToSend>& page) {
    ContextNeeds all;
    for (const ObjectToSend& object : page) all.insert(need_of(object));
    std::vector<ContextNeeds> parts;
    for (const ContextNeed& need : all) {
        if (parts.empty() || parts.back().size() == most_contexts) parts.emplace_back();
        parts.back().insert(need);
    }
    return parts;
}

// What is to blame for it is the object, and the next one may go.
bool is_of_the_object(const Error& error) {
    return error.kind() == ErrorKind::corrupt || error.kind() == ErrorKind::refused ||
           error.kind() == ErrorKind::not_found;
}

}  // namespace

ObjectSender::~ObjectSender() {
    scu_.reset();
    if (kept_) associations_.give_back(std::move(*kept_));
}

std::vector<ObjectToSend> ObjectSender::begin_page(std::vector<ObjectToSend> page) {
    parts_ = parts_of(page);
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
    try {
        take_association_for(object);
    } catch (const Error& error) {  // it takes none of the kinds that this association was asked for
        if (error.kind() != ErrorKind::refused) throw;
        return {SendResult::Kind::impossible, {}, {}, error.what()};
    }
    std::optional<database::StoredObject> visible;
    {
        const database::PooledConnection connection = database_.connection();
        visible = database::find_visible_object(*connection, object.sop_instance_uid);
    }
    if (!visible) return {SendResult::Kind::hidden, {}, {}, {}};
    if (visible->is_nearline) return {SendResult::Kind::away, {}, {}, {}};
    try {
        const std::unique_ptr<dicom::ByteSource> bytes = image_cache_.open(*visible);
        dimse::OutgoingObject outgoing = dimse::outgoing_object(*bytes);
        outgoing.move_originator = originator;
        return {SendResult::Kind::answered, scu_->store(outgoing), visible->sha256, {}};
    } catch (const Error& error) {
        if (!is_of_the_object(error)) throw;
        return {SendResult::Kind::impossible, {}, {}, error.what()};
    }
}

void ObjectSender::take_association_for(const ObjectToSend& object) {
    if (kept_ && kept_->proposed.contains(need_of(object))) return;
    scu_.reset();
    if (kept_) associations_.give_back(std::move(*std::exchange(kept_, std::nullopt)));
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
