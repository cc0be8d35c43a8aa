import { useState } from "react";
import { useTranslation } from "react-i18next";
import { seriesThumbnailAddress } from "../api/dicomweb";
import type { Series } from "../api/dicomweb";
import { thumbnailUrl } from "../api/images";
import { Icon, Star } from "../ui/Icon";
import type { KeyPlace } from "./StackStore";
import { keyImagesKey } from "./stacks";

interface SeriesStripProps {
  studyInstanceUid: string;
  series: readonly Series[];
  keyPlaces: readonly KeyPlace[];
  /** What the panes show. */
  shown: readonly string[];
  active: string | null;
  onOpen: (stack: string) => void;
}

/** All that a pane can show: the key images first, then the series. */
export function SeriesStrip({ studyInstanceUid, series, keyPlaces, shown, active, onOpen }: SeriesStripProps) {
  const { t } = useTranslation("viewer");
  const marks = (key: string) => ({ "aria-pressed": active === key, "data-shown": shown.includes(key) || undefined });
  const [first] = keyPlaces;
  return (
    <nav className="series-strip" aria-label={t("series.strip")}>
      {first !== undefined && (
        <button type="button" className="series series-key" {...marks(keyImagesKey)} onClick={() => onOpen(keyImagesKey)}>
          <Thumbnail address={thumbnailUrl(first, 160)} />
          <span className="series-words">
            <span className="series-name">
              <Star size={14} /> {t("series.keyImages")}
            </span>
            <span className="series-count">{t("series.images", { count: keyPlaces.length })}</span>
          </span>
        </button>
      )}
      {series.map((each) => (
        <button key={each.series_instance_uid} type="button" className="series" {...marks(each.series_instance_uid)} onClick={() => onOpen(each.series_instance_uid)}>
          <Thumbnail address={each.availability === "ONLINE" && hasPictures(each) ? seriesThumbnailAddress(studyInstanceUid, each.series_instance_uid) : null} />
          <span className="series-words">
            <span className="series-name" dir="auto">
              {each.description || (each.number === null ? t("series.unnumbered") : t("series.name", { number: each.number }))}
            </span>
            <span className="series-count">
              {[each.modality, each.number === null ? "" : `#${each.number}`, hasPictures(each) ? t("series.images", { count: each.objects }) : t("series.objects", { count: each.objects })].filter(Boolean).join(" · ")}
            </span>
            {each.availability === "NEARLINE" && (
              <span className="series-away">
                <Icon name="away" size={13} /> {t("series.away")}
              </span>
            )}
          </span>
        </button>
      ))}
    </nav>
  );
}

const withoutPictures = new Set(["PR", "KO", "SR", "DOC", "ECG", "HD", "RTSTRUCT", "RTPLAN", "RTRECORD", "REG", "SEG", "AU", "PLAN", "FID"]);

export function hasPictures(series: Series): boolean {
  return !withoutPictures.has(series.modality);
}

function Thumbnail({ address }: { address: string | null }) {
  const [failed, setFailed] = useState(false);
  if (address === null || failed) {
    return (
      <span className="series-picture series-picture-none">
        <Icon name={failed ? "broken" : "document"} size={22} />
      </span>
    );
  }
  return <img className="series-picture" src={address} alt="" width={64} height={64} loading="lazy" draggable={false} onError={() => setFailed(true)} />;
}
