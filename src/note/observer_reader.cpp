#include "note/observer_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "note/content_item.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

struct TextOfObserver {
    Term concept_name;
    ObserverType type;
    std::string Observer::*field;
};

constexpr std::array texts{
    TextOfObserver{term::PersonObserverLoginName, ObserverType::person, &Observer::login_name},
    TextOfObserver{term::PersonObserverOrganization, ObserverType::person, &Observer::organization},
    TextOfObserver{term::DeviceObserverName, ObserverType::device, &Observer::name},
    TextOfObserver{term::DeviceObserverManufacturer, ObserverType::device, &Observer::manufacturer},
    TextOfObserver{term::DeviceObserverModelName, ObserverType::device, &Observer::model_name},
    TextOfObserver{term::DeviceObserverSerialNumber, ObserverType::device, &Observer::serial_number},
    TextOfObserver{term::DeviceObserverLocation, ObserverType::device, &Observer::location},
};

}  // namespace

void ObserverReader::add(const dicom::Item& item, const Code& concept_name, const Place& place) {
    if (concept_name == term::ObserverType) {
        const bool is_device = code_in(item, tag::ConceptCodeSequence) == term::Device;
        begin(is_device ? ObserverType::device : ObserverType::person, place);
    } else if (concept_name == term::PersonObserverName) {
        // Without an Observer Type it is a person (TID 1002).
        if (observers_.empty() || !observers_.back().name.empty()) begin(ObserverType::person, place);
        current(ObserverType::person, place).name = item.text(tag::PersonName);
    } else if (concept_name == term::DeviceObserverUid) {
        if (observers_.empty() || !observers_.back().device_uid.empty()) begin(ObserverType::device, place);
        current(ObserverType::device, place).device_uid = item.text(tag::UID);
    } else {
        const auto is_concept = [&](const TextOfObserver& text) { return concept_name == text.concept_name; };
        const auto found = std::ranges::find_if(texts, is_concept);
        if (found != texts.end()) current(found->type, place).*(found->field) = item.text(tag::TextValue);
    }
}

std::vector<Observer> ObserverReader::take() {
    judge_last();
    return std::exchange(observers_, {});
}

void ObserverReader::begin(ObserverType type, const Place& place) {
    judge_last();
    observers_.emplace_back().type = type;
    place_of_last_ = place;
}

Observer& ObserverReader::current(ObserverType type, const Place& place) {
    if (observers_.empty() || observers_.back().type != type) begin(type, place);
    return observers_.back();
}

void ObserverReader::judge_last() {
    if (observers_.empty()) return;
    const Observer& last = observers_.back();
    if (last.type == ObserverType::person && last.name.empty()) {
        findings_.warning(RuleId::K37, place_of_last_, "the observer is a person without Person Observer Name");
    }
}

}  // namespace kinote::note
