/** `right`: callers are on the left of the called services. `down`: callers are above them. */
export type Direction = 'right' | 'down';

/** `wide`: the text of a node is next to its ring. `narrow`: it is below the ring. */
export type Cards = 'wide' | 'narrow';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** x and y are the coordinates of the centre. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Route {
  /** The `d` of an SVG path from the border of one node to the border of the other. */
  readonly path: string;
  /** The centre of the label. */
  readonly label: Point;
}
