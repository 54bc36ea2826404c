// Which mark the arrow keys lead to: the nearest in that direction, one straight ahead before one aside.
import type { Graph } from "./graph";

export const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function next(graph: Graph, from: number, [dx, dy]: readonly [number, number]): number {
  if (from < 0) return graph.nodes.length > 0 ? 0 : -1;
  const start = graph.nodes[from];
  let best = -1;
  let least = Infinity;
  graph.nodes.forEach((node, place) => {
    const ahead = (node.x - start.x) * dx + (node.y - start.y) * dy;
    const aside = Math.abs((node.x - start.x) * dy) + Math.abs((node.y - start.y) * dx);
    if (place === from || ahead <= 0 || aside > 2 * ahead) return;
    const cost = ahead + 2 * aside;
    if (cost < least) {
      least = cost;
      best = place;
    }
  });
  return best < 0 ? from : best;
}
