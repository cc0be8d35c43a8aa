// The people and the words that the mock server's studies are made of: many scripts, long names, and one with markup.

export const patients = [
  { name: "Bergström^Karin", id: "4711-002", birth: "19580214", sex: "F" },
  { name: "Yamada^Tarou=山田^太郎=やまだ^たろう", id: "JP-000318", birth: "19640702", sex: "M" },
  { name: "Okonkwo^Ifeanyi^Chidi", id: "90031", birth: "19810930", sex: "M" },
  { name: "Müller-Lüdenscheidt^Annegret^^Dr.", id: "D-77120.4", birth: "19490111", sex: "F" },
  { name: "Al-Masri^Layla=ليلى المصري", id: "AM-2231", birth: "19750505", sex: "F" },
  { name: "O'Neill^Siobhán", id: "IE99120", birth: "19930620", sex: "F" },
  { name: "Wang^XiaoDong=王^小东", id: "CN-55102", birth: "19701201", sex: "M" },
  { name: "Люкceмбypг^Иван", id: "RU-0417", birth: "19661018", sex: "M" },
  { name: "de la Cruz Fernández^María José^^Sra.", id: "ES/300-11", birth: "19520929", sex: "F" },
  { name: "Hong^Gildong=洪^吉洞=홍^길동", id: "KR-1210", birth: "19880317", sex: "M" },
  { name: "<b>Test</b>^<script>alert(1)</script>", id: "QA-1 <i>", birth: "", sex: "O" },
  { name: "Adams^John Robert^Quincy^Rev.^B.A. M.Div.", id: "US-000000000000000000000000000000000000000000000001", birth: "19300711", sex: "M" },
  { name: "", id: "UNKNOWN-17", birth: "", sex: "" },
  { name: "Papadopoulos^Eleni", id: "GR-8871", birth: "20180922", sex: "F" },
];

export const examinations = [
  { modality: "CT", sopClass: "1.2.840.10008.5.1.4.1.1.2", description: "CT thorax and abdomen, portal venous phase" },
  { modality: "MR", sopClass: "1.2.840.10008.5.1.4.1.1.4", description: "MRI brain with and without contrast" },
  { modality: "MR", sopClass: "1.2.840.10008.5.1.4.1.1.4", description: "MRI knee, left" },
  { modality: "US", sopClass: "1.2.840.10008.5.1.4.1.1.3.1", description: "Echocardiography" },
  { modality: "XA", sopClass: "1.2.840.10008.5.1.4.1.1.12.1", description: "Coronary angiography" },
  { modality: "MG", sopClass: "1.2.840.10008.5.1.4.1.1.1.2", description: "Mammography, both sides" },
  { modality: "DX", sopClass: "1.2.840.10008.5.1.4.1.1.1.1", description: "Chest p.a. and lateral" },
];

export const titles = [
  ["113000", "Of Interest"],
  ["113002", "For Referring Provider"],
  ["113004", "For Teaching"],
  ["113003", "For Surgery"],
  ["113010", "Quality Issue"],
  ["113005", "For Conference"],
  ["113013", "Best In Set"],
];

export const modifiers = {
  113010: { value: "111208", scheme: "DCM", meaning: "Positioning" },
  113013: { value: "113015", scheme: "DCM", meaning: "Series" },
};

export const texts = [
  "New 9 mm nodule in the right upper lobe, not seen in the examination of 2021.\nPlease compare with the outside CT and present it on Thursday.",
  "左前頭葉に造影効果を伴う病変を認めます。\n前回と比較してください。",
  "يُرجى مقارنة الصور بالفحص السابق.\nآفة جديدة في الفص الأيمن (9 mm).",
  "Vertailu edelliseen: ei muutosta.",
  null,
  "Очаговых изменений не выявлено. Рекомендуется контроль через 6 месяцев.",
  "Motion artefact on images 2 and 3, repeat without charge.\n\n<b>not bold</b> & <img src=x onerror=alert(1)>",
  "Bitte für die Tumorkonferenz am Freitag vorsehen. Der Verlauf wird seit über drei Jahren beobachtet; die Größenzunahme beträgt seit der Voruntersuchung etwa 40 %, die Randkontur ist unverändert glatt, und es gibt keine Lymphknotenvergrößerung.",
];

export const authors = ["Sundqvist^Erik^^Dr.", "Tanaka^Hanako", "Reading room 3", null, "van der Berg^Pieter"];

export const findings = [
  { rule: "K07", severity: "warning", clause: "PS3.3 C.17.6.2", place: "(0040,A375)[0].(0008,1115)[0]", message: "The evidence names an object that the content tree does not select." },
  { rule: "K28", severity: "warning", clause: "PS3.3 C.17.6.2", place: "(0020,0013)", message: "Instance Number is missing." },
  { rule: "K14", severity: "information", clause: "PS3.16 CID 7010", place: "(0040,A043)[0].(0008,0104)", message: "The meaning of the title differs from the one of the standard: “of interest”." },
];

export const graveFindings = [
  { rule: "K10", severity: "error", clause: "PS3.3 C.17.3", place: "(0040,A040)", message: "The value type of the root is TEXT and not CONTAINER." },
  { rule: "K03", severity: "error", clause: "PS3.16 TID 2010", place: "(0040,A730), (0040,A375)", message: "Neither the content tree nor the evidence names an object." },
  { rule: "K33", severity: "error", clause: "PS3.3 C.7.1.1", place: "(0010,0020)", message: "The patient ID differs from the one of the study that is already here." },
];
