/** A process that takes part in the session that it was given, whichever way. */
import { init } from "rootspan";
import { think } from "./think.ts";

const session = init({ sessionName: process.argv[2]! });
think();
await session.end("Success");
