// The shapes of marks, as polygons around the origin that fit a circle of radius 1; a dot has none.

type Corner = readonly [number, number];

const star: Corner[] = Array.from({ length: 10 }, (_, i) => {
  const reach = i % 2 === 0 ? 1.15 : 0.5;
  const angle = (Math.PI * i) / 5 - Math.PI / 2;
  return [reach * Math.cos(angle), reach * Math.sin(angle)] as const;
});
const hexagon: Corner[] = Array.from({ length: 6 }, (_, i) => {
  return [1.05 * Math.cos((Math.PI * i) / 3), 1.05 * Math.sin((Math.PI * i) / 3)] as const;
});

const pentagon: Corner[] = Array.from({ length: 5 }, (_, i) => {
  return [1.1 * Math.cos((2 * Math.PI * i) / 5 - Math.PI / 2), 1.1 * Math.sin((2 * Math.PI * i) / 5 - Math.PI / 2)] as const;
});

export const SHAPES: Record<string, readonly Corner[]> = {
  dot: [],
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  triangle: [[0, -1.1], [1.05, 0.85], [-1.05, 0.85]],
  triangleDown: [[0, 1.1], [1.05, -0.85], [-1.05, -0.85]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  hexagon,
  pentagon,
  star,
};

/** Pixels on screen, of radius, for each of a size that stands for something. */
export const MEASURED = 0.5;

/** The radius on screen: marks shrink less than the picture, so that they can be told apart when all of it is seen. */
export function radius(size: number, k: number, important: boolean, crowded: boolean): number {
  const grown = 0.62 * size * Math.min(k, 1.8);
  const least = (1.6 + size / 9) * (important ? 1.9 : 1) * (crowded ? 0.6 : 1);
  return Math.max(grown, least);
}
