import { withQuery } from "./client";

export interface RenderedImage {
  sop_instance_uid: string;
  /** Counted from 1. */
  frame: number;
  presentation_state_uid: string | null;
}

/** Address of a picture that fits into a square of `size` pixels. */
export function thumbnailUrl(image: RenderedImage, size: number): string {
  return renderedUrl(image, { width: size, height: size });
}

/** Address of the picture in its own size. */
export function fullSizeUrl(image: RenderedImage): string {
  return renderedUrl(image, {});
}

function renderedUrl(image: RenderedImage, viewport: { width?: number; height?: number }): string {
  return withQuery(`/api/instances/${encodeURIComponent(image.sop_instance_uid)}/rendered`, {
    frame: image.frame,
    ...viewport,
    format: "jpeg",
    presentationState: image.presentation_state_uid ?? undefined,
  });
}
