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
        {objects.map(({ sop_instance_uid: uid, sop_class_uid: sopClass, reason }) => (
          <li key={uid}>
            {isPictured(sopClass) && <Picture uid={uid} />}
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

/** Documents, reports and waveforms have no picture. */
function isPictured(sopClassUid: string): boolean {
  const end = sopClassUid.slice("1.2.840.10008.5.1.4.1.1.".length);
  return !/^(104|88|9|66|11)(\.|$)/.test(end);
}

/** Of an image that cannot be drawn here there is none either. */
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
