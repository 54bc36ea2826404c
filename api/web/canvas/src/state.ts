// What is shown, in the address: filters, what is selected (`sel`), where the camera stands (`cam`), and what was
// changed by hand (`hide`, `open`, `put`), and whether it is a matrix (`as`).
// The camera is kept as the point in its middle, so that it means the same in a window of another size.
import type { Edits } from "./edits";
import type { Camera } from "./types";

/** What tells one network from another: marks of one never move. */
const NETWORK = ["view", "network", "ego", "depth", "community", "a", "b", "over", "through", "advice", "of", "between", "since", "until"];
const FILTERS = [
  ...NETWORK, "kind", "relation", "first_year", "last_year", "min_weight", "at", "unfold",
  "size", "colour", "country", "region", "programme", "instrument", "theme", "source", "least_eur", "weights", "among",
];
const EDITS = ["hide", "open", "put"];

const without = (filters: URLSearchParams, gone: string) => [...filters].filter(([name]) => name !== gone).sort().join("\n");

export class State {
  /** In a page opened from a folder the address may only change behind its #. */
  constructor(private readonly live: boolean) {}

  private read(): URLSearchParams {
    return new URLSearchParams(this.live ? location.search : location.hash.slice(1));
  }

  get selected(): string | null {
    return this.read().get("sel");
  }

  camera(width: number, height: number): Camera | null {
    const parts = (this.read().get("cam") ?? "").split("_").map(Number);
    if (parts.length !== 3 || !parts.every(Number.isFinite) || parts[2] <= 0) return null;
    const [x, y, k] = parts;
    return { k, x: width / 2 - x * k, y: height / 2 - y * k };
  }

  /** The filters alone, as the server reads them. */
  filters(): URLSearchParams {
    return new URLSearchParams([...this.read()].filter(([name]) => FILTERS.includes(name)));
  }

  /** Which network the filters are of. */
  network(filters = this.filters()): string {
    return NETWORK.map((name) => filters.getAll(name).join(",")).join("\n");
  }

  setFilters(filters: URLSearchParams): void {
    const stays = this.network(filters) === this.network();
    const goes = stays ? FILTERS : [...FILTERS, ...EDITS, "cam"];
    const kept = [...this.read()].filter(([name]) => !goes.includes(name));
    // The days that a slider goes through are no steps to go back by.
    const steps = without(filters, "at") !== without(this.filters(), "at");
    this.write(new URLSearchParams([...filters, ...kept]), steps);
  }

  edits(): Edits {
    const now = this.read();
    const moved: Record<string, readonly [number, number]> = {};
    for (const put of now.getAll("put")) {
      const [, id, x, y] = /^(.+)@(-?[\d.]+)_(-?[\d.]+)$/.exec(put) ?? [];
      if (id) moved[id] = [Number(x), Number(y)];
    }
    return { hidden: now.getAll("hide"), opened: now.getAll("open"), moved };
  }

  setEdits({ hidden, opened, moved }: Edits): void {
    const next = new URLSearchParams([...this.read()].filter(([name]) => !EDITS.includes(name)));
    hidden.forEach((id) => next.append("hide", id));
    opened.forEach((id) => next.append("open", id));
    for (const [id, [x, y]] of Object.entries(moved)) next.append("put", `${id}@${Math.round(x)}_${Math.round(y)}`);
    this.write(next, false);
  }

  /** Whether a matrix is shown in place of the picture. */
  get asMatrix(): boolean {
    return this.read().get("as") === "matrix";
  }

  set asMatrix(on: boolean) {
    const next = this.read();
    if (on === this.asMatrix) return;
    if (on) next.set("as", "matrix");
    else next.delete("as");
    this.write(next, false);
  }

  select(id: string | null): void {
    const next = this.read();
    if (next.get("sel") === id) return;
    if (id === null) next.delete("sel");
    else next.set("sel", id);
    this.write(next, true);
  }

  setCamera({ k, x, y }: Camera, width: number, height: number): void {
    const next = this.read();
    next.set("cam", [(width / 2 - x) / k, (height / 2 - y) / k, k].map((value) => +value.toPrecision(5)).join("_"));
    this.write(next, false);
  }

  private write(next: URLSearchParams, step: boolean): void {
    const text = next.toString();
    const address = this.live ? `${location.pathname}${text ? `?${text}` : ""}` : `#${text}`;
    try {
      if (step) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch {
      // A browser that keeps a page from a folder at its address: the picture works without.
    }
    this.link(next);
  }

  /** Links that lead to the same view elsewhere: as a file, in another language. */
  link(all: URLSearchParams = this.read()): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-filtered]")) {
      const shown = new URLSearchParams(this.filters());
      const lang = all.get("lang");
      if (lang) shown.set("lang", lang);
      link.href = `${link.dataset.filtered!}?${shown}`;
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) {
      const there = new URLSearchParams(all);
      there.set("lang", link.hreflang);
      link.href = `${location.pathname}?${there}`;
    }
  }
}
