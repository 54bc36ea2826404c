// PNG and SVG of what is on screen.
import { CanvasPen, type Pen } from "./pen";
import type { Scene } from "./scene";
import type { Stage } from "./stage";
import { SvgPen } from "./svg";
import { theme } from "./theme";

const SHARP = 2;

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function drawn(pen: Pen, scene: Scene, stage: Stage): void {
  const { camera, width, height } = stage;
  for (const _ of scene.paint(pen, camera, width, height, theme())) continue;
}

export function savePng(scene: Scene, stage: Stage): void {
  const canvas = document.createElement("canvas");
  canvas.width = stage.width * SHARP;
  canvas.height = stage.height * SHARP;
  const context = canvas.getContext("2d")!;
  context.scale(SHARP, SHARP);
  context.fillStyle = theme().paper;
  context.fillRect(0, 0, stage.width, stage.height);
  drawn(new CanvasPen(context, SHARP, theme()), scene, stage);
  canvas.toBlob((content) => content && save(content, "intercluster-network.png"));
}

export function saveSvg(scene: Scene, stage: Stage, title: string): void {
  const pen = new SvgPen(stage.width, stage.height, theme());
  drawn(pen, scene, stage);
  save(new Blob([pen.file(title)], { type: "image/svg+xml" }), "intercluster-network.svg");
}
