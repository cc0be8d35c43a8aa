import { useEffect, useId, useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { StudyFilters } from "../api/studySearch";
import { amendQuery } from "../ui/router";
import { noteTitles } from "./noteTitles";
import type { FilterName } from "./filters";
import { modalities } from "./typed";

const pauseMilliseconds = 250;

/** One field for each attribute; what is typed is searched for as it is typed. */
export function StudyFilterBar({ filters }: { filters: StudyFilters }) {
  const { t } = useTranslation("studies");
  const set = (name: FilterName, value: string) => amendQuery({ [name]: value, page: "" });
  return (
    <div className="study-filters panel" role="search" aria-label={t("filters.open")}>
      <TextFilter name="name" value={filters.name} label={t("filters.name")} hint={t("filters.hint")} onChange={set} />
      <TextFilter name="id" value={filters.id} label={t("filters.id")} hint={t("filters.hint")} onChange={set} />
      <TextFilter name="accession" value={filters.accession} label={t("filters.accession")} hint={t("filters.hint")} onChange={set} />
      <Field label={t("filters.from")}>{(id) => <input id={id} type="date" value={filters.from} onChange={(event) => set("from", event.target.value)} />}</Field>
      <Field label={t("filters.to")}>{(id) => <input id={id} type="date" value={filters.to} onChange={(event) => set("to", event.target.value)} />}</Field>
      <Choice name="modality" value={filters.modality} label={t("filters.modality")} onChange={set} choices={[["", t("filters.all")], ...modalities.map((each) => [each, each] as const)]} />
      <Choice
        name="keyImages"
        value={filters.keyImages === "with" ? "" : filters.keyImages}
        label={t("filters.keyImages")}
        onChange={set}
        choices={[["", t("filters.with")], ["without", t("filters.without")], ["any", t("filters.any")]]}
      />
      <Choice name="title" value={filters.title} label={t("filters.title")} onChange={set} choices={[["", t("filters.all")], ...noteTitles]} />
    </div>
  );
}

interface FilterProps {
  name: FilterName;
  value: string;
  label: string;
  onChange: (name: FilterName, value: string) => void;
}

function TextFilter({ name, value, label, hint, onChange }: FilterProps & { hint: string }) {
  const [text, setText] = useState(value);
  // Back and Forward change it from outside; what is being typed does not come back as a change.
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if (text.trim() !== value) setText(value);
  }
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = window.setTimeout(() => onChange(name, text.trim()), pauseMilliseconds);
    return () => window.clearTimeout(timer);
  });
  return <Field label={label}>{(id) => <input id={id} type="search" title={hint} autoComplete="off" spellCheck={false} maxLength={64} value={text} onChange={(event) => setText(event.target.value)} />}</Field>;
}

function Choice({ name, value, label, choices, onChange }: FilterProps & { choices: readonly (readonly [string, string])[] }) {
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(name, event.target.value)}>
          {choices.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="study-filter">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
