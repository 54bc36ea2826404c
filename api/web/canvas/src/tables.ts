// The same as tables, for readers who do not see the picture: some rows at once, more when asked for.
import { button, byId, element } from "./dom";
import type { Graph } from "./graph";
import type { Words } from "./words";

const AT_ONCE = 50;

export class Tables {
  constructor(
    private readonly words: Words,
    private readonly select: (place: number) => void,
  ) {}

  show(graph: Graph): void {
    const own = byId("node-head").querySelectorAll("[data-measure]");
    own.forEach((head) => head.remove());
    const heads = graph.payload.measures.map((name) => element("th", { scope: "col", class: "number", "data-measure": "" }, name));
    byId("node-head").append(...heads);
    this.fill("node-rows", "more-nodes", graph.nodes.length, (place) => this.node(graph, place));
    this.fill("tie-rows", "more-ties", graph.ties.length, (number) => this.tie(graph, number));
  }

  private fill(body: string, more: string, total: number, row: (number: number) => HTMLElement): void {
    const rows = byId(body);
    const next = byId(more);
    rows.replaceChildren();
    const add = () => {
      const from = rows.childElementCount;
      const to = Math.min(total, from + AT_ONCE);
      for (let number = from; number < to; number += 1) rows.append(row(number));
      next.hidden = to >= total;
      next.textContent = this.words.say("more", { count: this.words.number(Math.min(AT_ONCE, total - to)) });
    };
    next.onclick = add;
    add();
  }

  private node(graph: Graph, place: number): HTMLElement {
    const node = graph.nodes[place];
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, button(node.name, "plain", () => this.select(place))),
      element("td", {}, this.words.kind(node.mark, node.kind)),
      element("td", { class: "number" }, this.words.number(node.degree)),
      ...node.values.map((value) =>
        value === null
          ? element("td", { class: "number unknown" }, this.words.say("unknown"))
          : element("td", { class: "number" }, this.words.number(value)),
      ),
    );
  }

  private tie(graph: Graph, number: number): HTMLElement {
    const { words } = this;
    const tie = graph.ties[number];
    const end = (place: number) => button(graph.nodes[place].name, "plain", () => this.select(place));
    const relation = (tie.relation || words.say("sharedTie")) + (tie.dashed ? ` (${words.say(tie.byChance ? "byChance" : "inferred")})` : "");
    return element(
      "tr",
      {},
      element("td", {}, end(tie.start)),
      element("td", {}, relation),
      element("td", {}, end(tie.end)),
      element("td", { class: "number" }, words.number(tie.weight)),
      element("td", {}, tie.facts.join("; ")),
      element("td", { class: "sources" }, tie.sources.length ? tie.sources.join("; ") : words.say("computed")),
    );
  }
}
