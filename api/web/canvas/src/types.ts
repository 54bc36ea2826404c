// What the server sends.

export interface NodeData {
  id: string;
  name: string;
  label: string;
  mark: string;
  kind: string;
  x: number;
  y: number;
  size: number;
  degree: number;
  facts: number[];
  sources: number[];
}

/** Ends by position, relation, weight, width class, dashed, facts, sources; texts by number. */
export type TieData = [number, number, number, number, number, number, number[], number[]];

export interface Payload {
  version: string;
  view: string;
  leftOut: number;
  nodes: NodeData[];
  ties: TieData[];
  relations: string[];
  texts: string[];
  sources: string[];
}

export interface MarkLook {
  word: string;
  shape: string;
  colour: string;
  border: string;
}

export interface Config {
  live: boolean;
  locale: string;
  marks: Record<string, MarkLook>;
  words: Record<string, string>;
}

export interface Camera {
  k: number;
  x: number;
  y: number;
}
