// Mouse and keyboard on the canvas.
import type { Explorer } from "./explorer";
import { ARROWS, next } from "./walk";

const REACH = 14;
const STEP = 80;

function under(explorer: Explorer, event: MouseEvent): number {
  const { graph, stage } = explorer;
  if (!graph) return -1;
  const box = stage.canvas.getBoundingClientRect();
  const { k, x, y } = stage.camera;
  return graph.nearest((event.clientX - box.left - x) / k, (event.clientY - box.top - y) / k, REACH / k);
}

export function listen(explorer: Explorer): void {
  const { stage } = explorer;
  const { canvas } = stage;
  canvas.addEventListener("mousemove", (event) => {
    const found = event.buttons ? -1 : under(explorer, event);
    if (found === stage.hovered) return;
    stage.hovered = found;
    canvas.classList.toggle("over", found >= 0);
    stage.ask();
  });
  canvas.addEventListener("mouseleave", () => {
    stage.hovered = -1;
    stage.ask();
  });
  canvas.addEventListener("click", (event) => explorer.select(under(explorer, event)));
  canvas.addEventListener("dblclick", (event) => explorer.open(under(explorer, event)));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !press(explorer, event)) return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    explorer.finder.focus();
  });
}

/** Do what a key stands for; return whether it stands for anything. */
function press(explorer: Explorer, { key, shiftKey }: KeyboardEvent): boolean {
  const { graph, stage, camera } = explorer;
  if (!graph) return false;
  const way = ARROWS[key];
  if (way && shiftKey) camera.pan(-way[0] * STEP, -way[1] * STEP);
  else if (way) explorer.select(next(graph, stage.selected, way), true);
  else if (key === "+" || key === "=") camera.zoomBy(1.4);
  else if (key === "-") camera.zoomBy(1 / 1.4);
  else if (key === "0") camera.fit(graph);
  else if (key === "Enter") explorer.open(stage.selected);
  else if (key === "Escape") explorer.select(-1);
  else return false;
  return true;
}
