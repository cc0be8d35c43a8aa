// What the mock server answers: the same on every start, with every state that a page can show.
import { authors, examinations, findings, graveFindings, modifiers, patients, texts, titles } from "./people.mjs";

const root = "2.25.4711";
const presentationState = "1.2.840.10008.5.1.4.1.1.11.1";
const report = "1.2.840.10008.5.1.4.1.1.88.33";
const pdf = "1.2.840.10008.5.1.4.1.1.104.1";
const day = 24 * 3600 * 1000;
const start = Date.UTC(2024, 2, 5, 14, 33, 20);

const pick = (list, number) => list[number % list.length];
const moment = (number) => new Date(start - number * day * 3.37).toISOString().replace(/\.\d+Z/, "Z");
const dicomDate = (number) => moment(number).slice(0, 10).replaceAll("-", "");

/** @returns {{studies: object[], notes: Map<string, object[]>, images: Map<string, string>}} images: modality by SOP Instance UID. */
export function makeData(count = 64) {
  const studies = [];
  const notes = new Map();
  const images = new Map();
  for (let number = 0; number < count; number += 1) {
    const study = makeStudy(number);
    const ofStudy = makeNotes(study, number);
    study.notes = ofStudy.filter((note) => note.state === "current").length;
    for (const reference of ofStudy.flatMap((note) => note.references)) images.set(reference.sop_instance_uid, pick(examinations, number).modality);
    studies.push(study);
    notes.set(study.study_instance_uid, ofStudy);
  }
  return { studies, notes, images };
}

function makeStudy(number) {
  const patient = pick(patients, number);
  const examination = pick(examinations, number * 3);
  const nothingHere = number % 9 === 5;
  return {
    study_instance_uid: `${root}.${1000 + number}`,
    patient_id: patient.id,
    patient_name: patient.name,
    patient_birth_date: patient.birth,
    patient_sex: patient.sex,
    study_date: number % 23 === 12 ? "" : dicomDate(number),
    accession_number: number % 5 === 4 ? "" : `A${240000 - number * 17}`,
    description: number % 11 === 8 ? "" : examination.description,
    modalities: nothingHere ? [] : number % 4 === 1 ? [examination.modality, "SR", "KO", "PR"] : [examination.modality, "KO"],
    notes: 0,
    objects: nothingHere ? 0 : 12 + ((number * 137) % 900),
  };
}

function makeNotes(study, number) {
  const many = number === 0 ? 5 : 1 + (number % 3 === 2 ? 2 : 0);
  const notes = [];
  for (let index = 0; index < many; index += 1) notes.push(makeNote(study, number, index));
  if (number === 0) {
    notes[3] = { ...notes[3], state: "superseded" };
    notes[4] = { ...notes[4], state: "withdrawn" };
    notes[1].references.push(...otherKinds(study));
    notes[2].references = longSeries(study);
  }
  return notes;
}

function makeNote(study, number, index) {
  const [value, meaning] = pick(titles, number + index);
  const source = pick(["received", "legacy", "local"], number + index);
  return {
    id: `${number * 10 + index + 1}`,
    version: index === 1 ? 2 : 1,
    study_instance_uid: study.study_instance_uid,
    title: { value, scheme: "DCM", meaning },
    modifiers: modifiers[value] ? [modifiers[value]] : [],
    description: pick(texts, number + index),
    author: pick(authors, number + index),
    created_at: source === "legacy" ? pick([moment(number), null, "2011-05-17"], number + index) : moment(number),
    source,
    source_system: source === "legacy" ? "IMPAX" : "",
    state: "current",
    registered: true,
    also_from: source === "legacy" && number % 2 === 0 ? "received" : null,
    findings: (number + index) % 4 === 0 ? findings : [],
    references: makeReferences(study, number, index),
  };
}

function makeReferences(study, number, index) {
  const examination = pick(examinations, number * 3);
  const series = `${study.study_instance_uid}.${index + 1}`;
  const references = [];
  for (let each = 1; each <= 2 + ((number + index) % 4); each += 1) {
    references.push({
      study_instance_uid: study.study_instance_uid,
      series_instance_uid: series,
      sop_instance_uid: `${series}.${each}`,
      sop_class_uid: examination.sopClass,
      frames: examination.modality === "US" ? [each, each + 4] : [],
      presentation_state_uid: each === 2 ? `${series}.900` : null,
      present: study.objects > 0 && each !== 4,
      renderable: study.objects > 0 && each !== 4,
    });
  }
  return references;
}

/** What is here without a picture, what is not here, and what belongs to another study. */
function otherKinds(study) {
  const base = { study_instance_uid: study.study_instance_uid, series_instance_uid: `${study.study_instance_uid}.77`, frames: [], presentation_state_uid: null };
  return [
    { ...base, sop_instance_uid: `${base.series_instance_uid}.1`, sop_class_uid: report, present: true, renderable: false },
    { ...base, sop_instance_uid: `${base.series_instance_uid}.2`, sop_class_uid: pdf, present: true, renderable: false },
    { ...base, sop_instance_uid: `${base.series_instance_uid}.3`, sop_class_uid: presentationState, present: false, renderable: false },
    {
      ...base,
      study_instance_uid: `${root}.1007`,
      sop_instance_uid: "1.2.826.0.1.3680043.8.498.12345678901234567890123456789012345678",
      sop_class_uid: "1.2.840.10008.5.1.4.1.1.4.1",
      frames: [12, 14],
      present: false,
      renderable: false,
    },
  ];
}

function longSeries(study) {
  const series = `${study.study_instance_uid}.88`;
  return Array.from({ length: 80 }, (_, index) => ({
    study_instance_uid: study.study_instance_uid,
    series_instance_uid: series,
    sop_instance_uid: `${series}.${index + 1}`,
    sop_class_uid: "1.2.840.10008.5.1.4.1.1.2",
    frames: [],
    presentation_state_uid: null,
    present: true,
    renderable: true,
  }));
}

export function makeQuarantine() {
  return Array.from({ length: 31 }, (_, number) => ({
    sop_instance_uid: `${root}.5000.${number + 1}`,
    study_instance_uid: `${root}.${1000 + number}`,
    received_at: moment(number / 20),
    source: pick(["OLD_PACS", "CT_3_EAST", "import"], number),
    title: number % 3 === 2 ? null : { value: "113000", scheme: "DCM", meaning: "Of Interest" },
    findings: [pick(graveFindings, number), ...findings.slice(0, number % 3)],
  }));
}

export function makeSelections() {
  const kinds = [
    ["rejection", "113001", "Rejected for Quality Reasons"],
    ["manifest", "113030", "Manifest"],
    ["rejection", "113039", "Data Retention Policy Expired"],
    ["manifest", "113032", "Complete Study Content"],
    ["rejection", "113037", "Rejected for Patient Safety Reasons"],
    ["manifest", "113036", "Group of Frames for Display"],
  ];
  return Array.from({ length: 12 }, (_, number) => {
    const [role, value, meaning] = pick(kinds, number);
    return {
      sop_instance_uid: `${root}.6000.${number + 1}`,
      study_instance_uid: `${root}.${1010 + number}`,
      role,
      title: { value, scheme: "DCM", meaning },
      references: 1 + ((number * 53) % 800),
      received_at: moment(number / 3),
      source: pick(["OLD_PACS", "QA_STATION"], number),
    };
  });
}

/** Figures that move on with the time since `startedAt`, as while a migration and a sweep run. */
export function makeSummary(data, startedAt) {
  const seconds = Math.floor((Date.now() - startedAt) / 1000);
  const all = [...data.notes.values()].flat();
  const read = Math.min(20000, 9000 + seconds * 120);
  const unregistered = Math.max(0, 1240 - seconds * 15);
  const queue = (name, change) => ({ name, state: "running", new: 0, waiting: 0, in_progress: 0, retry: 0, suspended: 0, error: 0, done: 0, abandoned: 0, ...change });
  return {
    studies: 10412,
    studies_with_notes: data.studies.length,
    notes: all.length,
    quarantined: makeQuarantine().length,
    unregistered,
    exceptions: 0,
    queues: [
      queue("MVF_OBJECT_CREATOR", { new: unregistered, in_progress: unregistered > 0 ? 2 : 0, done: 48210 + seconds * 15 }),
      queue("MIGRATION", { in_progress: read < 20000 ? 1 : 0, done: 1 }),
    ],
    migration: {
      run: 3,
      mapping: "impax-6.5.1",
      state: read < 20000 ? "running" : "done",
      notes_read: read,
      notes_total: 20000,
      outcomes: { migrated: Math.floor(read * 0.97), already_there: Math.floor(read * 0.02), rejected: Math.floor(read * 0.01) },
      started_at: new Date(startedAt - 75000).toISOString(),
      ended_at: read < 20000 ? null : new Date().toISOString(),
    },
  };
}
