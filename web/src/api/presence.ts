/** Whether somebody sits before the page: what it asks by itself must not keep a session alive. */
const awayAfterMilliseconds = 60_000;
let lastTouch = Date.now();

/** Call once before the first page. */
export function startPresence(): void {
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    window.addEventListener(kind, () => (lastTouch = Date.now()), { passive: true, capture: true });
  }
}

export function isPersonAway(): boolean {
  return Date.now() - lastTouch > awayAfterMilliseconds;
}
