/** The titles that a note made here may have (PS3.16 CID 7010), and the modifiers that two of them want (CID 7011, CID 7012). */
import type { Code } from "../api/codes";

/** Without those of rejections, manifests and lists of content, which are no key image notes. */
const titleTable = [
  ["113000", "Of Interest"],
  ["113002", "For Referring Provider"],
  ["113003", "For Surgery"],
  ["113004", "For Teaching"],
  ["113005", "For Conference"],
  ["113006", "For Therapy"],
  ["113007", "For Patient"],
  ["113008", "For Peer Review"],
  ["113009", "For Research"],
  ["113010", "Quality Issue"],
  ["113013", "Best In Set"],
  ["113018", "For Printing"],
  ["113020", "For Report Attachment"],
  ["113021", "For Litigation"],
  ["113022", "Collection of Presentation States"],
  ["128180", "For RT Workflow"],
  ["128181", "Diagnostic Source Images"],
  ["128182", "Segmentation Result"],
  ["128183", "Registration Result"],
  ["128184", "Pre-Planning Result"],
  ["128185", "RT Prescription Result"],
  ["128186", "Dose Calculation Image Series"],
  ["128187", "Coordinate Alignment Image Series"],
  ["128188", "RT Treatment Simulation Result"],
  ["128189", "RT Planning Result"],
  ["128190", "Dosimetric Result"],
  ["128191", "Patient Setup Verification Result"],
  ["128192", "RT Treatment Session Result"],
  ["128193", "RT Treatment Course Summary"],
  ["128194", "RT Treatment QA Result"],
  ["128195", "For Diagnosis"],
  ["128196", "For Segmentation"],
  ["128197", "For RT Prescription"],
  ["128198", "For RT Treatment Planning"],
  ["128199", "For Plan Comparison"],
  ["128200", "For RT Plan Summation"],
  ["128201", "For Physician Review"],
  ["128202", "For Physicist Review"],
  ["128203", "For Tumor Board"],
  ["128204", "For Plan Quality Assurance"],
  ["128205", "For Machine Quality Assurance"],
  ["128206", "For Patient Setup Verification"],
  ["128207", "For Clinical Trial Submission"],
  ["128208", "For Tumor Registry"],
  ["128209", "RT Workflow Input Used"],
  ["128210", "RT Prescription Input Used"],
  ["128211", "RT Treatment Planning Input Used"],
  ["128212", "RT Plan Summation Input Used"],
  ["128213", "Physician Review Input Used"],
  ["128214", "Physicist Review Input Used"],
  ["128215", "Plan Quality Assurance Input Used"],
  ["128216", "Machine Quality Assurance Input Used"],
  ["128217", "Patient Setup Verification Input Used"],
  ["128218", "Diagnosis Input Used"],
  ["128219", "Contouring Input Used"],
  ["128220", "Plan Comparison Input Used"],
  ["128221", "Tumor Board Input Used"],
  ["128222", "Tumor Registry Input Used"],
  ["128223", "Clinical Trial Submission Input Used"],
  ["128710", "For Teaching File Export"],
  ["128711", "For Clinical Trial Export"],
  ["128713", "For Research Collection Export"],
  ["128714", "For Publication Export"],
  ["130370", "RTV Rendition"],
  ["130371", "RTV Audio and Video Rendition"],
  ["130372", "RTV Stereo Video Rendition"],
  ["130373", "RTV Audio and Stereo Video Rendition"],
] as const;

const qualityReasons = [
  ["111207", "Image artifact(s)"],
  ["111208", "Grid artifact(s)"],
  ["111209", "Positioning"],
  ["111210", "Motion blur"],
  ["111211", "Under exposed"],
  ["111212", "Over exposed"],
  ["111213", "No image"],
  ["111214", "Detector artifact(s)"],
  ["111215", "Artifact(s) other than grid or detector artifact"],
  ["111216", "Mechanical failure"],
  ["111217", "Electrical failure"],
  ["111218", "Software failure"],
  ["111219", "Inappropriate image processing"],
  ["111220", "Other failure"],
  ["111221", "Unknown failure"],
  ["113026", "Double exposure"],
] as const;

const bestInSet = [
  ["113014", "Study"],
  ["113015", "Series"],
  ["113016", "Performed Procedure Step"],
  ["113017", "Stage-View"],
] as const;

/** Most notes have one of these. */
const usualCount = 15;

export const titles: readonly Code[] = titleTable.map(code);
export const usualTitles: readonly Code[] = titles.slice(0, usualCount);
export const furtherTitles: readonly Code[] = titles.slice(usualCount);

/** What must be chosen beside a title; empty where nothing must. */
export function modifiersFor(title: Code): readonly Code[] {
  if (title.scheme !== "DCM") return [];
  if (title.value === "113010") return qualityReasons.map(code);
  if (title.value === "113013") return bestInSet.map(code);
  return [];
}

export function isSameCode(one: Code, other: Code): boolean {
  return one.value === other.value && one.scheme === other.scheme;
}

function code([value, meaning]: readonly [string, string]): Code {
  return { value, scheme: "DCM", meaning };
}
