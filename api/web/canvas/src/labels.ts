// Which labels are written, and where: one after the other, the most important first, at the first place around
// its mark where nothing stands yet: beside, above, below, else at a corner. A grid of small cells remembers what is taken.
import { font } from "./pen";

const CELL = 4;
const GAP = 3;

export interface Candidate {
  place: number;
  text: string;
  x: number;
  y: number;
  r: number;
  size: number;
  bold: boolean;
}

export interface Label extends Candidate {
  left: number;
  middle: number;
}

const measuring = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();

export function widthOf(text: string, size: number, bold: boolean): number {
  const key = `${size}${bold}${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    measuring.font = font(size, bold);
    width = measuring.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

export class Occupied {
  private readonly cells: Uint8Array;
  private readonly columns: number;
  private readonly rows: number;

  constructor(width: number, height: number) {
    this.columns = Math.ceil(width / CELL);
    this.rows = Math.ceil(height / CELL);
    this.cells = new Uint8Array(this.columns * this.rows);
  }

  take(left: number, top: number, right: number, bottom: number): void {
    this.each(left, top, right, bottom, (cell) => {
      this.cells[cell] = 1;
      return true;
    });
  }

  isFree(left: number, top: number, right: number, bottom: number): boolean {
    if (left < 0 || top < 0 || right > this.columns * CELL || bottom > this.rows * CELL) return false;
    return this.each(left, top, right, bottom, (cell) => this.cells[cell] === 0);
  }

  private each(left: number, top: number, right: number, bottom: number, test: (cell: number) => boolean): boolean {
    const last = Math.min(this.columns - 1, Math.floor(right / CELL));
    const lowest = Math.min(this.rows - 1, Math.floor(bottom / CELL));
    for (let row = Math.max(0, Math.floor(top / CELL)); row <= lowest; row += 1) {
      for (let column = Math.max(0, Math.floor(left / CELL)); column <= last; column += 1) {
        if (!test(row * this.columns + column)) return false;
      }
    }
    return true;
  }
}

export type Box = readonly [number, number, number, number];

/** What is seen of a layer: a name does not cross its edge, where it would be cut. */
function isCut([left, top, right, bottom]: Box, seen: Box): boolean {
  const inside = left >= seen[0] && right <= seen[2] && top >= seen[1] && bottom <= seen[3];
  return !inside && left < seen[2] && right > seen[0] && top < seen[3] && bottom > seen[1];
}

function spots({ x, y, r, text, size, bold }: Candidate): Box[] {
  const width = widthOf(text, size, bold);
  const half = size * 0.6;
  const box = (left: number, middle: number): Box => [left, middle - half, left + width, middle + half];
  return [
    box(x + r + GAP, y),
    box(x - r - GAP - width, y),
    box(x - width / 2, y - r - GAP - half),
    box(x - width / 2, y + r + GAP + half),
    ...[-1, 1].flatMap((up) => [box(x + r / 2, y + up * (r + half)), box(x - r / 2 - width, y + up * (r + half))]),
  ];
}

/** Place labels; an important one may cover marks that are not, where it would find no room otherwise. */
export function placed(candidates: Candidate[], taken: Occupied, important: Occupied, seen: Box, most: number): Label[] {
  const labels: Label[] = [];
  for (const one of candidates) {
    if (labels.length >= most) break;
    const possible = spots(one).filter((box) => !isCut(box, seen));
    const free = possible.find((box) => taken.isFree(...box));
    const box = free ?? (one.bold ? possible.find((other) => important.isFree(...other)) : undefined);
    if (!box) continue;
    taken.take(...box);
    important.take(...box);
    labels.push({ ...one, left: box[0], middle: (box[1] + box[3]) / 2 });
  }
  return labels;
}
