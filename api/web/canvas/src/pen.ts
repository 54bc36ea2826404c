// What a picture is drawn with: a canvas, or an SVG file. Coordinates are pixels on screen.
import { SHAPES } from "./marks";
import type { Theme } from "./theme";
import type { MarkLook } from "./types";

export const WIDTHS = [1, 2.4, 4.4];
export const OPACITY = 0.3;
export const DASH = [6, 4];
export const EDGE_DASH = [3, 2];
export const HEAD = 9;

/** The corners of an arrow's head. */
export function corners(x: number, y: number, dx: number, dy: number): [number, number][] {
  const [back, side] = [HEAD, HEAD * 0.45];
  return [[x, y], [x - dx * back - dy * side, y - dy * back + dx * side], [x - dx * back + dy * side, y - dy * back - dx * side]];
}

export interface Pen {
  /** Lines of one kind: x1, y1, x2, y2, and so on. */
  lines(ends: number[], width: number, dashed: boolean, colour: string, opacity: number): void;
  /** Heads of arrows: where each points to, and the direction in which it does, as a step of length 1. */
  heads(points: number[], colour: string, opacity: number): void;
  mark(look: MarkLook, x: number, y: number, r: number): void;
  ring(x: number, y: number, r: number, colour: string): void;
  text(text: string, x: number, y: number, size: number, bold: boolean): void;
}

export const font = (size: number, bold: boolean): string =>
  `${bold ? 600 : 400} ${size}px system-ui, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif`;

export class CanvasPen implements Pen {
  private readonly stamps = new Map<string, HTMLCanvasElement>();

  constructor(
    public context: CanvasRenderingContext2D,
    private readonly ratio: number,
    private readonly theme: Theme,
  ) {}

  lines(ends: number[], width: number, dashed: boolean, colour: string, opacity: number): void {
    const { context } = this;
    context.save();
    context.globalAlpha = opacity;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dashed ? DASH : []);
    context.beginPath();
    for (let i = 0; i < ends.length; i += 4) {
      context.moveTo(ends[i], ends[i + 1]);
      context.lineTo(ends[i + 2], ends[i + 3]);
    }
    context.stroke();
    context.restore();
  }

  heads(points: number[], colour: string, opacity: number): void {
    const { context } = this;
    context.save();
    context.globalAlpha = opacity;
    context.fillStyle = colour;
    context.beginPath();
    for (let i = 0; i < points.length; i += 4) {
      corners(points[i], points[i + 1], points[i + 2], points[i + 3]).forEach(([x, y], n) => (n ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
    }
    context.fill();
    context.restore();
  }

  mark(look: MarkLook, x: number, y: number, r: number): void {
    const half = r * 1.3 + 2;
    this.context.drawImage(this.stamp(look, r, half), x - half, y - half, half * 2, half * 2);
  }

  ring(x: number, y: number, r: number, colour: string): void {
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = 3;
    context.setLineDash([]);
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.stroke();
  }

  text(text: string, x: number, y: number, size: number, bold: boolean): void {
    const { context } = this;
    context.font = font(size, bold);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = this.theme.paper;
    context.strokeText(text, x, y);
    context.fillStyle = this.theme.ink;
    context.fillText(text, x, y);
  }

  /** Marks of one kind and size are drawn once and then copied, which is many times faster. */
  private stamp(look: MarkLook, r: number, half: number): HTMLCanvasElement {
    const key = `${look.shape} ${look.colour} ${look.dashed} ${r.toFixed(1)}`;
    const known = this.stamps.get(key);
    if (known) return known;
    const made = document.createElement("canvas");
    made.width = made.height = Math.ceil(half * 2 * this.ratio);
    const context = made.getContext("2d")!;
    context.scale(made.width / (half * 2), made.height / (half * 2));
    context.translate(half, half);
    context.beginPath();
    const shape = SHAPES[look.shape];
    if (shape.length === 0) context.arc(0, 0, r, 0, 2 * Math.PI);
    shape.forEach(([cx, cy]) => context.lineTo(cx * r, cy * r));
    context.closePath();
    context.fillStyle = look.colour;
    context.fill();
    context.strokeStyle = look.border;
    context.lineWidth = r < 4 ? 0.7 : 1.5;
    context.setLineDash(look.dashed ? EDGE_DASH : []);
    context.stroke();
    this.stamps.set(key, made);
    return made;
  }
}
