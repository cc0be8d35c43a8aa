/** Storing objects over DICOMweb (STOW-RS). */
import { ApiError, errorOf, sendBytes } from "./client";
import { itemsOf, textOf } from "./dicomJson";
import type { DicomJson } from "./dicomJson";

/**
 * Stores files of one study. What was stored before with the same content counts as stored.
 * @throws ApiError with the server's words where one of them was not stored; the others may be.
 */
export async function storeObjects(studyInstanceUid: string, files: readonly Uint8Array[]): Promise<void> {
  const boundary = `kinote-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("")}`;
  const text = new TextEncoder();
  const parts = files.flatMap((file) => [text.encode(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`), file, text.encode("\r\n")]);
  const body = new Uint8Array(await new Blob([...parts, text.encode(`--${boundary}--\r\n`)] as BlobPart[]).arrayBuffer());
  const response = await sendBytes(`/dicom-web/studies/${encodeURIComponent(studyInstanceUid)}`, `multipart/related; type="application/dicom"; boundary=${boundary}`, body, "application/dicom+json");
  if (response.status === 200) return;
  if (response.status !== 202 && response.status !== 409) throw await errorOf(response);
  throw new ApiError(response.status, "not_stored", reasonsOf((await response.json().catch(() => ({}))) as DicomJson));
}

function reasonsOf(answer: DicomJson): string {
  const reasons = [...itemsOf(answer, "00081198"), ...itemsOf(answer, "0008119A")].map((failure) => textOf(failure, "00211003"));
  return [...new Set(reasons)].filter(Boolean).join(" ") || "The server has not stored it.";
}
