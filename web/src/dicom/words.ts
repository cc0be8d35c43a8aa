import { addWords } from "../i18n/language";

const en = { unknownClass: "Object of unknown class", ofClass: "Object of class {{uid}}" };

const de: typeof en = { unknownClass: "Objekt unbekannter Klasse", ofClass: "Objekt der Klasse {{uid}}" };

export const dicomWords = { en, de };
addWords("dicom", dicomWords);
