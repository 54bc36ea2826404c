// What a reader changes in a picture by hand: marks moved, hidden, or with what is around them shown in place.
// Each change is one step that can be undone, and all of them stand in the address.
import type { NodeData, Payload, TieData } from "./types";

export interface Edits {
  readonly hidden: readonly string[];
  readonly opened: readonly string[];
  readonly moved: Readonly<Record<string, readonly [number, number]>>;
}

export const NONE: Edits = { hidden: [], opened: [], moved: {} };
const APART = 60;
const TURN = Math.PI * (3 - Math.sqrt(5));

export function isNone({ hidden, opened, moved }: Edits): boolean {
  return hidden.length + opened.length + Object.keys(moved).length === 0;
}

export class History {
  private readonly before: Edits[] = [];

  constructor(public now: Edits) {}

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  change(change: Partial<Edits>): void {
    this.before.push(this.now);
    this.now = { ...this.now, ...change };
  }

  undo(): void {
    this.now = this.before.pop() ?? this.now;
  }

  /** Begin anew, with another network. */
  reset(now: Edits): void {
    this.before.length = 0;
    this.now = now;
  }
}

/** Return what is to be drawn: what the server sent, with what was opened in place, moved and hidden. */
export function edited(sent: Payload, { hidden, moved }: Edits, around: ReadonlyMap<string, Payload>): Payload {
  let found = sent;
  for (const [centre, more] of around) found = joined(found, centre, more);
  const gone = new Set(hidden);
  // Each a copy: a mark that is dragged moves in the picture, not in what was sent.
  const nodes = found.nodes.map((node) => {
    const [x, y] = moved[node.id] ?? [node.x, node.y];
    return { ...node, x, y };
  });
  return gone.size ? without({ ...found, nodes }, gone) : { ...found, nodes };
}

/** Add what is around a mark: what is new lies around it, and nothing that is drawn moves. */
function joined(sent: Payload, centre: string, more: Payload): Payload {
  const places = new Map(sent.nodes.map((node, place) => [node.id, place]));
  const middle = sent.nodes[places.get(centre) ?? -1];
  if (!middle) return sent;
  const [texts, sources] = [sent.texts.length, sent.sources.length];
  const fresh = more.nodes.filter((node) => !places.has(node.id));
  const added = fresh.map((node, number): NodeData => {
    const away = APART * Math.sqrt(number + 2);
    return {
      ...node,
      x: middle.x + away * Math.cos(number * TURN),
      y: middle.y + away * Math.sin(number * TURN),
      facts: node.facts.map((text) => text + texts),
      sources: node.sources.map((source) => source + sources),
      values: sent.measures.map((measure) => node.values[more.measures.indexOf(measure)] ?? null),
      colour: undefined,
    };
  });
  added.forEach((node, number) => places.set(node.id, sent.nodes.length + number));
  const known = new Set(sent.ties.map(([a, b]) => pair(a, b)));
  const ties = more.ties.flatMap(([a, b, relation, weight, width, dashed, facts, cited, ...rest]): TieData[] => {
    const [start, end] = [places.get(more.nodes[a].id)!, places.get(more.nodes[b].id)!];
    if (known.has(pair(start, end))) return [];
    const moved: [number[], number[]] = [facts.map((text) => text + texts), cited.map((source) => source + sources)];
    return [[start, end, relation + sent.relations.length, weight, width, dashed, ...moved, ...rest]];
  });
  return {
    ...sent,
    nodes: [...sent.nodes, ...added],
    ties: [...sent.ties, ...ties],
    relations: [...sent.relations, ...more.relations],
    texts: [...sent.texts, ...more.texts],
    sources: [...sent.sources, ...more.sources],
  };
}

const pair = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

function without(sent: Payload, gone: ReadonlySet<string>): Payload {
  const nodes = sent.nodes.filter((node) => !gone.has(node.id));
  const places = new Map(nodes.map((node, place) => [node.id, place]));
  const place = (old: number) => places.get(sent.nodes[old].id);
  const ties = sent.ties.flatMap(([a, b, ...rest]): TieData[] => {
    const [start, end] = [place(a), place(b)];
    return start === undefined || end === undefined ? [] : [[start, end, ...rest]];
  });
  return { ...sent, nodes, ties };
}
