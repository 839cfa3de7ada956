/** Colours of a terminal, where it has some. */
import { styleText } from "node:util";
import type { Terminal } from "../command.ts";

export type Colour = "red" | "green" | "yellow" | "cyan" | "gray" | "bold";

export type Paint = (colour: Colour, text: string) => string;

export function createPaint({ hasColours }: Pick<Terminal, "hasColours">): Paint {
  return hasColours ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_colour, text) => text;
}
