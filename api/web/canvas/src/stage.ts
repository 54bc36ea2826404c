// The canvas on the page. The picture is painted beside it, larger than what is seen, and copied: moving it costs
// one copy a frame, whatever its size. A new one is painted a few milliseconds a frame and then takes its place.
import { CanvasPen } from "./pen";
import type { Scene } from "./scene";
import { theme, type Theme } from "./theme";
import type { Camera } from "./types";

const MARGIN = 0.3;
const BUDGET = 6;

interface Layer {
  canvas: HTMLCanvasElement;
  camera: Camera;
}

export class Stage {
  camera: Camera = { k: 1, x: 0, y: 0 };
  selected = -1;
  hovered = -1;
  /** Ties, by number. */
  tie = -1;
  hoveredTie = -1;
  chosen: ReadonlySet<number> = new Set();
  width = 0;
  height = 0;
  onDrawn: () => void = () => undefined;
  private scene: Scene | null = null;
  private front: Layer | null = null;
  private job: { layer: Layer; steps: Generator<void> } | null = null;
  private dirty = true;
  private asked = false;
  private ratio = 1;
  private theme: Theme = theme();
  private overlay: CanvasPen | null = null;
  private readonly context: CanvasRenderingContext2D;

  constructor(readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d")!;
    this.resize();
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.front = null;
    this.repaint();
  }

  /** Forget what was painted: the data, the size or the colours changed. */
  repaint(): void {
    this.theme = theme();
    this.job = null;
    this.dirty = true;
    this.overlay = new CanvasPen(this.context, this.ratio, this.theme);
    this.ask();
  }

  /** Where the picture came to rest, names may stand better than where they were written. */
  settle(): void {
    const painted = this.front?.camera;
    if (!painted || (painted.x === this.camera.x && painted.y === this.camera.y && painted.k === this.camera.k)) return;
    this.dirty = true;
    this.ask();
  }

  resize(): void {
    this.ratio = Math.min(2, devicePixelRatio || 1);
    this.width = Math.max(1, this.canvas.clientWidth);
    this.height = Math.max(1, this.canvas.clientHeight);
    this.canvas.width = Math.round(this.width * this.ratio);
    this.canvas.height = Math.round(this.height * this.ratio);
    this.repaint();
  }

  ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => this.frame());
  }

  private frame(): void {
    this.asked = false;
    if (!this.scene) return;
    if (this.dirty || (!this.job && this.isStale())) this.start();
    this.work();
    this.copy();
    if (this.job) this.ask();
    else if (this.isStale()) this.ask();
    else this.onDrawn();
  }

  /** Whether the painted picture is of another zoom, or its edge comes near. */
  private isStale(): boolean {
    if (!this.front) return true;
    const { k, x, y } = this.front.camera;
    const [moreX, moreY] = this.margins();
    const near = Math.abs(this.camera.x - x) > moreX / 2 || Math.abs(this.camera.y - y) > moreY / 2;
    return k !== this.camera.k || near;
  }

  private margins(): [number, number] {
    return [Math.round(this.width * MARGIN), Math.round(this.height * MARGIN)];
  }

  private start(): void {
    this.dirty = false;
    const [moreX, moreY] = this.margins();
    const [width, height] = [this.width + 2 * moreX, this.height + 2 * moreY];
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * this.ratio);
    canvas.height = Math.round(height * this.ratio);
    const context = canvas.getContext("2d")!;
    context.scale(this.ratio, this.ratio);
    const camera = { ...this.camera };
    const pen = new CanvasPen(context, this.ratio, this.theme);
    const moved = { k: camera.k, x: camera.x + moreX, y: camera.y + moreY };
    const seen = [moreX, moreY, moreX + this.width, moreY + this.height] as const;
    this.job = { layer: { canvas, camera }, steps: this.scene!.paint(pen, moved, width, height, this.theme, seen) };
  }

  private work(): void {
    const until = performance.now() + BUDGET;
    while (this.job) {
      if (this.job.steps.next().done) {
        this.front = this.job.layer;
        this.job = null;
      } else if (performance.now() > until) return;
    }
  }

  private copy(): void {
    const { context, ratio, theme: colours } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, this.width, this.height);
    if (this.front) {
      const { canvas, camera } = this.front;
      const [moreX, moreY] = this.margins();
      const grown = this.camera.k / camera.k;
      // Whole pixels, or every copy would blur the picture.
      const snap = (value: number) => (grown === 1 ? Math.round(value * ratio) / ratio : value);
      const x = snap(this.camera.x - (camera.x + moreX) * grown);
      const y = snap(this.camera.y - (camera.y + moreY) * grown);
      context.drawImage(canvas, x, y, (canvas.width / ratio) * grown, (canvas.height / ratio) * grown);
    }
    this.paintChosen();
  }

  private paintChosen(): void {
    const { scene, overlay, camera, width, height, theme: colours } = this;
    if (!scene || !overlay) return;
    const centre = this.hovered >= 0 ? this.hovered : this.selected;
    const tie = this.hovered >= 0 ? -1 : this.hoveredTie >= 0 ? this.hoveredTie : this.tie;
    if (tie >= 0) {
      this.dim(tie === this.tie ? 0.7 : 0.45);
      scene.paintTie(overlay, tie, camera, width, height, colours);
    } else if (centre >= 0) {
      this.dim(this.hovered >= 0 && this.hovered !== this.selected ? 0.45 : 0.78);
      scene.paintAround(overlay, centre, camera, width, height, colours, centre === this.selected);
    }
    scene.paintRings(overlay, this.chosen, camera, colours);
  }

  private dim(by: number): void {
    this.context.globalAlpha = by;
    this.context.fillStyle = this.theme.paper;
    this.context.fillRect(0, 0, this.width, this.height);
    this.context.globalAlpha = 1;
  }
}
