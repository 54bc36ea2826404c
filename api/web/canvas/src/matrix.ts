// The network as a matrix: rows and columns are marks, in an order that shows the blocks; a cell is what ties two.
import { button, element } from "./dom";
import type { Graph } from "./graph";
import type { Words } from "./words";

const MOST = 60;
const LEVELS = 5;

/** What ties two marks: the number of a tie, and how heavy all their ties are together. */
interface Cell {
  tie: number;
  weight: number;
}

export interface MatrixActions {
  select: (place: number) => void;
  selectTie: (number: number) => void;
}

export class Matrix {
  constructor(
    private readonly place: HTMLElement,
    private readonly words: Words,
    private readonly actions: MatrixActions,
  ) {
    place.addEventListener("keydown", (event) => this.walk(event));
  }

  /** Show the marks of a graph; `order` names those that the server put in order, others follow. */
  show(graph: Graph, order: readonly string[]): void {
    const marks = inOrder(graph, order);
    const cells = tied(graph);
    const most = Math.max(0, ...[...cells.values()].map(({ weight }) => weight));
    const head = marks.map((mark) => element("th", { scope: "col" }, element("span", {}, graph.nodes[mark].name)));
    const rows = marks.map((row) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, button(graph.nodes[row].name, "plain", () => this.actions.select(row))),
        ...marks.map((column) => this.cell(graph, row, column, cells.get(key(row, column)), most)),
      ),
    );
    const table = element("table", { class: "matrix" }, element("thead", {}, element("tr", {}, element("td"), ...head)), element("tbody", {}, ...rows));
    const left = graph.nodes.length - marks.length;
    const note = left > 0 ? [element("p", { class: "faint" }, this.words.say("matrixMost", { count: this.words.number(MOST) }))] : [];
    this.place.replaceChildren(...note, table);
    // One stop for the keyboard; the arrows go on from there.
    this.place.querySelector("td button")?.setAttribute("tabindex", "0");
  }

  private cell(graph: Graph, row: number, column: number, found: Cell | undefined, most: number): HTMLElement {
    if (row === column) return element("td", { class: "self" });
    if (!found) return element("td");
    const tie = graph.ties[found.tie];
    const made = button(short(found.weight), "plain", () => this.actions.selectTie(found.tie));
    const relation = tie.relation || this.words.say("sharedTie");
    const said = `${graph.nodes[row].name} – ${graph.nodes[column].name}: ${relation}, ${this.words.number(found.weight)}`;
    made.setAttribute("aria-label", said + (tie.dashed ? ` (${this.words.say(tie.byChance ? "byChance" : "inferred")})` : ""));
    made.title = made.getAttribute("aria-label")!;
    made.tabIndex = -1;
    const level = Math.max(1, Math.round((LEVELS * found.weight) / (most || 1)));
    return element("td", { class: `l${level}${tie.dashed ? " dashed" : ""}` }, made);
  }

  /** The arrows go to the next cell in their direction in which something is. */
  private walk(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const step = steps[event.key];
    const from = (event.target as HTMLElement).closest("td");
    if (!step || !from) return;
    event.preventDefault();
    const body = from.closest("tbody")!;
    let [row, column] = [(from.parentElement as HTMLTableRowElement).sectionRowIndex + step[0], from.cellIndex + step[1]];
    while (body.rows[row]?.cells[column]) {
      const next = column > 0 ? body.rows[row].cells[column].querySelector("button") : null;
      if (next) {
        (event.target as HTMLElement).tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
        return;
      }
      [row, column] = [row + step[0], column + step[1]];
    }
  }
}

/** The marks to show: those with the most ties where there are too many to read. */
function inOrder(graph: Graph, order: readonly string[]): number[] {
  const ordered = order.map((id) => graph.place(id)).filter((place) => place >= 0);
  const rest = graph.nodes.map((_, place) => place).filter((place) => !ordered.includes(place));
  const every = [...ordered, ...rest];
  if (every.length <= MOST) return every;
  const kept = new Set([...every].sort((a, b) => graph.nodes[b].degree - graph.nodes[a].degree).slice(0, MOST));
  return every.filter((place) => kept.has(place));
}

/** What ties each two; a tie with a direction only from its start, whose row it is in. */
function tied(graph: Graph): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  graph.ties.forEach((tie, number) => {
    for (const [a, b] of tie.directed ? [[tie.start, tie.end]] : [[tie.start, tie.end], [tie.end, tie.start]]) {
      const known = cells.get(key(a, b));
      cells.set(key(a, b), { tie: known?.tie ?? number, weight: (known?.weight ?? 0) + tie.weight });
    }
  });
  return cells;
}

const key = (row: number, column: number): string => `${row} ${column}`;

const short = (weight: number): string => (weight >= 1 ? String(Math.round(weight)) : weight.toFixed(2).replace(/^0/, ""));
