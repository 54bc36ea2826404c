// The day that is shown: a slider over the days that the data name, and play, which goes on when a day is drawn.
import { byId } from "./dom";
import type { Words } from "./words";

/** How long a day that is played stays, in milliseconds. */
const STAYS = 1200;

export class Times {
  /** Show a day, or all that is known where it is "". */
  onChange: (day: string) => void = () => undefined;
  private readonly place = document.getElementById("times");
  private readonly days: string[] = (this.place?.dataset.days ?? "").split(" ");
  private shown = "";
  private plays = false;
  private timer = 0;

  constructor(private readonly words: Words) {
    if (!this.place) return;
    const slider = this.slider();
    slider.addEventListener("input", () => {
      this.stop();
      this.say(this.days[slider.valueAsNumber]);
      this.soon(slider.valueAsNumber, 200);
    });
    const field = byId<HTMLInputElement>("day");
    field.addEventListener("change", () => {
      this.stop();
      if (field.reportValidity()) this.ask(field.value);
    });
    byId("play").addEventListener("click", () => (this.plays ? this.stop() : this.play()));
    byId("day-before").addEventListener("click", () => this.step(-1));
    byId("day-after").addEventListener("click", () => this.step(1));
    byId("all-days").addEventListener("click", () => this.ask(""));
  }

  /** What was asked for is drawn: the slider says of which day it is, and play goes on to the next. */
  drawn(day: string): void {
    if (!this.place) return;
    this.shown = day;
    this.say(day);
    if (!this.plays) return;
    const next = this.at(day) + 1;
    if (day && next < this.days.length) this.soon(next, STAYS);
    else this.stop();
  }

  stop(): void {
    if (!this.place) return;
    clearTimeout(this.timer);
    this.plays = false;
    this.tell();
  }

  private play(): void {
    this.plays = true;
    this.tell();
    const next = this.at(this.shown) + 1;
    this.soon(this.shown && next < this.days.length ? next : 0, 0);
  }

  private step(by: number): void {
    this.stop();
    const here = this.at(this.shown);
    // A day that was typed in may stand between two.
    const before = this.shown && this.days[here] < this.shown ? here : here - 1;
    const to = by > 0 ? (this.shown ? here + 1 : 0) : before;
    if (to >= 0 && to < this.days.length) this.ask(this.days[to]);
  }

  /** The place of a day, or of the last before it; that of the last of all where none is chosen. */
  private at(day: string): number {
    return day ? Math.max(0, this.days.filter((one) => one <= day).length - 1) : this.days.length - 1;
  }

  private soon(place: number, wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(this.days[place]), wait);
  }

  private ask(day: string): void {
    if (day === "") this.stop();
    this.onChange(day);
  }

  private say(day: string): void {
    const place = this.at(day);
    const text = day ? this.words.day(day) : this.words.say("allDays");
    const slider = this.slider();
    slider.value = String(place);
    slider.setAttribute("aria-valuetext", text);
    byId("day-said").textContent = text;
    byId("all-days").hidden = day === "";
    const line = document.getElementById("day-line");
    line?.setAttribute("visibility", day ? "visible" : "hidden");
    ["x1", "x2"].forEach((end) => line?.setAttribute(end, `${(100 * place) / (this.days.length - 1)}%`));
    const matrix = byId<HTMLAnchorElement>("matrix-of-day");
    matrix.href = `/${day ? `?at=${day}` : ""}#overlap`;
  }

  private tell(): void {
    byId("play").setAttribute("aria-pressed", String(this.plays));
    byId("play").textContent = this.words.say(this.plays ? "stop" : "play");
  }

  private slider(): HTMLInputElement {
    return byId<HTMLInputElement>("day-slider");
  }
}
