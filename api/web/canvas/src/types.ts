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
  /** One for each of the payload's measures, null where unknown. */
  values: (number | null)[];
  colour?: string;
  dashed?: boolean;
}

/** Ends by position, relation, weight, width class, dashed (1 inferred, 2 no more than chance), facts, sources, directed,
 * colour of its own or none; texts by number. */
export type TieData = [number, number, number, number, number, number, number[], number[], number, string];

export interface Step {
  text: string;
  size: number | null;
  colour: string | null;
}

/** What sizes or colours stand for. */
export interface Scale {
  title: string;
  steps: Step[];
}

export interface Payload {
  version: string;
  network: string;
  title: string;
  /** What this network answers, and the answer in a sentence or nothing. */
  question: string;
  answer: string;
  /** Ids of the nodes in the order of a matrix, of a network that is not too large for one. */
  order: string[];
  leftOut: number;
  /** How many of the nodes and of the ties may not have been there on the day that is shown. */
  open: [number, number];
  measures: string[];
  scales: Scale[];
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
  dashed?: boolean;
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
