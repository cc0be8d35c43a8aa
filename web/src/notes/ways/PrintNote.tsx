import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../access/session";
import { fullSizeUrl } from "../../api/images";
import type { Note } from "../../api/notes";
import type { Study } from "../../api/studies";
import { formatDicomDate, formatMoment } from "../../dicom/dates";
import { sopClassName } from "../../dicom/sopClasses";
import { PatientName } from "../../ui/PatientName";
import { Link } from "../../ui/router";
import { notePath } from "../../ui/routes";
import { keyImagesOf, renderedImageOf } from "../keyImages";
import type { KeyImage } from "../keyImages";
import { authorOf, withPlainLineEnds } from "../noteWords";
import "./words";
import "./print.css";

type Picture = "loading" | "ready" | "failed";

/** A note with its key images as it is printed: whose it is, what it says, and what it shows; no page without the patient. */
export function PrintNote({ note, study }: { note: Note; study: Study }) {
  const { t } = useTranslation("ways");
  const session = useSession();
  const images = useMemo(() => keyImagesOf(note), [note]);
  const [pictures, setPictures] = useState<Record<string, Picture>>({});
  const [opened] = useState(() => new Date().toISOString());
  const shown = images.filter((image) => image.kind === "picture");
  const isLoading = shown.some((image) => (pictures[image.key] ?? "loading") === "loading");
  const missing = images.filter((image) => image.kind !== "picture" || pictures[image.key] === "failed").length;
  useEffect(() => {
    document.documentElement.classList.add("print-open");
    return () => document.documentElement.classList.remove("print-open");
  }, []);
  return (
    <article className="print">
      <div className="print-ways">
        <Link to={notePath(note.id)} className="button">
          {t("printing.back")}
        </Link>
        <button type="button" className="button button-main" disabled={isLoading} onClick={() => window.print()}>
          {isLoading ? t("printing.loading") : t("printing.print")}
        </button>
      </div>
      <table className="print-sheet" role="presentation">
        <thead>
          <tr>
            <td>
              <Whose study={study} />
            </td>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <Said note={note} />
              {missing > 0 && (
                <p className="print-missing">
                  <strong>{t("printing.missing", { count: missing })}</strong>
                </p>
              )}
              <ol className="print-images">
                {images.map((image) => (
                  <Printed key={image.key} image={image} state={pictures[image.key] ?? "loading"} onState={(state) => setPictures((before) => ({ ...before, [image.key]: state }))} />
                ))}
              </ol>
              <p className="print-foot">
                {t("printing.printed", { when: formatMoment(opened), who: authorOf(session?.display_name ?? "") || session?.account || "" })} {t("printing.notForDiagnosis")}
              </p>
            </td>
          </tr>
        </tbody>
      </table>
    </article>
  );
}

/** Browsers repeat the head of a table on every page. */
function Whose({ study }: { study: Study }) {
  const { t } = useTranslation("ways");
  return (
    <header className="print-head">
      <h1 className="print-patient">
        <PatientName value={study.patient_name} />
      </h1>
      <p>
        {[
          `${t("printing.patientId")} ${study.patient_id}`,
          study.patient_birth_date === "" ? "" : t("printing.born", { date: formatDicomDate(study.patient_birth_date) }),
          study.patient_sex,
          `${t("printing.study")} ${[formatDicomDate(study.study_date), study.modalities.join(" "), study.description].filter(Boolean).join(" ")}`,
          study.accession_number === "" ? "" : `${t("printing.accession")} ${study.accession_number}`,
        ]
          .filter(Boolean)
          .map((fact, index) => (
            <bdi key={index}>{fact}</bdi>
          ))}
      </p>
    </header>
  );
}

function Said({ note }: { note: Note }) {
  const { t } = useTranslation("ways");
  return (
    <section className="print-said">
      <h2 dir="auto">{[note.title?.meaning || note.title?.value || t("printing.untitled"), ...note.modifiers.map((each) => each.meaning || each.value)].join(", ")}</h2>
      {note.state !== "current" && <p>{t("printing.state", { state: t(`versions.${note.state}`) })}</p>}
      {note.description && (
        <p className="print-text" dir="auto">
          {withPlainLineEnds(note.description)}
        </p>
      )}
      <p>
        <bdi>{[note.author ? authorOf(note.author) : "", note.created_at === null ? "" : formatMoment(note.created_at), t("printing.version", { version: note.version })].filter(Boolean).join(" · ")}</bdi>
      </p>
    </section>
  );
}

function Printed({ image, state, onState }: { image: KeyImage; state: Picture; onState: (state: Picture) => void }) {
  const { t } = useTranslation("ways");
  const name = [t("printing.image", { number: image.position }), sopClassName(image.reference.sop_class_uid), image.frame === null ? "" : t("versions.frame", { frame: image.frame })].filter(Boolean).join(", ");
  const whyNot = image.kind !== "picture" ? t(`printing.why.${image.kind}`) : state === "failed" ? t("printing.failed") : "";
  return (
    <li className="print-image">
      {image.kind === "picture" && state !== "failed" && <img src={fullSizeUrl(renderedImageOf(image))} alt="" onLoad={() => onState("ready")} onError={() => onState("failed")} />}
      <p>
        {name}
        {whyNot !== "" && <strong>: {t("printing.noPicture", { why: whyNot })}</strong>}
      </p>
    </li>
  );
}
