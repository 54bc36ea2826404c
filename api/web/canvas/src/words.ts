// Texts in the reader's language, which the server wrote into the page.
import type { Config } from "./types";

export class Words {
  private readonly numbers: Intl.NumberFormat;
  private readonly days: Intl.DateTimeFormat;

  constructor(private readonly config: Config) {
    const locale = config.locale === "en" ? "en-GB" : config.locale + "-BE";
    this.numbers = new Intl.NumberFormat(locale);
    this.days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  }

  say(key: string, values: Record<string, string> = {}): string {
    return this.config.words[key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** A day, YYYY-MM-DD, as the reader writes it. */
  day(text: string): string {
    return this.days.format(new Date(`${text}T12:00:00Z`));
  }

  entities(count: number): string {
    return `${this.number(count)} ${this.say(count === 1 ? "entity" : "entities")}`;
  }

  ties(count: number): string {
    return `${this.number(count)} ${this.say(count === 1 ? "tie" : "ties")}`;
  }

  kind(mark: string, kind: string): string {
    const word = this.config.marks[mark].word;
    return kind && kind.toLowerCase() !== word.toLowerCase() ? `${word} · ${kind}` : word;
  }
}
