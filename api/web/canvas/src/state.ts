// What is shown, in the address: filters, what is selected (`sel`) and where the camera stands (`cam`).
// The camera is kept as the point in its middle, so that it means the same in a window of another size.
import type { Camera } from "./types";

const FILTERS = ["view", "kind", "relation", "first_year", "last_year", "min_weight", "ego", "depth", "at"];

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

  setFilters(filters: URLSearchParams): void {
    const kept = [...this.read()].filter(([name]) => !FILTERS.includes(name) && name !== "cam");
    this.write(new URLSearchParams([...filters, ...kept]), true);
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
  link(all: URLSearchParams = this.read(), view?: string): void {
    const filters = this.filters();
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-filtered]")) {
      const path = link.dataset.filtered!;
      const shown = new URLSearchParams(filters);
      if (view) link.dataset.view = view;
      if (path === "/network.html" && link.dataset.view) shown.set("view", link.dataset.view);
      const lang = all.get("lang");
      if (lang) shown.set("lang", lang);
      link.href = `${path}?${shown}`;
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) {
      const there = new URLSearchParams(all);
      there.set("lang", link.hreflang);
      link.href = `${location.pathname}?${there}`;
    }
  }
}

