// Moving and zooming by mouse, touch and keys, by way of d3-zoom.
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import type { Graph } from "./graph";
import type { Stage } from "./stage";
import type { Camera } from "./types";

const EDGE = 60;

export class CameraControl {
  onSettled: () => void = () => undefined;
  /** Whether a press of a finger or a button is on a mark, which is then moved, and not the picture. */
  holds: (event: MouseEvent | TouchEvent) => boolean = () => false;
  private readonly zoom = zoom<HTMLCanvasElement, unknown>().scaleExtent([0.002, 8]);
  private timer = 0;

  constructor(private readonly stage: Stage) {
    const canvas = select(stage.canvas);
    this.zoom.filter((event: MouseEvent | TouchEvent) => !event.ctrlKey && !(event instanceof MouseEvent && event.button) && !(event.type !== "wheel" && (event.shiftKey || this.holds(event))));
    this.zoom.on("zoom", ({ transform }: { transform: Camera }) => {
      stage.camera = { k: transform.k, x: transform.x, y: transform.y };
      stage.ask();
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        stage.settle();
        this.onSettled();
      }, 250);
    });
    canvas.call(this.zoom).on("dblclick.zoom", null);
  }

  set({ k, x, y }: Camera): void {
    select(this.stage.canvas).call(this.zoom.transform, zoomIdentity.translate(x, y).scale(k));
  }

  fit(graph: Graph): void {
    if (graph.nodes.length === 0) return;
    const { width, height } = this.stage;
    const [left, top, right, bottom] = graph.bounds();
    // Names stand to the right of their marks where they can.
    const [before, after] = [EDGE * 0.5, EDGE * 1.5];
    const wanted = Math.min((width - before - after) / (right - left || 1), (height - EDGE) / (bottom - top || 1));
    const k = Math.min(Math.max(wanted, 0.002), 1.6);
    const middle = (width + before - after) / 2;
    this.set({ k, x: middle - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2 });
  }

  pan(dx: number, dy: number): void {
    const { k, x, y } = this.stage.camera;
    this.set({ k, x: x + dx, y: y + dy });
  }

  zoomBy(factor: number): void {
    select(this.stage.canvas).call(this.zoom.scaleBy, factor);
  }

  /** Bring a point into view where it is not. */
  reveal(x: number, y: number, closer: boolean): void {
    const { camera, width, height } = this.stage;
    const k = closer ? Math.max(camera.k, 0.35) : camera.k;
    const [px, py] = [x * camera.k + camera.x, y * camera.k + camera.y];
    const inside = px > EDGE && py > EDGE && px < width - EDGE && py < height - EDGE;
    if (inside && k === camera.k) return;
    this.set({ k, x: width / 2 - x * k, y: height / 2 - y * k });
  }
}
