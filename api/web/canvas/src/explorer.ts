// The explorer: one graph at a time, its picture, its panel and its tables, and what is selected in all three.
import { CameraControl } from "./camera";
import { byId } from "./dom";
import { savePng, saveSvg } from "./files";
import { Finder } from "./finder";
import { Filters } from "./filters";
import { Graph } from "./graph";
import { Panel } from "./panel";
import { Scene } from "./scene";
import { Stage } from "./stage";
import { State } from "./state";
import { Tables } from "./tables";
import { whenThemeChanges } from "./theme";
import type { Config, Payload } from "./types";
import { Words } from "./words";

export class Explorer {
  readonly stage: Stage;
  readonly camera: CameraControl;
  readonly finder: Finder;
  graph: Graph | null = null;
  private scene: Scene | null = null;
  private readonly words: Words;
  private readonly state: State;
  private readonly panel: Panel;
  private readonly tables: Tables;
  private readonly filters: Filters | null;
  private readonly place = byId("explorer");
  private loading = 0;
  private first = true;

  constructor(private readonly config: Config) {
    this.words = new Words(config);
    this.state = new State(config.live);
    this.stage = new Stage(byId<HTMLCanvasElement>("network"));
    this.camera = new CameraControl(this.stage);
    const actions = {
      select: (place: number) => this.select(place, true),
      deselect: () => this.select(-1),
      around: (id: string) => this.around(id),
    };
    this.panel = new Panel(byId("panel"), this.words, actions, config.live);
    this.tables = new Tables(this.words, actions.select);
    this.finder = new Finder(this.words, actions, config.live);
    this.filters = config.live ? new Filters(this.state) : null;
    this.connect();
  }

  /** Ask the service for what the filters say, and show it. */
  async load(): Promise<void> {
    const asked = ++this.loading;
    delete this.place.dataset.ready;
    byId("status").textContent = this.words.say("drawing");
    const query = this.state.filters();
    query.set("lang", this.config.locale);
    try {
      const answer = await fetch(`/explorer/data.json?${query}`);
      const found = (await answer.json()) as Payload & { detail?: string };
      if (asked !== this.loading) return;
      if (!answer.ok) throw new Error(found.detail ?? answer.statusText);
      this.show(found);
    } catch (error) {
      if (asked === this.loading) this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  show(payload: Payload): void {
    const { stage, state, words } = this;
    const graph = new Graph(payload);
    const wanted = state.selected;
    const ego = state.filters().get("ego");
    if (this.first && wanted !== null && !ego && graph.place(wanted) < 0 && this.filters) {
      // Another page led here for an entity that this view does not draw.
      this.first = false;
      this.around(wanted);
      return;
    }
    this.first = false;
    this.graph = graph;
    this.scene = new Scene(graph, this.config.marks);
    stage.selected = stage.hovered = -1;
    stage.show(this.scene);
    const camera = state.camera(stage.width, stage.height);
    if (camera) this.camera.set(camera);
    else this.camera.fit(graph);
    this.filters?.shown(graph.view, ego ? (graph.nodes[0]?.name ?? "") : "");
    state.link(undefined, graph.view);
    this.tables.show(graph);
    this.finder.show(graph);
    this.legend(graph);
    this.status(`${words.entities(graph.nodes.length)}, ${words.ties(graph.ties.length)}`, graph);
    this.message(graph.nodes.length ? "" : words.say("noneFound"));
    delete this.place.dataset.failed;
    this.select(ego && wanted === ego && graph.nodes.length ? Math.max(0, graph.place(wanted)) : graph.place(wanted));
    if (graph.nodes.length === 0) this.place.dataset.ready = "true";
  }

  select(place: number, reveal = false): void {
    const { graph, stage } = this;
    if (!graph) return;
    stage.selected = place;
    stage.hovered = -1;
    if (place >= 0) {
      this.panel.show(graph, place);
      if (reveal) this.camera.reveal(graph.nodes[place].x, graph.nodes[place].y, graph.nodes.length > 400);
    } else this.panel.empty();
    this.state.select(place >= 0 ? graph.nodes[place].id : null);
    stage.ask();
  }

  open(place: number): void {
    if (this.config.live && place >= 0 && this.graph) {
      location.href = `/entities/${encodeURIComponent(this.graph.nodes[place].id)}`;
    }
  }

  private around(id: string): void {
    this.state.select(id);
    this.filters?.around(id);
  }

  private connect(): void {
    const { stage, camera, state } = this;
    stage.onDrawn = () => {
      this.place.dataset.ready = "true";
    };
    camera.onSettled = () => {
      if (this.graph?.nodes.length) state.setCamera(stage.camera, stage.width, stage.height);
    };
    new ResizeObserver(() => {
      if (stage.width !== stage.canvas.clientWidth || stage.height !== stage.canvas.clientHeight) stage.resize();
    }).observe(stage.canvas);
    whenThemeChanges(() => stage.repaint());
    byId("fit").addEventListener("click", () => this.graph && camera.fit(this.graph));
    const shown = () => ({ scene: this.scene!, stage, note: this.words.say("version", { version: this.graph!.version }) });
    byId("png").addEventListener("click", () => this.scene && savePng(shown()));
    byId("svg").addEventListener("click", () => this.scene && saveSvg(shown(), document.title));
    if (!this.filters) return;
    this.filters.onChange = () => void this.load();
    window.addEventListener("popstate", () => {
      this.filters?.restore();
      void this.load();
    });
  }

  private status(text: string, graph: Graph): void {
    const { leftOut } = graph;
    const more = leftOut ? `; ${this.words.say("leftOut", { count: this.words.number(leftOut) })}` : "";
    const line = byId("status");
    line.textContent = text + more;
    line.dataset.nodes = String(graph.nodes.length);
    line.dataset.ties = String(graph.ties.length);
  }

  private legend(graph: Graph): void {
    const marks = new Set(graph.nodes.map((node) => node.mark));
    for (const item of document.querySelectorAll<HTMLElement>("[data-mark]")) item.hidden = !marks.has(item.dataset.mark!);
  }

  private message(text: string): void {
    byId("message").textContent = text;
    byId("message").hidden = text === "";
  }

  private fail(reason: string): void {
    byId("status").textContent = "";
    this.message(this.words.say("failed", { reason }));
    this.place.dataset.failed = "true";
  }
}
