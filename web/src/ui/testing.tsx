/** Draws a component into a document of its own for a unit test. */
import { act } from "react";
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";

export interface Drawn {
  element: HTMLElement;
  redraw: (next: ReactElement) => Promise<void>;
  close: () => Promise<void>;
}

/** Everything that is due at once, promises included, has happened when it returns. */
export async function draw(component: ReactElement): Promise<Drawn> {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const element = document.createElement("div");
  document.body.append(element);
  const root = createRoot(element);
  await act(async () => root.render(component));
  return {
    element,
    redraw: (next) => act(async () => root.render(next)),
    close: async () => {
      await act(async () => root.unmount());
      element.remove();
    },
  };
}
