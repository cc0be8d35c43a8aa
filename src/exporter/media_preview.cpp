#include "exporter/media_preview.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database/instance_table.hpp"
#include "exporter/media_anonymity.hpp"
#include "exporter/media_selection.hpp"
#include "exporter/medium_object.hpp"
#include "rendering/recoded_object.hpp"

namespace kinote::exporter {
namespace {

using database::MediaObject;

constexpr std::uint64_t share_without_loss = 3;  // as pictures mostly are
constexpr std::uint64_t share_with_loss = 12;

std::uint64_t size_about(const MediaObject& object, media::MediaProfile profile) {
    const auto stored = static_cast<std::uint64_t>(object.size);
    if (media::keeps(profile, object.transfer_syntax_uid)) return stored;
    return stored * (rendering::can_be_recoded(object.transfer_syntax_uid) ? share_without_loss : share_with_loss);
}

std::optional<std::string> reason_to_leave_out(database::Database& database, const image_cache::ImageCache& image_cache,
                                               const MediaAnonymity& anonymity, const MediaObject& object) {
    std::optional<database::StoredObject> visible;
    {
        const database::PooledConnection connection = database.connection();
        visible = database::find_visible_object(*connection, object.sop_instance_uid);
    }
    if (!visible || visible->is_nearline) return std::nullopt;
    return anonymity.reason_to_leave_out(object, image_cache.open(*visible));
}

}  // namespace

MediaPreview preview_media(database::Database& database, const image_cache::ImageCache& image_cache,
                           const MediaOrder& order) {
    const std::vector<database::MediaPart> parts = parts_of(database, order);
    std::vector<MediaObject> objects;
    {
        const database::PooledConnection connection = database.connection();
        objects = select_for_media(*connection, parts, order.scope, order.omitted);
    }
    MediaPreview preview;
    if (order.is_deidentified) {
        constexpr std::size_t key_bytes = 32;
        const MediaAnonymity anonymity{base::random_hex(key_bytes), order.confirmed};
        std::erase_if(objects, [&](const MediaObject& object) {
            auto reason = reason_to_leave_out(database, image_cache, anonymity, object);
            if (!reason) return false;
            preview.left_out.push_back({object, *std::move(reason)});
            return true;
        });
    }
    preview.objects = static_cast<std::int64_t>(objects.size());
    for (const MediaObject& object : objects) {
        if (auto reason = reason_to_refuse(order.profile, object.transfer_syntax_uid)) {
            preview.refused.push_back({object, *std::move(reason)});
        }
        preview.bytes += static_cast<std::int64_t>(size_about(object, order.profile));
    }
    if (!objects.empty()) {
        preview.discs = static_cast<std::int64_t>(
            plan_media(std::move(objects), static_cast<std::uint64_t>(disc_bytes_of(order)),
                       [&order](const MediaObject& object) { return size_about(object, order.profile); })
                .size());
    }
    return preview;
}

}  // namespace kinote::exporter
