// PNG and SVG of what is on screen, with a legend and the version of the data under it.
import { widthOf } from "./labels";
import { CanvasPen, type Pen } from "./pen";
import type { Scene } from "./scene";
import type { Stage } from "./stage";
import { SvgPen } from "./svg";
import { theme } from "./theme";
import type { MarkLook } from "./types";

const SHARP = 2;
const LINE = 22;
const SIZE = 12;

export interface Shown {
  scene: Scene;
  stage: Stage;
  note: string;
}

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

interface Entry {
  look: MarkLook | null;
  r: number;
  text: string;
  x: number;
  line: number;
}

/** The legend in as many lines as the width asks for: marks, what sizes and colours stand for, and the version. */
function legend({ scene, stage, note }: Shown): Entry[] {
  const used = new Set(scene.graph.nodes.map((node) => node.mark));
  const plain = { word: "", shape: "dot", colour: "#888888", border: "#555555" };
  const signs: { look: MarkLook | null; r: number; text: string }[] = [
    ...Object.keys(scene.marks).filter((mark) => used.has(mark)).map((mark) => ({ look: scene.marks[mark], r: 6, text: scene.marks[mark].word })),
    ...scene.graph.payload.scales.flatMap(({ title, steps }) => [
      { look: null, r: 0, text: `${title}:` },
      ...steps.map(({ text, size, colour }) => ({ look: colour ? { ...plain, colour } : plain, r: Math.min((size ?? 12) / 2, 9), text })),
    ]),
    { look: null, r: 0, text: note },
  ];
  let [x, line] = [16, 0];
  return signs.map(({ look, r, text }) => {
    const width = widthOf(text, SIZE, false) + 36;
    if (x > 16 && x + width > stage.width) [x, line] = [16, line + 1];
    const entry = { look, r, text, x, line };
    x += width;
    return entry;
  });
}

function height(entries: Entry[], stage: Stage): number {
  return stage.height + (entries[entries.length - 1].line + 1) * LINE + 6;
}

function drawn(pen: Pen, { scene, stage }: Shown, entries: Entry[]): void {
  for (const _ of scene.paint(pen, stage.camera, stage.width, stage.height, theme())) continue;
  for (const { look, r, text, x, line } of entries) {
    const y = stage.height + LINE * (line + 0.5);
    if (look) pen.mark(look, x, y, r);
    pen.text(text, look ? x + 12 : x - 6, y, SIZE, false);
  }
}

export function savePng(shown: Shown): void {
  const { stage } = shown;
  const entries = legend(shown);
  const canvas = document.createElement("canvas");
  canvas.width = stage.width * SHARP;
  canvas.height = height(entries, stage) * SHARP;
  const context = canvas.getContext("2d")!;
  context.scale(SHARP, SHARP);
  context.fillStyle = theme().paper;
  context.fillRect(0, 0, stage.width, height(entries, stage));
  drawn(new CanvasPen(context, SHARP, theme()), shown, entries);
  canvas.toBlob((content) => content && save(content, "intercluster-network.png"));
}

export function saveSvg(shown: Shown, title: string): void {
  const entries = legend(shown);
  const pen = new SvgPen(shown.stage.width, height(entries, shown.stage), theme());
  drawn(pen, shown, entries);
  save(new Blob([pen.file(title)], { type: "image/svg+xml" }), "intercluster-network.svg");
}
