/** One picture on the screen: a stack viewport of Cornerstone3D, and the questions that a pane asks of it. */
import { Enums, getShouldUseCPURendering, utilities } from "@cornerstonejs/core";
import type { RenderingEngine, StackViewport } from "@cornerstonejs/core";
import { isSameFrame, imageIdOf } from "../stacks";
import type { Frame, Stack } from "../stacks";
import type { Presentation } from "../presentation/parse";
import type { Window } from "../tools";

type Point = readonly [number, number];
type Vector = [number, number, number];

export class PictureView {
  private stack: Stack | null = null;
  private frame: Frame | null = null;
  private turn = 0;
  /** What has been applied to the picture that is shown. */
  presented: Presentation | null = null;
  private laid: readonly (Point | null)[] = [];
  /** Lays a presented picture out anew, where the pane has another size now. */
  present: (() => void) | null = null;
  /** What the library calls the zoom of the fitted picture: 1 with a graphics processor, else pixels of the pane for one of the image. */
  private fittedZoom = 1;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly rendering: RenderingEngine,
    private readonly element: HTMLDivElement,
    private readonly id: string,
    private readonly load: (frame: Frame) => Promise<void>,
  ) {
    rendering.enableElement({ viewportId: id, type: Enums.ViewportType.STACK, element, defaultOptions: { background: [0, 0, 0] } });
    for (const name of events) element.addEventListener(name, this.tell);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.mark);
  }

  close(): void {
    this.turn += 1;
    for (const name of events) this.element.removeEventListener(name, this.tell);
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.mark);
    this.rendering.disableElement(this.id);
  }

  /**
   * Shows a frame of a stack, once it is loaded.
   * @returns false where another frame was asked for meanwhile.
   * @throws what loading throws; the picture before stays on the screen.
   */
  async show(stack: Stack, index: number): Promise<boolean> {
    const turn = ++this.turn;
    const frame = stack.frames[index];
    if (frame === undefined) return false;
    await this.load(frame);
    if (turn !== this.turn) return false;
    const before = this.frame;
    const isOther = before === null || this.stack !== stack;
    if (isOther) {
      await this.viewport.setStack(stack.frames.map(imageIdOf), index);
      this.viewport.setProperties({ interpolationType: Enums.InterpolationType.LINEAR });
      this.noteFittedZoom();
    }
    else await this.viewport.setImageIdIndex(index);
    if (turn !== this.turn) return false;
    this.stack = stack;
    this.frame = frame;
    // A window of one series says nothing about another one's values.
    if (!isOther && before.series_instance_uid !== frame.series_instance_uid) this.reset();
    this.viewport.render();
    return true;
  }

  get shown(): Frame | null {
    return this.frame;
  }

  /** Calls `listener` whenever the picture or how it is shown has changed. @returns ends it. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Null for colors, which have none. */
  get window(): Window | null {
    const range = this.viewport.getProperties().voiRange;
    if (range === undefined || this.viewport.getCornerstoneImage()?.color) return null;
    const { windowWidth, windowCenter } = utilities.windowLevel.toWindowLevel(range.lower, range.upper);
    return { center: windowCenter, width: windowWidth };
  }

  /** A person or a presentation state has set it: it is not the one that came with the picture. */
  get isWindowChosen(): boolean {
    return this.window !== null && this.viewport.getProperties().isComputedVOI === false;
  }

  /** What makes the values that the window speaks of out of the stored ones. */
  get rescale(): { slope: number; intercept: number } {
    const { slope = 1, intercept = 0 } = this.viewport.getCornerstoneImage() ?? {};
    return { slope, intercept };
  }

  setWindow({ center, width }: Window): void {
    this.viewport.setProperties({ voiRange: utilities.windowLevel.toLowHighRange(width, center) as { lower: number; upper: number } });
    this.drawn();
  }

  /** From black to white in a straight line, whatever curve the object asks for (PS3.3 C.11.2.1.2); until it is reset. */
  straighten(): void {
    this.setCurve(Enums.VOILUTFunctionType.LINEAR);
  }

  /** Without a graphics processor the library knows the straight line alone. */
  private setCurve(curve: string | undefined): void {
    const isKnown = Object.values<string | undefined>(Enums.VOILUTFunctionType).includes(curve);
    const wanted = (isKnown ? curve : Enums.VOILUTFunctionType.LINEAR) as Enums.VOILUTFunctionType;
    if (!getShouldUseCPURendering() && this.viewport.getProperties().VOILUTFunction !== wanted) this.viewport.setProperties({ VOILUTFunction: wanted });
  }

  get isInverted(): boolean {
    return this.viewport.getProperties().invert ?? false;
  }

  invert(value = !this.isInverted): void {
    this.viewport.setProperties({ invert: value });
    this.drawn();
  }

  /** Clockwise, as the person sees it. */
  rotate(degrees: number): void {
    const { rotation = 0 } = this.viewport.getViewPresentation();
    this.viewport.setViewPresentation({ rotation: (((rotation + degrees) % 360) + 360) % 360 });
    this.drawn();
  }

  /** As the person sees it, however the picture is turned: the library's ways to draw mirror along other axes. */
  flip(direction: "horizontal" | "vertical"): void {
    const before = this.axes;
    const sign = direction === "horizontal" ? [-1, 1] : [1, -1];
    const isRight = () => this.axes.every((axis, index) => Math.hypot(axis[0] - (sign[0] ?? 1) * (before[index]?.[0] ?? 0), axis[1] - (sign[1] ?? 1) * (before[index]?.[1] ?? 0)) < 0.1);
    const other = direction === "horizontal" ? "vertical" : "horizontal";
    this.mirror(direction);
    if (!isRight()) {
      this.mirror(direction);
      this.mirror(other);
      if (!isRight()) this.rotate(180);
    }
    this.drawn();
  }

  private mirror(direction: "horizontal" | "vertical"): void {
    const { flipHorizontal, flipVertical } = this.viewport.getCamera();
    this.viewport.setCamera(direction === "horizontal" ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical });
  }

  /** Where rows and columns of the image run on the screen, as directions. */
  private get axes(): Point[] {
    const [start, right, down] = [this.toPane([0, 0]), this.toPane([100, 0]), this.toPane([0, 100])];
    if (start === null || right === null || down === null) return [];
    return [right, down].map(([x, y]) => {
      const length = Math.hypot(x - start[0], y - start[1]) || 1;
      return [(x - start[0]) / length, (y - start[1]) / length] as const;
    });
  }

  /** In relation to the fitted picture. */
  get zoom(): number {
    return this.viewport.getZoom() / this.fittedZoom;
  }

  setZoom(zoom: number): void {
    this.viewport.setZoom(this.fittedZoom * Math.min(50, Math.max(0.05, zoom)));
    this.drawn();
  }

  /** By pixels of the pane. Without a graphics processor the library moves along the axes of the image: so it is measured. */
  pan(x: number, y: number): void {
    const [left, top] = this.viewport.getPan();
    const at = (right: number, down: number): Point => {
      this.viewport.setPan([left + right, top + down]);
      return this.toPane([0, 0]) ?? [0, 0];
    };
    const [start, one, two] = [at(0, 0), at(10, 0), at(0, 10)];
    const [a, b, c, d] = [one[0] - start[0], two[0] - start[0], one[1] - start[1], two[1] - start[1]];
    const area = a * d - b * c;
    if (area === 0) at(x, y);
    else at((10 * (d * x - b * y)) / area, (10 * (a * y - c * x)) / area);
    this.drawn();
  }

  /** As the object says it is to be shown, fitted into the pane. */
  reset(): void {
    this.viewport.setCamera({ flipHorizontal: false, flipVertical: false });
    this.setCurve(this.viewport.getCornerstoneImage()?.voiLUTFunction);
    this.viewport.resetProperties();
    this.viewport.setViewPresentation({ rotation: 0 });
    this.viewport.resetCamera();
    this.noteFittedZoom();
    this.drawn();
  }

  /** @param point column and row, the origin at the left upper corner of the first pixel (PS3.3 C.10.5.1.2). @returns pixels of the pane */
  toPane([column, row]: Point): Point | null {
    const image = this.viewport.getImageData();
    if (!image) return null;
    const { origin, direction, spacing } = image;
    const at = [0, 1, 2].map(
      (axis) => (origin[axis] ?? 0) + (direction[axis] ?? 0) * (spacing[0] ?? 1) * (column - 0.5) + (direction[3 + axis] ?? 0) * (spacing[1] ?? 1) * (row - 0.5),
    ) as Vector;
    const [x, y] = this.viewport.worldToCanvas(at);
    return [x, y];
  }

  /** @param place as the library has it. @returns column and row, as `toPane` takes them */
  fromWorld(place: readonly number[]): Point | null {
    const image = this.viewport.getImageData();
    if (!image) return null;
    const { origin, direction, spacing } = image;
    const along = (start: number, size: number) => [0, 1, 2].reduce((sum, axis) => sum + (direction[start + axis] ?? 0) * ((place[axis] ?? 0) - (origin[axis] ?? 0)), 0) / size + 0.5;
    return [along(0, spacing[0] ?? 1), along(3, spacing[1] ?? 1)];
  }

  /** @param point pixels of the pane. @returns column and row */
  toImage([x, y]: Point): Point | null {
    return this.shown === null ? null : this.fromWorld(this.viewport.canvasToWorld([x, y]));
  }

  /** How the picture lies: turned clockwise, then mirrored left and right (PS3.3 C.10.6). */
  get turned(): { rotation: Presentation["rotation"]; isMirrored: boolean } {
    const [right = [1, 0], down = [0, 1]] = this.axes;
    const isMirrored = right[0] * down[1] - right[1] * down[0] < 0;
    const quarters = Math.round((2 * Math.atan2(right[1], isMirrored ? -right[0] : right[0])) / Math.PI);
    return { rotation: (((quarters + 4) % 4) * 90) as Presentation["rotation"], isMirrored };
  }

  /** Where the right and the lower edge of the pane lie in the patient (PS3.3 C.7.6.2.1.1), as directions. */
  get directions(): { right: Vector; down: Vector } | null {
    if (this.frame === null || !("00200037" in this.frame.metadata)) return null;
    const [start, right, down] = ([[0, 0], [100, 0], [0, 100]] as const).map((point) => this.viewport.canvasToWorld([point[0], point[1]]));
    if (start === undefined || right === undefined || down === undefined) return null;
    const between = (to: ArrayLike<number>) => [0, 1, 2].map((axis) => (to[axis] ?? 0) - (start[axis] ?? 0)) as Vector;
    return { right: between(right), down: between(down) };
  }

  get isFitted(): boolean {
    const [left, top] = this.viewport.getPan();
    return this.frame !== null && Math.abs(this.zoom - 1) < 0.01 && Math.hypot(left, top) < 1;
  }

  /** From here on a person moves it: see `isMoved`. */
  settle(): void {
    this.laid = [this.toPane([0, 0]), this.toPane([100, 100])];
  }

  /** Zoomed or moved since it was fitted, or laid by its presentation state. */
  get isMoved(): boolean {
    if (this.presented === null) return !this.isFitted;
    const now = [this.toPane([0, 0]), this.toPane([100, 100])];
    return now.some((point, index) => Math.hypot((point?.[0] ?? 0) - (this.laid[index]?.[0] ?? 0), (point?.[1] ?? 0) - (this.laid[index]?.[1] ?? 0)) > 1);
  }

  /** The whole picture, as large as the pane has room for. */
  fit(): void {
    if (getShouldUseCPURendering()) this.viewport.resetCamera();
    else {
      this.viewport.setZoom(1);
      this.viewport.setPan([0, 0]);
    }
    this.noteFittedZoom();
    this.drawn();
  }

  get size(): Point {
    return [this.element.clientWidth, this.element.clientHeight];
  }

  isShowing(frame: Frame): boolean {
    return this.frame !== null && isSameFrame(this.frame, frame);
  }

  private get viewport(): StackViewport {
    return this.rendering.getViewport(this.id) as StackViewport;
  }

  private noteFittedZoom(): void {
    if (getShouldUseCPURendering()) this.fittedZoom = this.viewport.getZoom() || 1;
  }

  private drawn(): void {
    this.viewport.render();
    this.tell();
  }

  /** For whoever looks from outside: what is on the screen, not what was asked for. */
  private readonly mark = (): void => {
    if (this.frame !== null && this.viewport?.getCurrentImageId() === imageIdOf(this.frame)) this.element.dataset.drawn = `${this.frame.sop_instance_uid}/${this.frame.frame}`;
  };

  private readonly tell = (): void => this.listeners.forEach((listener) => listener());
}

const events = [Enums.Events.IMAGE_RENDERED, Enums.Events.CAMERA_MODIFIED, Enums.Events.VOI_MODIFIED];
