// The form of filters and the address say the same, in both directions.
import { byId } from "./dom";
import type { State } from "./state";

export class Filters {
  onChange: () => void = () => undefined;
  private readonly form = byId<HTMLFormElement>("filters");
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
    byId("clear").addEventListener("click", () => this.clear());
    byId("ego-off").addEventListener("click", () => this.around(null));
    if (matchMedia("(max-width: 48rem)").matches) this.form.closest("details")!.open = false;
  }

  /** Show only what is around one entity, or everything again. */
  around(id: string | null): void {
    const next = this.read();
    next.delete("ego");
    next.delete("depth");
    // Around one entity everything counts, whatever was chosen before to see the whole.
    if (id !== null) {
      ["view", "kind", "relation", "min_weight"].forEach((name) => next.delete(name));
      next.set("ego", id);
    }
    this.apply(next);
  }

  clear(): void {
    this.apply(new URLSearchParams());
  }

  /** Fill the form in from the address, after a step back or forward. */
  restore(): void {
    const now = this.state.filters();
    for (const field of this.form.elements) {
      if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
        if (field.type === "checkbox") field.checked = now.getAll(field.name).includes(field.value);
      } else if (field instanceof HTMLInputElement) field.value = now.get(field.name) ?? "";
      else if (field instanceof HTMLSelectElement) field.value = now.get(field.name) ?? "1";
    }
  }

  /** Say what is really shown: the view that the server chose, and whose surroundings. */
  shown(view: string, centre: string): void {
    const ego = this.state.filters().has("ego");
    for (const radio of this.form.querySelectorAll<HTMLInputElement>("input[name=view]")) {
      radio.checked = radio.value === view;
      radio.disabled = ego || radio.dataset.none === "true";
    }
    byId("ego").hidden = !ego;
    byId("ego-name").textContent = centre;
    const clusters = view === "clusters";
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

  private apply(next: URLSearchParams): void {
    clearTimeout(this.timer);
    this.state.setFilters(next);
    this.restore();
    this.onChange();
  }

  private read(): URLSearchParams {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && value !== "") found.append(name, value);
    }
    if (!found.has("ego")) found.delete("depth");
    if (found.get("depth") === "1") found.delete("depth");
    return found;
  }
}
