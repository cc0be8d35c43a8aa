/** The signs of the viewer's buttons, on a 24 pixel grid; the words stand in the label of the button. */

const paths = {
  window: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 7h6.5M12 11h8.5M12 15h7.5",
  scroll: "M5 4h14M5 20h14M7 8h10v8H7zM12 10v4",
  pan: "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
  zoom: "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM14.5 14.5L20 20M10 7.5v5M7.5 10h5",
  length: "M4 20L20 4M3 17l4 4M17 3l4 4M9.5 11.5l2 2M12.5 8.5l2 2",
  angle: "M20 19H4L16 5M12 19a8 8 0 0 0-3-6",
  ellipse: "M12 6c5 0 9 2.7 9 6s-4 6-9 6-9-2.7-9-6 4-6 9-6z",
  rectangle: "M4 6h16v12H4z",
  arrow: "M20 4L6 18M6 18v-8M6 18h8",
  probe: "M12 3v6M12 15v6M3 12h6M15 12h6M12 11.5v1",
  invert: "M12 3a9 9 0 1 0 0 18z",
  rotateRight: "M19 12a7 7 0 1 1-2.5-5.4M19 3v5h-5",
  rotateLeft: "M5 12a7 7 0 1 0 2.5-5.4M5 3v5h5",
  flipHorizontal: "M12 3v18M9 7L3 17h6zM15 7l6 10h-6z",
  flipVertical: "M3 12h18M7 9l10-6v6zM7 15l10 6v-6z",
  reset: "M4 12a8 8 0 1 0 2.5-5.8M4 4v5h5",
  play: "M7 4l13 8-13 8z",
  pause: "M8 4v16M16 4v16",
  keys: "M3 6h18v12H3zM6 10h1M10 10h1M14 10h1M18 10h0M7 14h10",
  texts: "M5 5h14M12 5v14M9 19h6",
  panes1: "M4 4h16v16H4z",
  panes2: "M4 4h16v16H4zM12 4v16",
  panes3: "M4 4h16v16H4zM12 4v16M12 12h8",
  panes4: "M4 4h16v16H4zM12 4v16M4 12h16",
  star: "M12 3l2.7 5.8 6.3.7-4.7 4.3 1.3 6.3L12 17l-5.6 3.1 1.3-6.3L3 9.5l6.3-.7z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  drag: "M9 5h.01M9 12h.01M9 19h.01M15 5h.01M15 12h.01M15 19h.01",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  note: "M5 3h14v13l-5 5H5zM14 21v-5h5M8.5 8h7M8.5 12h5",
} as const;

export type SignName = keyof typeof paths;

export function Sign({ name, size = 20 }: { name: SignName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {name === "invert" && <circle cx="12" cy="12" r="9" />}
      <path d={paths[name]} className={name === "invert" ? "sign-half" : undefined} />
    </svg>
  );
}
