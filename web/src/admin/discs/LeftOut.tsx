import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MediaPreview } from "../../api/media";
import { withQuery } from "../../api/client";
import { Uid } from "../../ui/Uid";
import { Tick } from "../parts/Fields";

interface LeftOutProps {
  objects: MediaPreview["left_out"];
  confirmed: readonly string[];
  onChange: (confirmed: string[]) => void;
}

/** Objects in which a name may be seen: each with its picture, for a person to look at. */
export function LeftOut({ objects, confirmed, onChange }: LeftOutProps) {
  const { t } = useTranslation("discs");
  const turn = (uid: string, isConfirmed: boolean) => onChange(isConfirmed ? [...confirmed, uid] : confirmed.filter((one) => one !== uid));
  return (
    <section aria-labelledby="left-out-heading">
      <h3 id="left-out-heading">{t("leftOut")}</h3>
      <ul className="left-out">
        {objects.map(({ sop_instance_uid: uid, reason }) => (
          <li key={uid}>
            <Picture uid={uid} />
            <div>
              <Uid value={uid} />
              <p className="muted" lang="en">
                {reason}
              </p>
              <Tick label={t("confirm")} value={confirmed.includes(uid)} onChange={(isConfirmed) => turn(uid, isConfirmed)} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Not everything is an image: what has no picture has none. */
function Picture({ uid }: { uid: string }) {
  const { t } = useTranslation("discs");
  const [isMissing, setMissing] = useState(false);
  if (isMissing) return null;
  return (
    <img
      src={withQuery(`/api/instances/${encodeURIComponent(uid)}/rendered`, { width: 320, height: 320 })}
      alt={t("pictureOf", { uid })}
      loading="lazy"
      onError={() => setMissing(true)}
    />
  );
}
