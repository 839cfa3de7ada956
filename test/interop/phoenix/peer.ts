/** Arize Phoenix. */
import { pythonProgram } from "../python-program.ts";

export const PHOENIX = pythonProgram("Arize Phoenix", "test/interop/phoenix/requirements.txt");
