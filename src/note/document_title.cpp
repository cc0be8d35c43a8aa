#include "note/document_title.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace kinote::note {
namespace {

// PS3.16 CID 7010 "Key Object Selection Document Title", and 131560 of the IHE MADO profile.
constexpr std::array title_table{
    Term{"113000", "DCM", "Of Interest"},
    Term{"113001", "DCM", "Rejected for Quality Reasons"},
    Term{"113002", "DCM", "For Referring Provider"},
    Term{"113003", "DCM", "For Surgery"},
    Term{"113004", "DCM", "For Teaching"},
    Term{"113005", "DCM", "For Conference"},
    Term{"113006", "DCM", "For Therapy"},
    Term{"113007", "DCM", "For Patient"},
    Term{"113008", "DCM", "For Peer Review"},
    Term{"113009", "DCM", "For Research"},
    Term{"113010", "DCM", "Quality Issue"},
    Term{"113013", "DCM", "Best In Set"},
    Term{"113018", "DCM", "For Printing"},
    Term{"113020", "DCM", "For Report Attachment"},
    Term{"113021", "DCM", "For Litigation"},
    Term{"113022", "DCM", "Collection of Presentation States"},
    Term{"113030", "DCM", "Manifest"},
    Term{"113031", "DCM", "Signed Manifest"},
    Term{"113032", "DCM", "Complete Study Content"},
    Term{"113033", "DCM", "Signed Complete Study Content"},
    Term{"113034", "DCM", "Complete Acquisition Content"},
    Term{"113035", "DCM", "Signed Complete Acquisition Content"},
    Term{"113036", "DCM", "Group of Frames for Display"},
    Term{"113037", "DCM", "Rejected for Patient Safety Reasons"},
    Term{"113038", "DCM", "Incorrect Modality Worklist Entry"},
    Term{"113039", "DCM", "Data Retention Policy Expired"},
    Term{"128180", "DCM", "For RT Workflow"},
    Term{"128181", "DCM", "Diagnostic Source Images"},
    Term{"128182", "DCM", "Segmentation Result"},
    Term{"128183", "DCM", "Registration Result"},
    Term{"128184", "DCM", "Pre-Planning Result"},
    Term{"128185", "DCM", "RT Prescription Result"},
    Term{"128186", "DCM", "Dose Calculation Image Series"},
    Term{"128187", "DCM", "Coordinate Alignment Image Series"},
    Term{"128188", "DCM", "RT Treatment Simulation Result"},
    Term{"128189", "DCM", "RT Planning Result"},
    Term{"128190", "DCM", "Dosimetric Result"},
    Term{"128191", "DCM", "Patient Setup Verification Result"},
    Term{"128192", "DCM", "RT Treatment Session Result"},
    Term{"128193", "DCM", "RT Treatment Course Summary"},
    Term{"128194", "DCM", "RT Treatment QA Result"},
    Term{"128195", "DCM", "For Diagnosis"},
    Term{"128196", "DCM", "For Segmentation"},
    Term{"128197", "DCM", "For RT Prescription"},
    Term{"128198", "DCM", "For RT Treatment Planning"},
    Term{"128199", "DCM", "For Plan Comparison"},
    Term{"128200", "DCM", "For RT Plan Summation"},
    Term{"128201", "DCM", "For Physician Review"},
    Term{"128202", "DCM", "For Physicist Review"},
    Term{"128203", "DCM", "For Tumor Board"},
    Term{"128204", "DCM", "For Plan Quality Assurance"},
    Term{"128205", "DCM", "For Machine Quality Assurance"},
    Term{"128206", "DCM", "For Patient Setup Verification"},
    Term{"128207", "DCM", "For Clinical Trial Submission"},
    Term{"128208", "DCM", "For Tumor Registry"},
    Term{"128209", "DCM", "RT Workflow Input Used"},
    Term{"128210", "DCM", "RT Prescription Input Used"},
    Term{"128211", "DCM", "RT Treatment Planning Input Used"},
    Term{"128212", "DCM", "RT Plan Summation Input Used"},
    Term{"128213", "DCM", "Physician Review Input Used"},
    Term{"128214", "DCM", "Physicist Review Input Used"},
    Term{"128215", "DCM", "Plan Quality Assurance Input Used"},
    Term{"128216", "DCM", "Machine Quality Assurance Input Used"},
    Term{"128217", "DCM", "Patient Setup Verification Input Used"},
    Term{"128218", "DCM", "Diagnosis Input Used"},
    Term{"128219", "DCM", "Contouring Input Used"},
    Term{"128220", "DCM", "Plan Comparison Input Used"},
    Term{"128221", "DCM", "Tumor Board Input Used"},
    Term{"128222", "DCM", "Tumor Registry Input Used"},
    Term{"128223", "DCM", "Clinical Trial Submission Input Used"},
    Term{"128710", "DCM", "For Teaching File Export"},
    Term{"128711", "DCM", "For Clinical Trial Export"},
    Term{"128713", "DCM", "For Research Collection Export"},
    Term{"128714", "DCM", "For Publication Export"},
    Term{"130370", "DCM", "RTV Rendition"},
    Term{"130371", "DCM", "RTV Audio and Video Rendition"},
    Term{"130372", "DCM", "RTV Stereo Video Rendition"},
    Term{"130373", "DCM", "RTV Audio and Stereo Video Rendition"},
    Term{"131560", "DCM", "Manifest with Description"},
};

// Codes that were used for titles of CID 7010 before these had one of the standard's: IHE TCE, IHE MADO on trial.
constexpr std::array former_titles{
    term::TrialManifestWithDescription,
    Term{"TCE001", "IHERADTF", "For Teaching File Export"},
    Term{"TCE002", "IHERADTF", "For Clinical Trial Export"},
    Term{"TCE007", "IHERADTF", "For Research Collection Export"},
};

// PS3.16 CID 7011 "Rejected for Quality Reasons".
constexpr std::array quality_reason_table{
    Term{"111207", "DCM", "Image artifact(s)"},
    Term{"111208", "DCM", "Grid artifact(s)"},
    Term{"111209", "DCM", "Positioning"},
    Term{"111210", "DCM", "Motion blur"},
    Term{"111211", "DCM", "Under exposed"},
    Term{"111212", "DCM", "Over exposed"},
    Term{"111213", "DCM", "No image"},
    Term{"111214", "DCM", "Detector artifact(s)"},
    Term{"111215", "DCM", "Artifact(s) other than grid or detector artifact"},
    Term{"111216", "DCM", "Mechanical failure"},
    Term{"111217", "DCM", "Electrical failure"},
    Term{"111218", "DCM", "Software failure"},
    Term{"111219", "DCM", "Inappropriate image processing"},
    Term{"111220", "DCM", "Other failure"},
    Term{"111221", "DCM", "Unknown failure"},
    Term{"113026", "DCM", "Double exposure"},
};

// PS3.16 CID 7012 "Best In Set".
constexpr std::array best_in_set_table{
    Term{"113014", "DCM", "Study"},
    Term{"113015", "DCM", "Series"},
    Term{"113016", "DCM", "Performed Procedure Step"},
    Term{"113017", "DCM", "Stage-View"},
};

struct TitleRole {
    Term title;
    NoteRole role;
};

// The titles that are no key image notes: rejections (IHE RAD TF-2 4.66), manifests and lists of complete content, and
// the display set. Decided by value and scheme.
constexpr std::array role_table{
    TitleRole{term::RejectedForQualityReasons, NoteRole::rejection},
    TitleRole{term::RejectedForPatientSafetyReasons, NoteRole::rejection},
    TitleRole{term::IncorrectModalityWorklistEntry, NoteRole::rejection},
    TitleRole{term::DataRetentionPolicyExpired, NoteRole::rejection},
    TitleRole{{"113030", "DCM", "Manifest"}, NoteRole::manifest},
    TitleRole{{"113031", "DCM", "Signed Manifest"}, NoteRole::manifest},
    TitleRole{{"113032", "DCM", "Complete Study Content"}, NoteRole::manifest},
    TitleRole{{"113033", "DCM", "Signed Complete Study Content"}, NoteRole::manifest},
    TitleRole{{"113034", "DCM", "Complete Acquisition Content"}, NoteRole::manifest},
    TitleRole{{"113035", "DCM", "Signed Complete Acquisition Content"}, NoteRole::manifest},
    TitleRole{{"113036", "DCM", "Group of Frames for Display"}, NoteRole::manifest},
    TitleRole{term::ManifestWithDescription, NoteRole::manifest},
    TitleRole{term::TrialManifestWithDescription, NoteRole::manifest},
};

}  // namespace

std::string_view to_string(NoteRole role) {
    switch (role) {
        case NoteRole::note: return "note";
        case NoteRole::rejection: return "rejection";
        case NoteRole::manifest: break;
    }
    return "manifest";
}

NoteRole note_role_from(std::string_view word) {
    for (const NoteRole role : {NoteRole::note, NoteRole::rejection, NoteRole::manifest}) {
        if (to_string(role) == word) return role;
    }
    throw base::Error{base::ErrorKind::invalid,
                      "\"" + std::string{word} + "\" is no role of a note: note, rejection or manifest are"};
}

std::span<const Term> document_titles() { return title_table; }

std::span<const Term> quality_reasons() { return quality_reason_table; }

std::span<const Term> best_in_set_scopes() { return best_in_set_table; }

const Term* find_document_title(const Code& title) {
    const auto is_title = [&](const Term& term) { return title == term; };
    if (const auto found = std::ranges::find_if(title_table, is_title); found != title_table.end()) return &*found;
    const auto former = std::ranges::find_if(former_titles, is_title);
    return former != former_titles.end() ? &*former : nullptr;
}

NoteRole role_of(const Code& title, std::span<const SiteTitle> site_titles) {
    const auto of_site = std::ranges::find(site_titles, title, &SiteTitle::title);
    if (of_site != site_titles.end()) return of_site->role;
    const auto found = std::ranges::find_if(role_table, [&](const TitleRole& entry) { return title == entry.title; });
    return found != role_table.end() ? found->role : NoteRole::note;
}

std::span<const Term> required_modifiers(const Code& title) {
    if (title == term::RejectedForQualityReasons || title == term::QualityIssue) return quality_reason_table;
    if (title == term::BestInSet) return best_in_set_table;
    return {};
}

}  // namespace kinote::note
