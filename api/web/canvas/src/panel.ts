// The facts of what is selected, beside the picture: the same however it was selected.
import { button, element } from "./dom";
import type { Graph, Tie } from "./graph";
import type { Words } from "./words";

const AT_ONCE = 40;

export interface PanelActions {
  select(place: number): void;
  deselect(): void;
  around(id: string): void;
}

export class Panel {
  constructor(
    private readonly place: HTMLElement,
    private readonly words: Words,
    private readonly actions: PanelActions,
    private readonly live: boolean,
  ) {}

  empty(): void {
    delete this.place.dataset.id;
    this.place.replaceChildren(element("p", { class: "faint" }, this.words.say("nothingSelected")));
  }

  show(graph: Graph, at: number): void {
    const { words } = this;
    const node = graph.nodes[at];
    const facts = graph.facts(at);
    this.place.dataset.id = node.id;
    this.place.replaceChildren(
      element("h2", {}, node.name),
      element("p", { class: "faint" }, words.kind(node.mark, node.kind)),
      this.links(node.id),
      element("h3", {}, words.say("facts")),
      facts.length ? list(facts) : element("p", { class: "unknown" }, words.say("noFacts")),
      element("h3", {}, words.say("sources")),
      list(graph.sources(at).length ? graph.sources(at) : [words.say("computed")], "sources"),
      element("h3", {}, `${words.say("tiesOf")} (${words.number(graph.tiesOf(at).length)})`),
      this.ties(graph, at),
    );
    this.place.scrollTop = 0;
  }

  private links(id: string): HTMLElement {
    const { words, actions } = this;
    const row = element("p", { class: "row" });
    if (this.live) {
      row.append(element("a", { href: `/entities/${encodeURIComponent(id)}`, class: "open" }, words.say("openPage")));
      row.append(button(words.say("around"), "plain around", () => actions.around(id)));
    }
    row.append(button(words.say("deselect"), "plain", () => actions.deselect()));
    return row;
  }

  private ties(graph: Graph, at: number): HTMLElement {
    const ties = [...graph.tiesOf(at)].sort((a, b) => b.weight - a.weight);
    if (ties.length === 0) return element("p", { class: "unknown" }, this.words.say("noTies"));
    const shown = element("ul", { class: "ties" });
    const more = element("li");
    const add = () => {
      const from = shown.querySelectorAll("li[data-tie]").length;
      const items = ties.slice(from, from + AT_ONCE).map((tie) => this.tie(graph, at, tie));
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

  private tie(graph: Graph, at: number, tie: Tie): HTMLElement {
    const { words } = this;
    const other = tie.start === at ? tie.end : tie.start;
    const relation = tie.relation || `${words.number(tie.weight)} ${words.say("sharedTie")}`;
    const arrow = tie.relation ? (tie.start === at ? "→ " : "← ") : "";
    const inferred = tie.dashed ? ` (${words.say("inferred")})` : "";
    const item = element(
      "li",
      { "data-tie": graph.nodes[other].id },
      `${arrow}${relation}${inferred} `,
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
