/** Applications in which something is thrown. */
import { type App, endAll, keepAlive } from "./app.ts";

class ToolError extends Error {}

const throws: App = async (start) => {
  await start();
  keepAlive();
  setTimeout(() => {
    throw new ToolError("no such tool");
  }, 1);
};

const throwsAtTheTop: App = async (start) => {
  await start();
  throw new TypeError("not a tool");
};

const rejects: App = async (start) => {
  await start();
  setTimeout(() => void Promise.reject(new ToolError("no such tool")), 1);
};

const rejectsWithText: App = async (start) => {
  await start();
  setTimeout(() => void Promise.reject("no tool"), 1);
};

/** @param handle what it does about the error */
const goesOn =
  (handle: (whenCaught: () => void) => void): App =>
  async (start) => {
    const { sessions } = await start();
    handle(() => {
      console.log("caught");
      setTimeout(() => void endAll(sessions), 20);
    });
    setTimeout(() => {
      throw new ToolError("no such tool");
    }, 1);
  };

const exitsAfterIt: App = async (start) => {
  process.on("uncaughtException", () => setTimeout(() => process.exit(9), 20));
  await throws(start);
};

const throwsAsItExits: App = async (start) => {
  await start();
  // Frames of Node.js differ between one listener and several.
  process.on("exit", () => {});
  process.on("exit", () => {
    throw new ToolError("too late");
  });
  setTimeout(() => process.exit(0), 1);
};

export const errorApps = {
  throws,
  throwsAtTheTop,
  rejects,
  rejectsWithText,
  goesOnListening: goesOn((whenCaught) => process.on("uncaughtException", whenCaught)),
  goesOnCapturing: goesOn((whenCaught) => process.setUncaughtExceptionCaptureCallback(whenCaught)),
  exitsAfterIt,
  throwsAsItExits,
} satisfies Record<string, App>;
