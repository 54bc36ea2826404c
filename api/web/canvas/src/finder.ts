// Search by name: what is drawn first, then what the service knows beside it.
import { byId, element } from "./dom";
import type { Graph } from "./graph";
import type { Words } from "./words";

const MOST = 8;

interface Hit {
  text: string;
  note: string;
  choose: () => void;
}

interface Row {
  id: string;
  name: string;
}

export interface FinderActions {
  select(place: number): void;
  around(id: string): void;
}

export const fold = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

export class Finder {
  private readonly input = byId<HTMLInputElement>("find");
  private readonly list = byId("found");
  private hits: Hit[] = [];
  private at = -1;
  private names: string[] = [];
  private graph: Graph | null = null;
  private asked = 0;
  private timer = 0;

  constructor(
    private readonly words: Words,
    private readonly actions: FinderActions,
    private readonly live: boolean,
  ) {
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
  }

  show(graph: Graph): void {
    this.graph = graph;
    this.names = graph.nodes.map((node) => ` ${fold(node.name)} ${fold(node.label)}`);
  }

  focus(): void {
    this.input.focus();
  }

  private search(): void {
    const wanted = fold(this.input.value);
    clearTimeout(this.timer);
    this.asked += 1;
    if (!wanted) {
      this.close();
      return;
    }
    const hits = this.drawn(wanted);
    this.open(hits, !this.live);
    if (this.live) this.timer = window.setTimeout(() => void this.ask(this.input.value, hits), 250);
  }

  private drawn(wanted: string): Hit[] {
    const graph = this.graph;
    if (!graph) return [];
    const like = this.names.map((name, place) => ({ place, where: name.indexOf(wanted), start: name.includes(` ${wanted}`) }));
    return like
      .filter(({ where }) => where >= 0)
      .sort((a, b) => Number(b.start) - Number(a.start) || a.place - b.place)
      .slice(0, MOST)
      .map(({ place }) => ({
        text: graph.nodes[place].name,
        note: this.words.kind(graph.nodes[place].mark, graph.nodes[place].kind),
        choose: () => this.actions.select(place),
      }));
  }

  private async ask(text: string, drawn: Hit[]): Promise<void> {
    const asked = this.asked;
    let rows: Row[] = [];
    try {
      const answer = await fetch(`/api/v1/search?${new URLSearchParams({ text, limit: String(MOST) })}`);
      if (answer.ok) rows = ((await answer.json()) as { rows: Row[] }).rows;
    } catch {
      // What is drawn can be found without the service.
    }
    if (asked !== this.asked || document.activeElement !== this.input) return;
    const more = rows.flatMap(({ id, name }): Hit[] => {
      const place = this.graph?.place(id) ?? -1;
      if (place < 0) return [{ text: name, note: this.words.say("elsewhere"), choose: () => this.actions.around(id) }];
      // An entity found by another of its names is drawn too.
      if (drawn.some((hit) => hit.text === name)) return [];
      const node = this.graph!.nodes[place];
      return [{ text: name, note: this.words.kind(node.mark, node.kind), choose: () => this.actions.select(place) }];
    });
    this.open([...drawn, ...more].slice(0, MOST + 4), true);
  }

  private open(hits: Hit[], last: boolean): void {
    this.hits = hits;
    this.at = hits.length ? Math.max(0, Math.min(this.at, hits.length - 1)) : -1;
    const items = hits.map((hit, number) => {
      const item = element("li", { id: `found-${number}`, role: "option" }, hit.text, element("small", {}, hit.note));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => this.choose(number));
      return item;
    });
    const none = element("li", { role: "option", "aria-disabled": "true" }, this.words.say("noMatch"));
    this.list.replaceChildren(...(items.length || !last ? items : [none]));
    this.list.hidden = this.list.childElementCount === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark();
  }

  private mark(): void {
    this.hits.forEach((_, number) => {
      this.list.children[number].setAttribute("aria-selected", String(number === this.at));
    });
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!this.hits.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = (this.at + step + this.hits.length) % this.hits.length;
      this.mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.at >= 0) this.choose(this.at);
    } else if (event.key === "Escape") this.close();
  }

  private choose(number: number): void {
    const hit = this.hits[number];
    this.close();
    this.input.value = hit.text;
    hit.choose();
  }

  /** An answer that is still under way does not open the list again. */
  private close(): void {
    clearTimeout(this.timer);
    this.asked += 1;
    this.hits = [];
    this.at = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
