// The picture as an SVG file: the same marks, ties and labels that are on screen.
import { corners, DASH, EDGE_DASH, font, type Pen } from "./pen";
import { SHAPES } from "./marks";
import type { Theme } from "./theme";
import type { MarkLook } from "./types";

const escape = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replace(
    /[&<>"']/g,
    (letter) => `&#${letter.charCodeAt(0)};`,
  );
const short = (value: number): string => String(Math.round(value * 10) / 10);

export class SvgPen implements Pen {
  private readonly parts: string[] = [];

  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly theme: Theme,
  ) {}

  lines(ends: number[], width: number, dashed: boolean, colour: string, opacity: number): void {
    const path: string[] = [];
    for (let i = 0; i < ends.length; i += 4) {
      path.push(`M${short(ends[i])} ${short(ends[i + 1])}L${short(ends[i + 2])} ${short(ends[i + 3])}`);
    }
    const dashes = dashed ? ` stroke-dasharray="${DASH.join(" ")}"` : "";
    this.parts.push(
      `<path d="${path.join("")}" fill="none" stroke="${colour}" stroke-width="${width}" opacity="${opacity}"${dashes}/>`,
    );
  }

  heads(points: number[], colour: string, opacity: number): void {
    for (let i = 0; i < points.length; i += 4) {
      const ends = corners(points[i], points[i + 1], points[i + 2], points[i + 3]);
      const shape = ends.map(([x, y]) => `${short(x)},${short(y)}`).join(" ");
      this.parts.push(`<polygon points="${shape}" fill="${colour}" opacity="${opacity}"/>`);
    }
  }

  mark(look: MarkLook, x: number, y: number, r: number): void {
    const shape = SHAPES[look.shape];
    const paint = `fill="${look.colour}" stroke="${look.border}" stroke-width="1.5"${look.dashed ? ` stroke-dasharray="${EDGE_DASH.join(" ")}"` : ""}`;
    if (shape.length === 0) {
      this.parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(r)}" ${paint}/>`);
      return;
    }
    const points = shape.map(([cx, cy]) => `${short(x + cx * r)},${short(y + cy * r)}`).join(" ");
    this.parts.push(`<polygon points="${points}" ${paint}/>`);
  }

  ring(x: number, y: number, r: number, colour: string): void {
    const at = `cx="${short(x)}" cy="${short(y)}" r="${short(r)}"`;
    this.parts.push(`<circle ${at} fill="none" stroke="${colour}" stroke-width="3"/>`);
  }

  text(text: string, x: number, y: number, size: number, bold: boolean): void {
    const { ink, paper } = this.theme;
    const look = `style="font:${escape(font(size, bold))}" fill="${ink}" stroke="${paper}" stroke-width="3.5"`;
    this.parts.push(
      `<text x="${short(x)}" y="${short(y)}" ${look} paint-order="stroke" stroke-linejoin="round" ` +
        `dominant-baseline="middle">${escape(text)}</text>`,
    );
  }

  file(title: string): string {
    const { width, height } = this;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
      `<title>${escape(title)}</title><rect width="100%" height="100%" fill="${this.theme.paper}"/>` +
      `${this.parts.join("\n")}</svg>\n`
    );
  }
}
