// Mouse, finger and keyboard on the canvas.
import type { Explorer } from "./explorer";
import { ARROWS, next } from "./walk";

const REACH = 14;
const TIE_REACH = 6;
const STEP = 80;
const NUDGE = 20;
/** A hand that presses a mark moves a little; this far it does not mean to. */
const STILL = 4;

/** Where an event is, in the picture's own measure. */
function point(explorer: Explorer, event: { clientX: number; clientY: number }): [number, number, number] {
  const box = explorer.stage.canvas.getBoundingClientRect();
  const { k, x, y } = explorer.stage.camera;
  return [(event.clientX - box.left - x) / k, (event.clientY - box.top - y) / k, k];
}

function under(explorer: Explorer, event: { clientX: number; clientY: number }): number {
  const [x, y, k] = point(explorer, event);
  return explorer.graph?.nearest(x, y, REACH / k) ?? -1;
}

function tieUnder(explorer: Explorer, event: MouseEvent): number {
  const [x, y, k] = point(explorer, event);
  return explorer.graph?.nearestTie(x, y, TIE_REACH / k) ?? -1;
}

export function listen(explorer: Explorer): void {
  const { stage, camera } = explorer;
  const { canvas } = stage;
  camera.holds = (event) => under(explorer, "touches" in event ? event.touches[0] : event) >= 0;
  drag(explorer);
  canvas.addEventListener("mousemove", (event) => {
    const found = event.buttons ? -1 : under(explorer, event);
    const tie = event.buttons || found >= 0 ? -1 : tieUnder(explorer, event);
    if (found === stage.hovered && tie === stage.hoveredTie) return;
    [stage.hovered, stage.hoveredTie] = [found, tie];
    canvas.classList.toggle("over", found >= 0 || tie >= 0);
    stage.ask();
  });
  canvas.addEventListener("mouseleave", () => {
    stage.hovered = stage.hoveredTie = -1;
    stage.ask();
  });
  canvas.addEventListener("click", (event) => {
    const found = under(explorer, event);
    if (event.shiftKey) explorer.choose(found);
    else if (found < 0 && tieUnder(explorer, event) >= 0) explorer.selectTie(tieUnder(explorer, event));
    else explorer.select(found);
  });
  canvas.addEventListener("dblclick", (event) => explorer.open(under(explorer, event)));
  canvas.addEventListener("keydown", (event) => {
    if (event.metaKey || event.altKey || !(event.ctrlKey ? pressWithControl : press)(explorer, event)) return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    explorer.finder.focus();
  });
}

/** A mark that is pressed follows the hand, and so do those chosen with it; then it stays where it was put. */
function drag(explorer: Explorer): void {
  const { canvas } = explorer.stage;
  let held: { place: number; from: [number, number]; moved: boolean } | null = null;
  canvas.addEventListener("pointerdown", (event) => {
    const place = event.button || event.shiftKey ? -1 : under(explorer, event);
    if (place < 0) return;
    held = { place, from: [event.clientX, event.clientY], moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held.from[0], event.clientY - held.from[1]];
    if (!held.moved && Math.hypot(dx, dy) < STILL) return;
    const { k } = explorer.stage.camera;
    held.moved = true;
    held.from = [event.clientX, event.clientY];
    explorer.drag(held.place, dx / k, dy / k);
  });
  const drop = () => {
    if (held?.moved) explorer.put(held.place);
    held = null;
  };
  canvas.addEventListener("pointerup", drop);
  canvas.addEventListener("pointercancel", drop);
}

function pressWithControl(explorer: Explorer, { key }: KeyboardEvent): boolean {
  const way = ARROWS[key];
  const { selected } = explorer.stage;
  if (key === "z") explorer.undo();
  else if (way && selected >= 0) {
    explorer.drag(selected, way[0] * NUDGE, way[1] * NUDGE);
    explorer.put(selected);
  } else return false;
  return true;
}

/** Do what a key stands for; return whether it stands for anything. */
function press(explorer: Explorer, { key, shiftKey }: KeyboardEvent): boolean {
  const { graph, stage, camera } = explorer;
  if (!graph) return false;
  const way = ARROWS[key];
  if (way && shiftKey) camera.pan(-way[0] * STEP, -way[1] * STEP);
  else if (way) explorer.walk(next(graph, stage.selected, way));
  else if (key === "+" || key === "=") camera.zoomBy(1.4);
  else if (key === "-") camera.zoomBy(1 / 1.4);
  else if (key === "0") camera.fit(graph);
  else if (key === "Enter") explorer.open(stage.selected);
  else if (key === "Escape") explorer.select(-1);
  else if (key === "t") explorer.nextTie();
  else if (key === " ") explorer.choose(stage.selected);
  else if (key === "h") explorer.hide(stage.chosen.size ? [...stage.chosen] : [stage.selected]);
  else if (key === "e") void explorer.expand(stage.selected);
  else return false;
  return true;
}
