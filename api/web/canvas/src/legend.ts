// What sizes and colours stand for, beside the picture: made of shapes that a strict policy of styles lets through.
import { byId, element } from "./dom";
import { MEASURED } from "./marks";
import type { Step, Payload, Scale } from "./types";

const SVG = "http://www.w3.org/2000/svg";
const PLAIN = 6;

export function showLegend({ nodes, scales }: Payload): void {
  const used = new Set(nodes.map((node) => node.mark));
  for (const item of document.querySelectorAll<HTMLElement>("[data-mark]")) {
    item.hidden = !used.has(item.dataset.mark!);
    item.classList.toggle("uncoloured", nodes.some(({ colour }) => colour));
  }
  byId("scales").replaceChildren(...scales.map(row));
  byId("scales").hidden = scales.length === 0;
}

function row({ title, steps }: Scale): HTMLElement {
  const items = steps.map((step) => element("li", {}, sign(step), ` ${step.text}`));
  return element("ul", { class: "legend", "aria-label": title }, element("li", {}, `${title}:`), ...items);
}

function sign({ size, colour }: Step): SVGElement {
  const r = size === null ? PLAIN : size * MEASURED;
  const made = document.createElementNS(SVG, "svg");
  const dot = document.createElementNS(SVG, "circle");
  const box = 2 * r + 2;
  const all = { class: "swatch", width: box, height: box, viewBox: `${-box / 2} ${-box / 2} ${box} ${box}`, "aria-hidden": "true" };
  for (const [name, value] of Object.entries(all)) made.setAttribute(name, String(value));
  dot.setAttribute("r", String(r));
  dot.setAttribute("fill", colour ?? "currentColor");
  dot.setAttribute("stroke", "#808080");
  made.append(dot);
  return made;
}
