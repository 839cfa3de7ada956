/**
 * `node --import rootspan/register app.js`: what `init()` does, by the environment's variables, before the application
 * begins. A bad variable is told in one line, and the application runs without us.
 */
import { init } from "./init.ts";

try {
  init();
} catch (error) {
  process.emitWarning(`rootspan is not on. ${(error as Error).message}`, "RootspanWarning");
}
