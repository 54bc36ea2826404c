// The explorer: one graph at a time, its picture, its panel and its tables, and what is selected in all three.
import { CameraControl } from "./camera";
import { byId } from "./dom";
import { edited, History, isNone, NONE, type Edits } from "./edits";
import { savePng, saveSvg } from "./files";
import { Finder } from "./finder";
import { Filters } from "./filters";
import { Graph } from "./graph";
import { showLegend } from "./legend";
import { Matrix } from "./matrix";
import { Panel, type PanelActions } from "./panel";
import { Scene } from "./scene";
import { Stage } from "./stage";
import { State } from "./state";
import { Tables } from "./tables";
import { Times } from "./times";
import { whenThemeChanges } from "./theme";
import type { Config, Payload } from "./types";
import { Words } from "./words";

export class Explorer {
  readonly stage: Stage;
  readonly camera: CameraControl;
  readonly finder: Finder;
  graph: Graph | null = null;
  private scene: Scene | null = null;
  private sent: Payload | null = null;
  /** What is around the marks that were opened in place, by their ids. */
  private readonly around = new Map<string, Payload>();
  private readonly words: Words;
  private readonly state: State;
  private readonly history: History;
  private readonly panel: Panel;
  private readonly tables: Tables;
  private readonly matrix: Matrix;
  private readonly filters: Filters | null;
  private readonly times: Times;
  private readonly place = byId("explorer");
  private loading = 0;
  private network: string | null = null;
  /** The mark along whose ties the keyboard walks. */
  private walked = -1;
  /** Whether what comes next takes more room than what is seen. */
  private widens = false;

  constructor(private readonly config: Config) {
    this.words = new Words(config);
    this.state = new State(config.live);
    this.history = new History(this.state.edits());
    this.stage = new Stage(byId<HTMLCanvasElement>("network"));
    this.camera = new CameraControl(this.stage);
    const actions: PanelActions = {
      select: (place) => this.select(place, true),
      selectTie: (number) => this.selectTie(number),
      deselect: () => this.select(-1),
      around: (id) => this.showAround(id),
      open: (place) => this.open(place),
      expand: (place) => void this.expand(place),
      hide: (places) => this.hide(places),
      only: (places) => this.hide(this.graph!.nodes.map((_, place) => place).filter((place) => !places.includes(place))),
      between: (network, a, b) => {
        // What is between the two is the answer: with one of them selected the rest of it would be faint.
        this.select(-1);
        this.filters?.show({ network, a, b });
      },
    };
    this.panel = new Panel(byId("panel"), this.words, actions, config.live);
    this.tables = new Tables(this.words, actions.select);
    this.matrix = new Matrix(byId("matrix"), this.words, actions);
    this.finder = new Finder(this.words, { select: actions.select, around: actions.around }, config.live);
    this.filters = config.live ? new Filters(this.state) : null;
    this.times = new Times(this.words);
    this.connect();
  }

  /** Ask the service for what the filters say, and show it. */
  async load(): Promise<void> {
    const asked = ++this.loading;
    delete this.place.dataset.ready;
    byId("status").textContent = this.words.say("drawing");
    try {
      const found = await this.ask(this.state.filters());
      if (asked !== this.loading) return;
      if (this.network !== null && this.network !== this.state.network()) this.history.reset(this.state.edits());
      await this.fetchOpened(this.history.now);
      if (asked === this.loading) this.show(found);
    } catch (error) {
      if (asked === this.loading) this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  show(payload: Payload): void {
    const { stage, state } = this;
    const wanted = state.selected;
    const ego = state.filters().get("ego");
    const first = this.network === null;
    if (first && wanted !== null && !ego && payload.nodes.every(({ id }) => id !== wanted) && this.filters) {
      // Another page led here for an entity that this view does not draw.
      this.network = "";
      this.showAround(wanted);
      return;
    }
    const stays = this.network === state.network();
    // Filters of communities lead to the organisations that they leave.
    if (stays && this.sent?.network !== payload.network) this.widens = true;
    this.network = state.network();
    this.sent = payload;
    this.title(payload);
    this.draw();
    const graph = this.graph!;
    const camera = state.camera(stage.width, stage.height);
    if (camera && !this.widens) this.camera.set(camera);
    else if (!stays || this.widens) this.camera.fit(graph);
    this.widens = false;
    this.filters?.shown(payload, ego ? (graph.nodes[0]?.name ?? "") : "");
    this.times.drawn(state.filters().get("at") ?? "");
    state.link();
    delete this.place.dataset.failed;
    this.select(ego && wanted === ego && graph.nodes.length ? Math.max(0, graph.place(wanted)) : graph.place(wanted));
    if (graph.nodes.length === 0) this.place.dataset.ready = "true";
  }

  select(place: number, reveal = false): void {
    const { graph, stage } = this;
    if (!graph) return;
    this.release();
    stage.selected = place;
    if (place >= 0) {
      this.panel.show(graph, place);
      if (reveal) this.camera.reveal(graph.nodes[place].x, graph.nodes[place].y, graph.nodes.length > 400);
    } else this.panel.empty();
    this.state.select(place >= 0 ? graph.nodes[place].id : null);
    stage.ask();
  }

  /** Go to another mark by the keyboard: those that are chosen stay so. */
  walk(place: number): void {
    const { graph, stage } = this;
    if (!stage.chosen.size || place < 0) this.select(place, true);
    else {
      stage.selected = place;
      this.camera.reveal(graph!.nodes[place].x, graph!.nodes[place].y, false);
      stage.ask();
    }
  }

  selectTie(number: number): void {
    if (!this.graph) return;
    this.release();
    this.stage.tie = number;
    this.panel.showTie(this.graph, number);
    this.stage.ask();
  }

  /** Go from one tie to the next: of the mark that is selected, else of all. */
  nextTie(): void {
    const { graph, stage } = this;
    if (!graph?.ties.length) return;
    const from = stage.selected >= 0 ? stage.selected : this.walked;
    const numbers = graph.numbersOf(from);
    if (!numbers.length) return;
    const at = numbers.indexOf(stage.tie);
    this.selectTie(numbers[(at + 1) % numbers.length]);
    this.walked = from;
  }

  /** Choose a mark together with those that are, or no more. */
  choose(place: number): void {
    const { graph, stage } = this;
    if (!graph || place < 0) return;
    const chosen = new Set(stage.chosen);
    if (!chosen.size && stage.selected >= 0) chosen.add(stage.selected);
    if (!stage.chosen.size || !chosen.delete(place)) chosen.add(place);
    this.release();
    stage.chosen = chosen;
    stage.selected = place;
    if (chosen.size) this.panel.showSeveral(graph, [...chosen]);
    else this.panel.empty();
    stage.ask();
  }

  /** Follow a link's meaning: a page, a community, what was folded. */
  open(place: number): void {
    if (!this.config.live || place < 0 || !this.graph) return;
    const { id, mark } = this.graph.nodes[place];
    if (mark === "community") this.filters?.show({ community: id.split(":")[1] });
    else if (id.startsWith("folded:")) {
      this.widens = true;
      this.filters?.unfold(id);
    } else location.href = `/entities/${encodeURIComponent(id)}`;
  }

  /** Show what is around a mark in the same picture. */
  async expand(place: number): Promise<void> {
    if (!this.config.live || place < 0 || !this.graph) return;
    const { id } = this.graph.nodes[place];
    const { opened } = this.history.now;
    if (id.includes("folded:") || id.startsWith("community:") || opened.includes(id)) return;
    await this.change({ opened: [...opened, id] });
  }

  hide(places: number[]): void {
    const gone = places.filter((place) => place >= 0).map((place) => this.graph!.nodes[place].id);
    if (!gone.length) return;
    this.select(-1);
    void this.change({ hidden: [...this.history.now.hidden, ...gone] });
  }

  /** Move a mark, and those chosen with it, while it is held. */
  drag(place: number, dx: number, dy: number): void {
    const { graph, stage } = this;
    for (const one of this.together(place)) {
      graph!.nodes[one].x += dx;
      graph!.nodes[one].y += dy;
    }
    stage.hovered = place;
    stage.ask();
  }

  /** Leave marks where they were dragged. */
  put(place: number): void {
    const places = this.together(place).map((one) => this.graph!.nodes[one]);
    const moved = Object.fromEntries(places.map(({ id, x, y }) => [id, [Math.round(x), Math.round(y)] as const]));
    void this.change({ moved: { ...this.history.now.moved, ...moved } });
  }

  undo(): void {
    if (!this.history.canUndo) return;
    this.history.undo();
    void this.redraw();
  }

  private together(place: number): number[] {
    return this.stage.chosen.has(place) ? [...this.stage.chosen] : [place];
  }

  private async change(change: Partial<Edits>): Promise<void> {
    this.history.change(change);
    await this.redraw();
  }

  /** Draw again after a change by hand; the camera stays, and so does what is selected. */
  private async redraw(): Promise<void> {
    const { graph, stage } = this;
    const ids = [...stage.chosen].map((place) => graph!.nodes[place].id);
    const selected = stage.selected >= 0 ? graph!.nodes[stage.selected].id : null;
    this.state.setEdits(this.history.now);
    await this.fetchOpened(this.history.now);
    this.draw();
    stage.chosen = new Set(ids.map((id) => this.graph!.place(id)).filter((place) => place >= 0));
    if (!stage.chosen.size) this.select(this.graph!.place(selected));
  }

  private draw(): void {
    const { stage, words, history } = this;
    const opened = new Map([...this.around].filter(([id]) => history.now.opened.includes(id)));
    const graph = new Graph(edited(this.sent!, history.now, opened));
    this.graph = graph;
    this.scene = new Scene(graph, this.config.marks);
    this.release();
    stage.show(this.scene);
    this.tables.show(graph);
    if (this.state.asMatrix) this.matrix.show(graph, this.sent!.order);
    this.finder.show(graph);
    showLegend(graph.payload);
    this.status(`${words.entities(graph.nodes.length)}, ${words.ties(graph.ties.length)}`, graph);
    this.message(graph.nodes.length ? "" : words.say("noneFound"));
    byId<HTMLButtonElement>("undo").disabled = !history.canUndo;
    byId<HTMLButtonElement>("restore").disabled = isNone(history.now);
  }

  /** Show the marks and ties as a picture or as a matrix. */
  private showAs(matrix: boolean): void {
    this.state.asMatrix = matrix;
    byId("as-matrix").setAttribute("aria-pressed", String(matrix));
    byId("matrix").hidden = !matrix;
    this.place.classList.toggle("as-matrix", matrix);
    if (matrix && this.graph) this.matrix.show(this.graph, this.sent!.order);
  }

  private title({ question, answer }: Payload): void {
    byId("question").textContent = question;
    byId("answer").textContent = answer;
    byId("answer").hidden = answer === "";
    document.title = `${question} · Intercluster`;
  }

  private release(): void {
    const { stage } = this;
    stage.selected = stage.hovered = stage.tie = stage.hoveredTie = this.walked = -1;
    stage.chosen = new Set();
  }

  private async ask(query: URLSearchParams): Promise<Payload> {
    query.set("lang", this.config.locale);
    const answer = await fetch(`/explorer/data.json?${query}`);
    const found = (await answer.json()) as Payload & { detail?: string };
    if (!answer.ok) throw new Error(found.detail ?? answer.statusText);
    return found;
  }

  private async fetchOpened({ opened }: Edits): Promise<void> {
    if (!this.config.live) return;
    for (const id of opened.filter((one) => !this.around.has(one))) {
      this.around.set(id, await this.ask(new URLSearchParams({ ego: id })));
    }
  }

  private showAround(id: string): void {
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
    byId("as-matrix").addEventListener("click", () => this.showAs(!this.state.asMatrix));
    this.showAs(this.state.asMatrix);
    byId("undo").addEventListener("click", () => this.undo());
    byId("restore").addEventListener("click", () => void this.change(NONE));
    const shown = () => ({ scene: this.scene!, stage, note: this.words.say("version", { version: this.graph!.version }) });
    byId("png").addEventListener("click", () => this.scene && savePng(shown()));
    byId("svg").addEventListener("click", () => this.scene && saveSvg(shown(), document.title));
    if (!this.filters) return;
    this.filters.onChange = () => void this.load();
    this.times.onChange = (day) => this.filters?.day(day);
    window.addEventListener("popstate", () => {
      this.filters?.restore();
      void this.load();
    });
  }

  private status(text: string, graph: Graph): void {
    const { words } = this;
    const { leftOut } = graph;
    const [entities, ties] = graph.payload.open;
    const more = leftOut ? `; ${words.say("leftOut", { count: words.number(leftOut) })}` : "";
    const open = entities + ties ? `; ${words.say("open", { entities: words.entities(entities), ties: words.ties(ties) })}` : "";
    const line = byId("status");
    line.textContent = text + more + open;
    line.dataset.nodes = String(graph.nodes.length);
    line.dataset.ties = String(graph.ties.length);
  }

  private message(text: string): void {
    byId("message").textContent = text;
    byId("message").hidden = text === "";
  }

  private fail(reason: string): void {
    this.times.stop();
    byId("status").textContent = "";
    this.message(this.words.say("failed", { reason }));
    this.place.dataset.failed = "true";
  }
}
