// The form of filters and the address say the same, in both directions.
import { byId, element } from "./dom";
import type { State } from "./state";
import type { Payload } from "./types";

/** What goes where another network is chosen: it belongs to the one before. */
const OF_ONE_NETWORK = ["view", "ego", "depth", "community", "unfold", "a", "b", "over"];
/** Around one entity everything counts, whatever was chosen before to see the whole. */
const OF_THE_WHOLE = ["view", "network", "community", "unfold", "kind", "relation", "min_weight", "a", "b", "over"];

export class Filters {
  onChange: () => void = () => undefined;
  private readonly form = byId<HTMLFormElement>("filters");
  private readonly network = this.form.elements.namedItem("network") as HTMLSelectElement;
  private timer = 0;

  constructor(private readonly state: State) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changed();
    });
    this.form.addEventListener("change", () => this.soon(0));
    this.form.addEventListener("input", (event) => {
      if ((event.target as HTMLInputElement).type === "number") this.soon(600);
    });
    this.network.addEventListener("change", () => {
      const next = this.read();
      OF_ONE_NETWORK.forEach((name) => next.delete(name));
      this.apply(next);
    });
    byId("clear").addEventListener("click", () => this.apply(new URLSearchParams()));
    byId("ego-off").addEventListener("click", () => this.around(null));
    byId("community-off").addEventListener("click", () => this.show({ network: "communities" }));
    if (matchMedia("(max-width: 48rem)").matches) this.form.closest("details")!.open = false;
  }

  /** Show only what is around one entity, or everything again. */
  around(id: string | null): void {
    const next = this.read();
    if (id === null) ["ego", "depth", "network", "unfold"].forEach((name) => next.delete(name));
    else OF_THE_WHOLE.forEach((name) => next.delete(name));
    next.delete("depth");
    if (id !== null) next.set("ego", id);
    this.apply(next);
  }

  /** Show another network. */
  show(asked: Record<string, string>): void {
    this.apply(new URLSearchParams(asked));
  }

  /** Show what was there on a day, or all that is known. */
  day(day: string): void {
    const next = this.read();
    if (day) next.set("at", day);
    else next.delete("at");
    this.apply(next);
  }

  /** Open a folded mark where it is. */
  unfold(id: string): void {
    const next = this.read();
    next.set("unfold", `${next.get("unfold") ?? ""} ${id}`.trim());
    this.apply(next);
  }

  /** Fill the form in from the address, after a step back or forward. */
  restore(): void {
    const now = this.state.filters();
    for (const field of this.form.elements) {
      if (field instanceof HTMLInputElement && field.type === "checkbox") {
        field.checked = now.getAll(field.name).includes(field.value);
      } else if (field instanceof HTMLInputElement) field.value = now.get(field.name) ?? "";
      else if (field instanceof HTMLSelectElement) field.value = now.get(field.name) ?? (field.name === "depth" ? "1" : "");
    }
  }

  /** Say what is really shown: the network that the server chose, and whose surroundings. */
  shown({ network, title }: Payload, centre: string): void {
    const ego = this.state.filters().has("ego");
    const options = [...this.network.options].map((option) => option.value);
    if (!options.includes(network)) this.network.append(element("option", { value: network }, title));
    this.network.value = network;
    byId("ego").hidden = !ego;
    byId("ego-name").textContent = centre;
    byId("community").hidden = !this.state.filters().has("community");
    byId("over").hidden = network !== "overlap";
    byId("relations").hidden = network !== "clusters" && network !== "all";
    const clusters = network === "clusters";
    byId("kinds-hint").hidden = !clusters;
    for (const box of this.form.querySelectorAll<HTMLInputElement>("input[name=kind]")) box.disabled = clusters;
  }

  private soon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.changed(), wait);
  }

  private changed(): void {
    if (!this.form.reportValidity()) return;
    const next = this.read();
    if (next.toString() !== this.state.filters().toString()) this.apply(next);
  }

  /** What was selected before stays so: the page says above the picture what it is, and how it is cleared. */
  private apply(next: URLSearchParams): void {
    clearTimeout(this.timer);
    const among = this.state.filters().get("among");
    if (among !== null) next.set("among", among);
    this.state.setFilters(next);
    this.restore();
    this.onChange();
  }

  private read(): URLSearchParams {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && value !== "") found.append(name, value);
    }
    if (found.has("ego")) found.delete("network");
    if (!found.has("ego") || found.get("depth") === "1") found.delete("depth");
    return found;
  }
}
