// Stores objects as a client does, one of them made anew by dcmjs, and prints the answers as one line of JSON.
//     node store.js SERVICE_URL TOKEN FILE...
"use strict";

const fs = require("fs");
globalThis.XMLHttpRequest = require("xhr2");
globalThis.self = globalThis;
const { api } = require("dicomweb-client");
const dcmjs = require("dcmjs");

dcmjs.log.setLevel("silent");

const naturalize = dcmjs.data.DicomMetaDictionary.naturalizeDataset;
const bytesOf = (file) => {
  const read = fs.readFileSync(file);
  return read.buffer.slice(read.byteOffset, read.byteOffset + read.byteLength);
};

// The same object under another UID, written by dcmjs.
function again(bytes) {
  const object = dcmjs.data.DicomMessage.readFile(bytes);
  const sopInstanceUID = dcmjs.data.DicomMetaDictionary.uid();
  object.dict["00080018"].Value = [sopInstanceUID];
  object.meta["00020003"].Value = [sopInstanceUID];
  return { sopInstanceUID, bytes: object.write() };
}

async function store(url, token, ...files) {
  const client = new api.DICOMwebClient({ url, headers: { Authorization: `Bearer ${token}` } });
  const objects = files.map(bytesOf);
  const made = again(objects[0]);
  const answer = await client.storeInstances({ datasets: [...objects, made.bytes] });
  const told = naturalize(typeof answer === "string" ? JSON.parse(answer) : answer);
  return { made: made.sopInstanceUID, stored: told.ReferencedSOPSequence.map((one) => one.ReferencedSOPInstanceUID),
           failed: (told.FailedSOPSequence ?? []).length };
}

store(...process.argv.slice(2)).then(
  (told) => process.stdout.write(JSON.stringify(told) + "\n"),
  (error) => {
    process.stderr.write(`${error.stack ?? JSON.stringify(error)} ${error.request?.status ?? ""}\n`);
    process.exit(1);
  });
