import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MediaPreview } from "../../api/media";
import { withQuery } from "../../api/client";
import { Uid } from "../../ui/Uid";
import { Tick } from "../parts/Fields";

interface ObjectTicksProps {
  heading: string;
  /** What ticking an object means. */
  tick: string;
  /** What ticking all of them means; none where each is to be looked at. */
  tickAll?: string;
  /** False for what nothing here can draw. */
  hasPictures: boolean;
  objects: MediaPreview["left_out"];
  /** SOP Instance UIDs. */
  ticked: readonly string[];
  onChange: (ticked: string[]) => void;
}

/** Objects that a person decides on: each with why it is asked about. */
export function ObjectTicks({ heading, tick, tickAll, hasPictures, objects, ticked, onChange }: ObjectTicksProps) {
  const id = useId();
  const turn = (uid: string, isTicked: boolean) => onChange(isTicked ? [...ticked, uid] : ticked.filter((one) => one !== uid));
  const uids = objects.map((one) => one.sop_instance_uid);
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{heading}</h3>
      {tickAll !== undefined && objects.length > 1 && <Tick label={tickAll} value={uids.every((uid) => ticked.includes(uid))} onChange={(isTicked) => onChange(isTicked ? uids : [])} />}
      <ul className={hasPictures ? "left-out" : "left-out left-out-plain"}>
        {objects.map(({ sop_instance_uid: uid, sop_class_uid: sopClass, reason }) => (
          <li key={uid}>
            {hasPictures && isPictured(sopClass) && <Picture uid={uid} />}
            <div>
              <Uid value={uid} />
              <p className="muted" lang="en">
                {reason}
              </p>
              <Tick label={tick} value={ticked.includes(uid)} onChange={(isTicked) => turn(uid, isTicked)} />
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
