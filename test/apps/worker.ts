/** A thread that records and then leaves in the way that it is told. */
import { workerData } from "node:worker_threads";
import { init } from "rootspan";

const way = workerData as string;
const session = init({ sessionName: way });
session.record({ kind: "action", name: `work of ${way}` });
switch (way) {
  case "ends":
    await session.end("Success");
    break;
  case "exits":
    process.exit(3);
    break;
  case "throws":
    throw new RangeError("too far");
  case "is terminated":
  case "is left behind":
    console.log("recorded");
    await new Promise((resolve) => setTimeout(resolve, 600_000));
    break;
  default:
}
