// Which labels are written, and where: one after the other, the most important first, at the first place around
// its mark where nothing stands yet: beside, above, below, else at a corner. A grid of small cells remembers what is taken.
// Among important names one that stands already moves for the next: all of them are to be read.
import { font } from "./pen";

const CELL = 4;
const GAP = 3;
/** Half of what a line of text takes, as a share of its size. */
const HALF = 0.6;
/** So many important names at most are worth looking for room for, at each frame, by moving others. */
const FEW = 60;
const MOST_MOVED = 2;
const DEPTH = 3;

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

export function boxOf({ text, size, bold }: Candidate, left: number, middle: number): Box {
  const half = size * HALF;
  return [left, middle - half, left + widthOf(text, size, bold), middle + half];
}

/** What is seen of a layer: a name does not cross its edge, where it would be cut. */
function isCut([left, top, right, bottom]: Box, seen: Box): boolean {
  const inside = left >= seen[0] && right <= seen[2] && top >= seen[1] && bottom <= seen[3];
  return !inside && left < seen[2] && right > seen[0] && top < seen[3] && bottom > seen[1];
}

function spots(one: Candidate): Box[] {
  const { x, y, r, text, size, bold } = one;
  const width = widthOf(text, size, bold);
  const half = size * HALF;
  const box = (left: number, middle: number): Box => boxOf(one, left, middle);
  // An important name may also stand a little higher, lower, or to a side.
  const shifted = [-1, 1].flatMap((by) => [
    box(x + r + GAP, y + by * half),
    box(x - r - GAP - width, y + by * half),
    box(x - width / 2 + (by * width) / 4, y - r - GAP - half),
    box(x - width / 2 + (by * width) / 4, y + r + GAP + half),
  ]);
  return [
    box(x + r + GAP, y),
    box(x - r - GAP - width, y),
    box(x - width / 2, y - r - GAP - half),
    box(x - width / 2, y + r + GAP + half),
    ...[-1, 1].flatMap((up) => [box(x + r / 2, y + up * (r + half)), box(x - r / 2 - width, y + up * (r + half))]),
    ...(bold ? shifted : []),
  ];
}

/** Where the important names stand. */
type Standing = ReadonlyMap<Candidate, Box>;

const meets = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Give a name one of its places; names in the way move to another of theirs, which may move others, `depth` times. */
function settled(one: Candidate, standing: Standing, places: (one: Candidate) => Box[], depth: number): Standing | undefined {
  const choices = places(one).map((box) => ({ box, inTheWay: [...standing].filter(([, other]) => meets(box, other)) }));
  const open = choices.find(({ inTheWay }) => inTheWay.length === 0);
  if (open) return new Map(standing).set(one, open.box);
  if (depth === 0) return undefined;
  for (const { box, inTheWay } of choices) {
    if (inTheWay.length > MOST_MOVED) continue;
    const moving = inTheWay.map(([other]) => other);
    const kept = new Map([...standing].filter(([other]) => !moving.includes(other))).set(one, box);
    const found = moving.reduce<Standing | undefined>((so, other) => so && settled(other, so, places, depth - 1), kept);
    if (found) return found;
  }
  return undefined;
}

/** Place the important names, which may cover marks that are not, where they would find no room otherwise. */
function importantOnes(names: Candidate[], taken: Occupied, important: Occupied, seen: Box): Standing {
  const known = new Map<Candidate, Box[]>();
  const places = (one: Candidate): Box[] => {
    let boxes = known.get(one);
    if (!boxes) {
      const possible = spots(one).filter((box) => !isCut(box, seen) && important.isFree(...box));
      const isFree = (box: Box) => taken.isFree(...box);
      boxes = [...possible.filter(isFree), ...possible.filter((box) => !isFree(box))];
      known.set(one, boxes);
    }
    return boxes;
  };
  const depth = names.length > FEW ? 0 : DEPTH;
  return names.reduce<Standing>((standing, one) => settled(one, standing, places, depth) ?? standing, new Map());
}

export function placed(candidates: Candidate[], taken: Occupied, important: Occupied, seen: Box, most: number): Label[] {
  const labels: Label[] = [];
  const write = (one: Candidate, box: Box) => {
    taken.take(...box);
    labels.push({ ...one, left: box[0], middle: (box[1] + box[3]) / 2 });
  };
  const names = candidates.filter((one) => one.bold).slice(0, most);
  importantOnes(names, taken, important, seen).forEach((box, one) => write(one, box));
  for (const one of candidates) {
    if (labels.length >= most) break;
    const box = one.bold ? undefined : spots(one).find((other) => !isCut(other, seen) && taken.isFree(...other));
    if (box) write(one, box);
  }
  return labels;
}
