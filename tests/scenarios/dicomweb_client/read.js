// Opens a study as a viewer does, and prints what it read as one line of JSON.
//     node read.js SERVICE_URL TOKEN STUDY_INSTANCE_UID
"use strict";

const crypto = require("crypto");
globalThis.XMLHttpRequest = require("xhr2");
globalThis.self = globalThis;
const { api } = require("dicomweb-client");
const dcmjs = require("dcmjs");

dcmjs.log.setLevel("silent");

const digest = (buffer) => crypto.createHash("sha256").update(Buffer.from(buffer)).digest("hex");
const naturalize = dcmjs.data.DicomMetaDictionary.naturalizeDataset;

async function read(url, token, studyInstanceUID) {
  const client = new api.DICOMwebClient({ url, headers: { Authorization: `Bearer ${token}` } });
  const studies = (await client.searchForStudies()).map(naturalize);
  const told = { studies: studies.map((one) => one.StudyInstanceUID), series: [], objects: [], frames: [] };
  for (const series of (await client.searchForSeries({ studyInstanceUID })).map(naturalize)) {
    const seriesInstanceUID = series.SeriesInstanceUID;
    told.series.push([series.Modality, seriesInstanceUID]);
    const metadata = await client.retrieveSeriesMetadata({ studyInstanceUID, seriesInstanceUID });
    const instances = await client.searchForInstances({ studyInstanceUID, seriesInstanceUID });
    if (instances.length !== metadata.length) throw new Error("the search and the attributes differ in number");
    for (const object of metadata.map(naturalize)) {
      const sopInstanceUID = object.SOPInstanceUID;
      const named = { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
      const part10 = await client.retrieveInstance(named);
      const whole = naturalize(dcmjs.data.DicomMessage.readFile(part10).dict);
      if (String(whole.PatientName) !== String(object.PatientName)) throw new Error("another name");
      told.objects.push({ uid: sopInstanceUID, title: object.ConceptNameCodeSequence?.[0]?.CodeMeaning ?? null,
                          digest: digest(part10) });
      if (!object.Rows) continue;
      const frames = await client.retrieveInstanceFrames({ ...named, frameNumbers: [1] });
      told.frames.push({ uid: sopInstanceUID, digest: digest(frames[0]) });
      const [picture] = await client.retrieveInstanceRendered({ ...named, mediaTypes: [{ mediaType: "image/jpeg" }] });
      if (Buffer.from(picture).readUInt16BE(0) !== 0xffd8) throw new Error("no JPEG");
    }
  }
  told.whole = (await client.retrieveStudy({ studyInstanceUID })).map(digest);
  return told;
}

read(...process.argv.slice(2)).then(
  (told) => process.stdout.write(JSON.stringify(told) + "\n"),
  (error) => {
    process.stderr.write(`${error.stack ?? JSON.stringify(error)} ${error.request?.status ?? ""}\n`);
    process.exit(1);
  });
