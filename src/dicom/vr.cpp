#include "dicom/vr.hpp"

namespace kinote::dicom {

std::string to_string(Vr vr) {
    const auto letters = static_cast<std::uint16_t>(vr);
    return {static_cast<char>(letters >> 8), static_cast<char>(letters & 0xFF)};
}

bool is_known(Vr vr) {
    switch (vr) {
        case Vr::AT:
        case Vr::FD:
        case Vr::FL:
        case Vr::OB:
        case Vr::OD:
        case Vr::OF:
        case Vr::OL:
        case Vr::OV:
        case Vr::OW:
        case Vr::SL:
        case Vr::SQ:
        case Vr::SS:
        case Vr::SV:
        case Vr::UL:
        case Vr::UN:
        case Vr::US:
        case Vr::UV: return true;
        default: return is_text(vr);
    }
}

bool is_text(Vr vr) {
    switch (vr) {
        case Vr::AE:
        case Vr::AS:
        case Vr::CS:
        case Vr::DA:
        case Vr::DS:
        case Vr::DT:
        case Vr::IS:
        case Vr::TM:
        case Vr::UI:
        case Vr::UR: return true;
        default: return is_affected_by_character_set(vr);
    }
}

bool is_affected_by_character_set(Vr vr) {
    switch (vr) {
        case Vr::LO:
        case Vr::LT:
        case Vr::PN:
        case Vr::SH:
        case Vr::ST:
        case Vr::UC:
        case Vr::UT: return true;
        default: return false;
    }
}

bool is_multi_valued_text(Vr vr) { return is_text(vr) && vr != Vr::LT && vr != Vr::ST && vr != Vr::UT && vr != Vr::UR; }

bool has_long_length(Vr vr) {
    switch (vr) {
        case Vr::OB:
        case Vr::OD:
        case Vr::OF:
        case Vr::OL:
        case Vr::OV:
        case Vr::OW:
        case Vr::SQ:
        case Vr::SV:
        case Vr::UC:
        case Vr::UN:
        case Vr::UR:
        case Vr::UT:
        case Vr::UV: return true;
        default: return !is_known(vr);
    }
}

unsigned number_size(Vr vr) {
    switch (vr) {
        case Vr::AT:
        case Vr::OW:
        case Vr::SS:
        case Vr::US: return 2;
        case Vr::FL:
        case Vr::OF:
        case Vr::OL:
        case Vr::SL:
        case Vr::UL: return 4;
        case Vr::FD:
        case Vr::OD:
        case Vr::OV:
        case Vr::SV:
        case Vr::UV: return 8;
        default: return 1;
    }
}

}  // namespace kinote::dicom
