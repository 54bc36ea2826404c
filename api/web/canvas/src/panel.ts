// The facts of what is selected, beside the picture: a mark, a tie, or several marks.
import { button, element } from "./dom";
import type { Graph, Tie } from "./graph";
import type { Words } from "./words";

const AT_ONCE = 40;

export interface PanelActions {
  select(place: number): void;
  selectTie(number: number): void;
  deselect(): void;
  around(id: string): void;
  open(place: number): void;
  expand(place: number): void;
  hide(places: number[]): void;
  only(places: number[]): void;
  between(network: "path" | "what_if", a: string, b: string): void;
}

export class Panel {
  constructor(
    private readonly place: HTMLElement,
    private readonly words: Words,
    private readonly actions: PanelActions,
    private readonly live: boolean,
  ) {}

  empty(): void {
    this.fill({}, element("p", { class: "faint" }, this.words.say("nothingSelected")));
  }

  show(graph: Graph, at: number): void {
    const { words } = this;
    const node = graph.nodes[at];
    const facts = graph.facts(at);
    const ties = graph.numbersOf(at);
    this.fill(
      { id: node.id },
      element("h2", {}, node.name),
      element("p", { class: "faint" }, words.kind(node.mark, node.kind)),
      this.links(graph, at),
      ...this.values(graph, at),
      element("h3", {}, words.say("facts")),
      facts.length ? list(facts) : element("p", { class: "unknown" }, words.say("noFacts")),
      element("h3", {}, words.say("sources")),
      list(graph.sources(at).length ? graph.sources(at) : [words.say("computed")], "sources"),
      element("h3", {}, `${words.say("tiesOf")} (${words.number(ties.length)})`),
      this.ties(graph, at),
    );
  }

  /** What a tie is made of, and where that is stated. */
  showTie(graph: Graph, number: number): void {
    const { words, actions } = this;
    const tie = graph.ties[number];
    const end = (place: number) => button(graph.nodes[place].name, "plain", () => actions.select(place));
    this.fill(
      { tie: `${graph.nodes[tie.start].id} ${graph.nodes[tie.end].id}` },
      element("h2", {}, end(tie.start), tie.directed ? " → " : " – ", end(tie.end)),
      element("p", { class: "faint" }, this.said(tie)),
      element("p", { class: "row" }, button(words.say("deselect"), "plain", () => actions.deselect())),
      element("h3", {}, words.say("madeOf")),
      tie.facts.length ? list(tie.facts) : element("p", { class: "unknown" }, words.say("noMore")),
      element("h3", {}, words.say("sources")),
      list(tie.sources.length ? tie.sources : [words.say("computed")], "sources"),
    );
  }

  showSeveral(graph: Graph, places: number[]): void {
    const { words, actions, live } = this;
    const row = element("p", { class: "row" });
    if (places.length === 2 && live) {
      const [a, b] = places.map((place) => graph.nodes[place]);
      row.append(button(words.say("path"), "plain path", () => actions.between("path", a.id, b.id)));
      if (a.mark === "cluster") row.append(button(words.say("whatIf"), "plain", () => actions.between("what_if", a.id, b.id)));
    }
    row.append(button(words.say("hide"), "plain hide", () => actions.hide(places)));
    row.append(button(words.say("only"), "plain", () => actions.only(places)));
    row.append(button(words.say("deselect"), "plain", () => actions.deselect()));
    const names = places.map((place) => element("li", {}, button(graph.nodes[place].name, "plain", () => actions.select(place))));
    this.fill({}, element("h2", {}, words.say("chosen", { count: words.number(places.length) })), row, element("ul", {}, ...names));
  }

  private fill(data: { id?: string; tie?: string }, ...content: Node[]): void {
    delete this.place.dataset.id;
    delete this.place.dataset.tie;
    Object.assign(this.place.dataset, data);
    this.place.replaceChildren(...content);
    this.place.scrollTop = 0;
  }

  private links(graph: Graph, at: number): HTMLElement {
    const { words, actions } = this;
    const { id, mark } = graph.nodes[at];
    const row = element("p", { class: "row" });
    if (this.live && (mark === "community" || id.startsWith("folded:"))) {
      row.append(button(words.say("openIt"), "plain open", () => actions.open(at)));
    } else if (this.live) {
      row.append(element("a", { href: `/entities/${encodeURIComponent(id)}`, class: "open" }, words.say("openPage")));
      row.append(button(words.say("around"), "plain around", () => actions.around(id)));
      row.append(button(words.say("expand"), "plain expand", () => actions.expand(at)));
    }
    row.append(button(words.say("hide"), "plain hide", () => actions.hide([at])));
    row.append(button(words.say("deselect"), "plain", () => actions.deselect()));
    return row;
  }

  private values(graph: Graph, at: number): HTMLElement[] {
    const { words } = this;
    const rows = graph.payload.measures.flatMap((measure, number) => {
      const value = graph.nodes[at].values[number];
      return value === null || value === undefined
        ? []
        : [element("dt", {}, measure), element("dd", {}, words.number(value))];
    });
    return rows.length ? [element("h3", {}, words.say("measures")), element("dl", { class: "values" }, ...rows)] : [];
  }

  private said(tie: Tie): string {
    const { words } = this;
    const relation = tie.relation || `${words.number(tie.weight)} ${words.say("sharedTie")}`;
    return relation + (tie.dashed ? ` (${words.say(tie.byChance ? "byChance" : "inferred")})` : "");
  }

  private ties(graph: Graph, at: number): HTMLElement {
    const ties = [...graph.numbersOf(at)].sort((a, b) => graph.ties[b].weight - graph.ties[a].weight);
    if (ties.length === 0) return element("p", { class: "unknown" }, this.words.say("noTies"));
    const shown = element("ul", { class: "ties" });
    const more = element("li");
    const add = () => {
      const from = shown.querySelectorAll("li[data-tie]").length;
      const items = ties.slice(from, from + AT_ONCE).map((number) => this.tie(graph, at, number));
      const left = ties.length - from - items.length;
      more.remove();
      shown.append(...items);
      const text = this.words.say("more", { count: this.words.number(Math.min(left, AT_ONCE)) });
      if (left > 0) {
        more.replaceChildren(button(text, "plain", add));
        shown.append(more);
      }
    };
    add();
    return shown;
  }

  private tie(graph: Graph, at: number, number: number): HTMLElement {
    const { words } = this;
    const tie = graph.ties[number];
    const other = tie.start === at ? tie.end : tie.start;
    const arrow = tie.directed ? (tie.start === at ? "→ " : "← ") : "";
    const item = element(
      "li",
      { "data-tie": graph.nodes[other].id },
      arrow,
      button(this.said(tie), "plain", () => this.actions.selectTie(number)),
      " ",
      button(graph.nodes[other].name, "plain", () => this.actions.select(other)),
    );
    const said = [...tie.facts, ...(tie.sources.length ? [`${words.say("sources")}: ${tie.sources.join("; ")}`] : [])];
    said.forEach((line) => item.append(element("small", {}, line)));
    return item;
  }
}

function list(lines: string[], className = ""): HTMLElement {
  const unique = [...new Set(lines)];
  return element("ul", className ? { class: className } : {}, ...unique.map((line) => element("li", {}, line)));
}
