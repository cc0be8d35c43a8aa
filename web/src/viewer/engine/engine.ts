/** The one place that starts Cornerstone3D. Loaded only when a study is opened in the viewer. */
import { cache, imageLoader, init as startCore, RenderingEngine } from "@cornerstonejs/core";
import { init as startLoader, wadors } from "@cornerstonejs/dicom-image-loader";
import { init as startTools } from "@cornerstonejs/tools";
import { imageIdOf } from "../stacks";
import type { Frame } from "../stacks";
import type { Tool } from "../tools";
import { PictureView } from "./PictureView";
import type { Mark } from "../look/look";
import { marksOf } from "./marks";
import { hasMeasurement, makeToolGroup, registerTools, removeMeasurements } from "./tools";
import type { ToolGroup, WordsAsked } from "./tools";

const engineId = "kinote";
const cacheBytes = 1024 ** 3;

export class Engine {
  private readonly rendering = new RenderingEngine(engineId);
  private readonly views = new Set<PictureView>();
  /** Asks for the words beside an arrow; the page that is there sets it. */
  askForWords: WordsAsked = () => Promise.resolve("");
  private readonly group: ToolGroup = makeToolGroup(engineId, engineId, (before) => this.askForWords(before));

  /** @param element is drawn into until the view is closed. */
  open(element: HTMLDivElement, id: string): PictureView {
    const view = new PictureView(this.rendering, element, id, (frame) => this.load(frame));
    this.group.addViewport(id);
    this.views.add(view);
    return view;
  }

  close(view: PictureView): void {
    this.views.delete(view);
    view.close();
  }

  choose(tool: Tool): void {
    this.group.choose(tool);
  }

  /** @param uids  null: all of them. */
  removeMeasurements(uids: readonly string[] | null = null): void {
    removeMeasurements(uids);
    this.rendering.render();
  }

  hasMeasurement(uid: string): boolean {
    return hasMeasurement(uid);
  }

  /** The measurements on the picture that is shown, as graphics of a presentation state. */
  marksOn(view: PictureView): Mark[] {
    return view.shown === null ? [] : marksOf(view, imageIdOf(view.shown));
  }

  /** The panes have other sizes: what was fitted is fitted again, the rest stays as a person has laid it. */
  resize(): void {
    const fitted = [...this.views].filter((view) => view.isFitted);
    this.rendering.resize(true, true);
    for (const view of this.views) {
      if (view.present !== null) view.present();
      else if (fitted.includes(view)) view.fit();
    }
  }

  /** @throws what the loader throws for a frame that cannot be had or decoded. */
  async load(frame: Frame, inBackground = false): Promise<void> {
    if (Object.keys(frame.metadata).length === 0) throw new Error("nothing is known of the object");
    describe(frame);
    const options = inBackground ? { requestType: "prefetch", priority: 0 } : { requestType: "interaction", priority: -5 };
    await imageLoader.loadAndCacheImage(imageIdOf(frame), options);
  }

  /** What was loaded of a frame is forgotten, so that it is asked for again. */
  forget(frame: Frame): void {
    const imageId = imageIdOf(frame);
    if (cache.getImageLoadObject(imageId) !== undefined) cache.removeImageLoadObject(imageId, { force: true });
  }
}

const described = new Set<string>();

/** The loader must know the attributes of an object before it decodes its frames; those of the first frame serve all. */
function describe(frame: Frame): void {
  const imageId = imageIdOf({ ...frame, frame: 1 });
  if (described.has(imageId)) return;
  // The loader takes for granted that there is a modality.
  const metadata = "00080060" in frame.metadata ? frame.metadata : { ...frame.metadata, "00080060": { vr: "CS", Value: ["OT"] } };
  wadors.metaDataManager.add(imageId, metadata as never);
  described.add(imageId);
}

let started: Engine | null = null;

/** @returns the same engine whenever it is asked for. */
export function startEngine(): Engine {
  if (started !== null) return started;
  startCore();
  startLoader({ maxWebWorkers: Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1)) });
  startTools();
  registerTools();
  cache.setMaxCacheSize(cacheBytes);
  started = new Engine();
  return started;
}
