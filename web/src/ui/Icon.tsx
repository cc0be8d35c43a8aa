/** Line icons on a 24 pixel grid; decorative, the words stand beside them or in the label of the button. */

const paths = {
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  close: "M5 5l14 14M19 5L5 19",
  away: "M7 18a4.5 4.5 0 0 1-.5-8.97 6 6 0 0 1 11.6 1.5A3.8 3.8 0 0 1 17.5 18M12 12v8m-3-3l3 3 3-3",
  document: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  broken: "M4 4h16v16H4zM4 16l5-5 4 4M15 9h.01M4 4l16 16",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  layers: "M12 3l9 5-9 5-9-5zM3 13l9 5 9-5",
  back: "M20 12H5m6-6l-6 6 6 6",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  key: "M14 10a4 4 0 1 0-4 4 4 4 0 0 0 4-4zM13 13l7 7m-3-3l2-2",
  refresh: "M20 11a8 8 0 0 0-14-4L4 9m0-5v5h5M4 13a8 8 0 0 0 14 4l2-2m0 5v-5h-5",
  out: "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
  check: "M5 13l4 4 10-11",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** The filled star that marks key images everywhere. */
export function Star({ size = 16 }: { size?: number }) {
  return (
    <svg className="star" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M12 2l3 6.5 7 .8-5.2 4.8 1.4 7L12 17.6 5.8 21l1.4-7L2 9.3l7-.8z" />
    </svg>
  );
}
