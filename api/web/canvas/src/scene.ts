// The picture: ties, then marks, then labels. It is painted in steps, so that a large one never holds up a frame.
import type { Graph, Tie } from "./graph";
import { boxOf, Occupied, placed, type Box, type Candidate, type Label } from "./labels";
import { MEASURED, radius } from "./marks";
import { OPACITY, WIDTHS, type Pen } from "./pen";
import type { Theme } from "./theme";
import type { Camera, MarkLook } from "./types";

const STEP = 400;
const MOST_LABELS = 220;
const MANY = 1200;
const EDGE = "#555555";
/** Shorter ties have no room for an arrow. */
const SHORT = 30;

export class Scene {
  private readonly order: number[];
  private readonly looks: MarkLook[];
  private readonly isSized: boolean;
  /** Where each name was last written. */
  private written = new Map<number, Label>();

  constructor(
    readonly graph: Graph,
    readonly marks: Record<string, MarkLook>,
  ) {
    const { nodes } = graph;
    this.isSized = graph.payload.scales.some(({ steps }) => steps.some(({ size }) => size !== null));
    this.looks = nodes.map(({ mark, colour, dashed }) => {
      return colour || dashed ? { ...marks[mark], ...(colour ? { colour, border: EDGE } : {}), dashed } : marks[mark];
    });
    const important = (place: number) => (this.isImportant(place) ? 1e6 : 0);
    const rank = (place: number) => (this.isSized ? nodes[place].size : important(place) + nodes[place].degree);
    this.order = nodes.map((_, place) => place).sort((a, b) => rank(b) - rank(a) || a - b);
  }

  radius(place: number, k: number): number {
    const node = this.graph.nodes[place];
    // A size that stands for something is as the legend shows it.
    if (this.isSized) return node.size * MEASURED * Math.max(1, Math.min(k, 1.8));
    return radius(node.size, k, this.isImportant(place), this.graph.nodes.length > MANY);
  }

  /** `seen` is the part of width and height that is looked at. */
  *paint(pen: Pen, camera: Camera, width: number, height: number, theme: Theme, seen?: Box): Generator<void> {
    yield* this.paintTies(pen, this.graph.ties, camera, width, height, theme.tie, OPACITY);
    const shown = this.visible(camera, width, height);
    for (let i = shown.length - 1, step = 0; i >= 0; i -= 1, step += 1) {
      this.paintMark(pen, shown[i], camera);
      if (step % STEP === STEP - 1) yield;
    }
    const labels = this.labels(shown, camera, width, height, seen);
    labels.forEach((label) => this.paintLabel(pen, label));
    this.written = new Map(labels.map((label) => [label.place, label]));
  }

  /** One node, what it is tied to, and their names, over a picture that was dimmed: a name stays where it stands. */
  paintAround(pen: Pen, centre: number, camera: Camera, width: number, height: number, theme: Theme, ring: boolean): void {
    const near = [...this.graph.neighbours(centre)];
    const ties = this.graph.tiesOf(centre);
    for (const _ of this.paintTies(pen, ties, camera, width, height, theme.ink, 0.55)) continue;
    near.forEach((place) => this.paintMark(pen, place, camera));
    const { x, y } = this.at(centre, camera);
    if (ring) pen.ring(x, y, this.radius(centre, camera.k) + 5, theme.accent);
    this.paintMark(pen, centre, camera);
    const taken = new Occupied(width, height);
    [centre, ...near].forEach((place) => this.takeMark(taken, place, camera));
    const own = new Occupied(width, height);
    this.takeMark(own, centre, camera);
    const wanted = [centre, ...near].map((place) => this.candidate(place, camera));
    wanted[0] = { ...wanted[0], text: this.graph.nodes[centre].name, bold: true };
    const others: Candidate[] = [];
    for (const one of wanted) {
      const label = this.again(one);
      if (!label) {
        others.push(one);
        continue;
      }
      [taken, own].forEach((cells) => cells.take(...boxOf(label, label.left, label.middle)));
      this.paintLabel(pen, label);
    }
    placed(others, taken, own, [0, 0, width, height], 60).forEach((label) => this.paintLabel(pen, label));
  }

  /** The name where it was last written beside its mark, if it was. */
  private again(one: Candidate): Label | undefined {
    const last = this.written.get(one.place);
    if (last?.text !== one.text) return undefined;
    return { ...one, left: one.x + last.left - last.x, middle: one.y + last.middle - last.y };
  }

  at(place: number, camera: Camera): { x: number; y: number } {
    const node = this.graph.nodes[place];
    return { x: node.x * camera.k + camera.x, y: node.y * camera.k + camera.y };
  }

  private visible(camera: Camera, width: number, height: number): number[] {
    return this.order.filter((place) => {
      const { x, y } = this.at(place, camera);
      return x > -40 && y > -40 && x < width + 40 && y < height + 40;
    });
  }

  private *paintTies(
    pen: Pen, ties: Tie[], camera: Camera, width: number, height: number, colour: string, opacity: number,
  ): Generator<void> {
    // Where thousands of ties cross, thick ones would hide everything.
    const thin = ties.length > 5000 ? 0.6 : 1;
    const colours = [...new Set(ties.map((tie) => tie.colour))];
    for (let kind = 0; kind < WIDTHS.length * 2 * colours.length; kind += 1) {
      const own = colours[Math.floor(kind / (2 * WIDTHS.length))];
      const [level, dashed] = [(kind >> 1) % WIDTHS.length, kind % 2 === 1];
      const look = [own || colour, own ? Math.max(opacity, 0.8) : opacity] as const;
      let ends: number[] = [];
      for (const tie of ties) {
        if (tie.width !== level || tie.dashed !== dashed || tie.colour !== own) continue;
        const a = this.at(tie.start, camera);
        const b = this.at(tie.end, camera);
        const beside = Math.max(a.x, b.x) < 0 || Math.min(a.x, b.x) > width;
        if (beside || Math.max(a.y, b.y) < 0 || Math.min(a.y, b.y) > height) continue;
        ends.push(a.x, a.y, b.x, b.y);
        if (ends.length >= STEP * 4) {
          pen.lines(ends, WIDTHS[level] * thin, dashed, ...look);
          ends = [];
          yield;
        }
      }
      if (ends.length > 0) pen.lines(ends, WIDTHS[level] * thin, dashed, ...look);
      yield;
    }
    if (ties.length <= MANY) pen.heads(this.heads(ties, camera), colour, Math.min(1, opacity * 2));
  }

  /** Where the arrows point to: the edge of the mark that a tie leads to. */
  private heads(ties: Tie[], camera: Camera): number[] {
    return ties.filter((tie) => tie.directed).flatMap((tie) => {
      const [a, b] = [this.at(tie.start, camera), this.at(tie.end, camera)];
      const length = Math.hypot(b.x - a.x, b.y - a.y);
      if (length < SHORT) return [];
      const [dx, dy] = [(b.x - a.x) / length, (b.y - a.y) / length];
      const away = this.radius(tie.end, camera.k) + 1;
      return [b.x - dx * away, b.y - dy * away, dx, dy];
    });
  }

  /** One tie and its ends, over a picture that was dimmed. */
  paintTie(pen: Pen, number: number, camera: Camera, width: number, height: number, theme: Theme): void {
    const tie = this.graph.ties[number];
    for (const _ of this.paintTies(pen, [{ ...tie, width: 2, colour: "" }], camera, width, height, theme.accent, 0.9)) continue;
    this.paintNamed(pen, [tie.start, tie.end], camera, width, height);
  }

  /** Marks with rings around them, as when several are chosen. */
  paintRings(pen: Pen, places: Iterable<number>, camera: Camera, theme: Theme): void {
    for (const place of places) {
      const { x, y } = this.at(place, camera);
      this.paintMark(pen, place, camera);
      pen.ring(x, y, this.radius(place, camera.k) + 5, theme.accent);
    }
  }

  private paintNamed(pen: Pen, places: number[], camera: Camera, width: number, height: number): void {
    places.forEach((place) => this.paintMark(pen, place, camera));
    const taken = new Occupied(width, height);
    places.forEach((place) => this.takeMark(taken, place, camera));
    const names = places.map((place) => ({ ...this.candidate(place, camera), bold: true }));
    placed(names, taken, taken, [0, 0, width, height], names.length).forEach((label) => this.paintLabel(pen, label));
  }

  private paintMark(pen: Pen, place: number, camera: Camera): void {
    const { x, y } = this.at(place, camera);
    pen.mark(this.looks[place], x, y, this.radius(place, camera.k));
  }

  private labels(shown: number[], camera: Camera, width: number, height: number, seen?: Box): Label[] {
    const taken = new Occupied(width, height);
    const important = new Occupied(width, height);
    // A picture full of marks would leave no room for any name: then only the foremost marks keep theirs free.
    const standing = shown.length > MANY ? shown.slice(0, MOST_LABELS) : shown;
    for (const place of standing) {
      this.takeMark(taken, place, camera);
      if (this.isImportant(place)) this.takeMark(important, place, camera);
    }
    const named = shown.length > MANY ? shown.slice(0, MOST_LABELS * 2) : shown;
    const wanted = named.map((place) => this.candidate(place, camera));
    return placed(wanted, taken, important, seen ?? [0, 0, width, height], MOST_LABELS);
  }

  private isImportant(place: number): boolean {
    return ["cluster", "community"].includes(this.graph.nodes[place].mark);
  }

  private takeMark(taken: Occupied, place: number, camera: Camera): void {
    const { x, y } = this.at(place, camera);
    // A cell that a mark only grazes stays free, or its own name would find no room beside it.
    const r = Math.max(1, this.radius(place, camera.k) - 3);
    taken.take(x - r, y - r, x + r, y + r);
  }

  private candidate(place: number, camera: Camera): Candidate {
    const node = this.graph.nodes[place];
    const important = this.isImportant(place);
    const r = this.radius(place, camera.k);
    return { place, text: node.label, ...this.at(place, camera), r, size: important ? 13 : 12, bold: important };
  }

  private paintLabel(pen: Pen, label: Label): void {
    pen.text(label.text, label.left, label.middle, label.size, label.bold);
  }
}
