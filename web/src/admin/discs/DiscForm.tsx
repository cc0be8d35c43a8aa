import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../access/useAction";
import { orderMedia, previewMedia } from "../../api/media";
import type { MediaPreview } from "../../api/media";
import { currentLanguage } from "../../i18n/language";
import { lastAddressOf, Link } from "../../ui/router";
import { studiesPath } from "../../ui/routes";
import { Uid } from "../../ui/Uid";
import { Choice, FormFailure, TextField, Tick } from "../parts/Fields";
import { ChosenStudies } from "./ChosenStudies";
import { ObjectTicks } from "./ObjectTicks";
import { forms, megabytes, orderOf, profiles, uidsIn } from "./order";
import type { Choices } from "./order";

/** What is to go on discs; what would go is shown before it is asked for. */
export function DiscForm({ studies, note, onDone }: { studies: string; note: string; onDone: () => void }) {
  const { t } = useTranslation("discs");
  const [choices, setChoices] = useState<Choices>({
    chosen: uidsIn(studies),
    studies: "",
    note,
    scope: "study",
    form: "iso",
    profile: "STD-GEN-CD",
    language: currentLanguage() === "de" ? "de" : "en",
    label: "",
    deidentified: false,
    confirmed: [],
    omitted: [],
  });
  const [preview, setPreview] = useState<MediaPreview | null>(null);
  const [asked, setAsked] = useState("");
  const { isBusy, failure, act } = useAction();
  const choose = (chosen: Partial<Choices>) => {
    setAsked("");
    if ("confirmed" in chosen || "omitted" in chosen) return setChoices((before) => ({ ...before, ...chosen }));
    setPreview(null);
    setChoices((before) => ({ ...before, ...chosen, omitted: [] })); // another profile may take what this one does not
  };
  const look = () => act(async () => setPreview(await previewMedia(orderOf({ ...choices, confirmed: [], omitted: [] }))));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(async () => {
      const opened = await orderMedia(orderOf(choices));
      setAsked(t("asked", { id: opened.id }));
      setPreview(null);
      setChoices((before) => ({ ...before, omitted: [] }));
      onDone();
    });
  };
  return (
    <section className="panel" aria-labelledby="discs-heading">
      <h2 id="discs-heading">{t("order")}</h2>
      <form className="admin-form" onSubmit={submit}>
        {choices.chosen.length > 0 && <ChosenStudies uids={choices.chosen} onRemove={(uid) => choose({ chosen: choices.chosen.filter((one) => one !== uid) })} />}
        {note === "" ? (
          <TypedStudies isMore={choices.chosen.length > 0} value={choices.studies} onChange={(typed) => choose({ studies: typed })} />
        ) : (
          <p className="field">
            {t("note")} <Uid value={note} />
          </p>
        )}
        {note === "" && <Choice label={t("scope")} value={choices.scope} onChange={(scope) => choose({ scope: scope as Choices["scope"] })} choices={(["study", "key_images"] as const).map((one) => [one, t(`scopes.${one}`)] as const)} />}
        <Choice label={t("form")} value={choices.form} onChange={(form) => choose({ form: form as Choices["form"] })} choices={forms.map((one) => [one, t(`forms.${one}`)] as const)} />
        <Choice label={t("profile")} value={choices.profile} onChange={(profile) => choose({ profile: profile as Choices["profile"] })} choices={profiles.map((one) => [one, one] as const)} />
        <TextField label={t("label")} hint={t("labelHint")} value={choices.label} onChange={(label) => choose({ label })} longest={11} />
        <Choice label={t("language")} value={choices.language} onChange={(language) => choose({ language: language as Choices["language"] })} choices={(["en", "de"] as const).map((one) => [one, t(`languages.${one}`)] as const)} />
        <Tick label={t("deidentify")} hint={t("deidentifyHint")} value={choices.deidentified} onChange={(deidentified) => choose({ deidentified })} />
        <div className="admin-buttons admin-form-whole">
          <button type="button" className="button" disabled={isBusy} onClick={() => void look()}>
            {t("look")}
          </button>
          <button type="submit" className="button button-main" disabled={isBusy}>
            {t("ask")}
          </button>
          <span className="act-done" role="status">
            {asked !== "" ? asked : preview === null ? "" : t("would", { objects: preview.objects, megabytes: megabytes(preview.bytes), discs: preview.discs })}
          </span>
          <FormFailure>{failure}</FormFailure>
        </div>
      </form>
      {preview !== null && preview.refused.length > 0 && (
        <>
          <p className="access-failure" role="alert">
            {t("cannotGo", { count: preview.refused.length })}
          </p>
          <ObjectTicks heading={t("refused")} tick={t("omit")} tickAll={t("omitAll")} hasPictures={false} objects={preview.refused} ticked={choices.omitted} onChange={(omitted) => choose({ omitted })} />
        </>
      )}
      {preview !== null && preview.left_out.length > 0 && <ObjectTicks heading={t("leftOut")} tick={t("confirm")} hasPictures objects={preview.left_out} ticked={choices.confirmed} onChange={(confirmed) => choose({ confirmed })} />}
    </section>
  );
}

/** Studies that are known by their UIDs alone; the list of studies is where others are chosen. */
function TypedStudies({ isMore, value, onChange }: { isMore: boolean; value: string; onChange: (typed: string) => void }) {
  const { t } = useTranslation("discs");
  return (
    <div>
      <TextField label={t(isMore ? "moreStudies" : "studies")} hint={t("studiesHint")} value={value} onChange={onChange} longest={65_000} isRequired={!isMore} />
      <Link to={lastAddressOf(studiesPath)}>{t("chooseStudies")}</Link>
    </div>
  );
}
