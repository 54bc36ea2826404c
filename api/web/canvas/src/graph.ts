// The nodes and ties that are drawn, with what is asked of them often: by id, neighbours, what is near a point.
import { quadtree, type Quadtree } from "d3-quadtree";
import type { NodeData, Payload, TieData } from "./types";

export interface Tie {
  start: number;
  end: number;
  relation: string;
  weight: number;
  width: number;
  dashed: boolean;
  byChance: boolean;
  directed: boolean;
  colour: string;
  facts: string[];
  sources: string[];
}

export class Graph {
  readonly nodes: NodeData[];
  readonly ties: Tie[];
  readonly network: string;
  readonly version: string;
  readonly leftOut: number;
  private readonly places = new Map<string, number>();
  private readonly around: number[][];
  private readonly tree: Quadtree<number>;

  constructor(readonly payload: Payload) {
    this.nodes = payload.nodes;
    this.ties = payload.ties.map((tie) => this.tie(tie));
    this.network = payload.network;
    this.version = payload.version;
    this.leftOut = payload.leftOut;
    this.around = this.nodes.map(() => []);
    this.nodes.forEach((node, place) => this.places.set(node.id, place));
    this.ties.forEach((tie, number) => {
      this.around[tie.start].push(number);
      if (tie.end !== tie.start) this.around[tie.end].push(number);
    });
    this.tree = quadtree<number>()
      .x((place) => this.nodes[place].x)
      .y((place) => this.nodes[place].y)
      .addAll(this.nodes.map((_, place) => place));
  }

  /** The ties of one mark or, round and round, those of the whole picture. */
  numbersOf(place: number): readonly number[] {
    return this.around[place] ?? this.ties.map((_, number) => number);
  }

  /** The tie that passes nearest to a point, -1 where none is near enough. */
  nearestTie(x: number, y: number, within: number): number {
    let [best, least] = [-1, within];
    this.ties.forEach((tie, number) => {
      const [a, b] = [this.nodes[tie.start], this.nodes[tie.end]];
      if (Math.min(a.x, b.x) - within > x || Math.max(a.x, b.x) + within < x) return;
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const along = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
      const away = Math.hypot(a.x + along * dx - x, a.y + along * dy - y);
      if (away < least) [best, least] = [number, away];
    });
    return best;
  }

  place(id: string | null): number {
    return id === null ? -1 : (this.places.get(id) ?? -1);
  }

  tiesOf(place: number): Tie[] {
    return this.around[place].map((number) => this.ties[number]);
  }

  neighbours(place: number): Set<number> {
    return new Set(this.tiesOf(place).map((tie) => (tie.start === place ? tie.end : tie.start)));
  }

  nearest(x: number, y: number, within: number): number {
    return this.tree.find(x, y, within) ?? -1;
  }

  facts(place: number): string[] {
    return this.nodes[place].facts.map((number) => this.payload.texts[number]);
  }

  sources(place: number): string[] {
    return this.nodes[place].sources.map((number) => this.payload.sources[number]);
  }

  /** Left, top, right, bottom of all nodes. */
  bounds(): [number, number, number, number] {
    const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y } of this.nodes) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    return box;
  }

  private tie([start, end, relation, weight, width, dashed, facts, sources, directed, colour]: TieData): Tie {
    const { relations, texts } = this.payload;
    const cited = this.payload.sources;
    return {
      start,
      end,
      relation: relations[relation],
      weight,
      width,
      dashed: dashed > 0,
      byChance: dashed === 2,
      directed: directed === 1,
      colour,
      facts: facts.map((number) => texts[number]),
      sources: sources.map((number) => cited[number]),
    };
  }
}
