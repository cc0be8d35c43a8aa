import { useState } from "react";
import { thumbnailUrl } from "../api/images";
import { renderedImageOf } from "./keyImages";
import type { KeyImage } from "./keyImages";

/** The server makes small pictures of this size, so that one answer serves every place. */
const renderedPixels = 96;

/** A key image as a small square that needs no words; hatched where it could not be made. */
export function SmallPicture({ image, pixels }: { image: KeyImage; pixels: number }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <span className="small-picture small-picture-failed" style={{ width: pixels, height: pixels }} />;
  return (
    <img
      className="small-picture"
      src={thumbnailUrl(renderedImageOf(image), renderedPixels)}
      alt=""
      width={pixels}
      height={pixels}
      onError={() => setFailed(true)}
    />
  );
}
