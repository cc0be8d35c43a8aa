import { useTranslation } from "react-i18next";
import { textOf } from "../api/dicomJson";
import { formatDicomDate } from "../dicom/dates";
import { readPersonName } from "../dicom/personName";
import { Star } from "../ui/Icon";
import type { PictureView } from "./engine/PictureView";
import { lettersOf, opposite } from "./orientation";
import type { Presentation } from "./presentation/parse";
import type { KeyPlace } from "./StackStore";
import type { Frame } from "./stacks";

interface PaneTextsProps {
  frame: Frame;
  view: PictureView | null;
  index: number;
  count: number;
  key_: KeyPlace | null;
  presentation: Presentation | null;
  isStarred: boolean;
}

/** Whose picture it is, which one, and how it is shown: from the picture's own object, never from the page around it. */
export function PaneTexts({ frame, view, index, count, key_, presentation, isStarred }: PaneTextsProps) {
  const { t } = useTranslation("viewer");
  const of = (tag: string) => textOf(frame.metadata, tag);
  const { primary } = readPersonName(of("00100010"));
  const window = view?.window ?? null;
  return (
    <div className="pane-texts">
      <div className="pane-corner pane-corner-who" dir="auto">
        <span className="pane-strong">{primary}</span>
        <span>{[of("00100020"), formatDicomDate(of("00100030")), of("00100040")].filter(Boolean).join(" · ")}</span>
      </div>
      <div className="pane-corner pane-corner-study" dir="auto">
        <span>{of("00081030")}</span>
        <span>{[formatDicomDate(of("00080020")), of("00080050")].filter(Boolean).join(" · ")}</span>
      </div>
      <div className="pane-corner pane-corner-series" dir="auto">
        {key_ !== null && (
          <span className="pane-key">
            <Star size={13} /> {key_.titles.join(", ") || t("pane.keyImage")}
          </span>
        )}
        {isStarred && (
          <span className="pane-key">
            <Star size={13} /> {t("pane.starred")}
          </span>
        )}
        {presentation !== null && <span className="pane-key">{presentation.sop_instance_uid === "" ? t("pane.look") : `${t("pane.state")} ${presentation.label}`}</span>}
        <span>{[of("00080060"), of("0008103E")].filter(Boolean).join(" · ")}</span>
        <span className="pane-strong">
          {t("pane.image", { number: index + 1, count })}
          {frame.frames > 1 && frame.frames !== count && ` · ${t("pane.frame", { number: frame.frame, count: frame.frames })}`}
        </span>
      </div>
      <div className="pane-corner pane-corner-shown">
        {window !== null && <span className="pane-window">{t("pane.window", { width: rounded(window.width), center: rounded(window.center) })}</span>}
        <span>{t("pane.zoom", { percent: Math.round(100 * (view?.zoom ?? 1)) })}</span>
      </div>
      <Letters view={view} />
    </div>
  );
}

function Letters({ view }: { view: PictureView | null }) {
  const directions = view?.directions ?? null;
  if (directions === null) return null;
  const { right, down } = directions;
  return (
    <>
      <span className="pane-letter pane-letter-left">{lettersOf(opposite(right))}</span>
      <span className="pane-letter pane-letter-right">{lettersOf(right)}</span>
      <span className="pane-letter pane-letter-top">{lettersOf(opposite(down))}</span>
      <span className="pane-letter pane-letter-bottom">{lettersOf(down)}</span>
    </>
  );
}

function rounded(value: number): string {
  return Math.abs(value) < 10 ? String(Math.round(value * 100) / 100) : String(Math.round(value));
}
