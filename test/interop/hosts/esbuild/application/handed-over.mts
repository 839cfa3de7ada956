/** The same for a bundler that makes one file of everything: what is in a bundle must be handed over. */
import * as manager from "@langchain/core/callbacks/manager"; // rootspan
import * as chatModels from "@langchain/core/language_models/chat_models"; // rootspan
import * as runnables from "@langchain/core/runnables"; // rootspan
import * as singletons from "@langchain/core/singletons"; // rootspan
import * as tools from "@langchain/core/tools"; // rootspan
import * as asyncCaller from "@langchain/core/utils/async_caller"; // rootspan
import { OpenAI } from "openai"; // rootspan
import { init } from "rootspan"; // rootspan
import { forecast } from "./agent.ts";

const langchain = [manager, chatModels, runnables, singletons, tools, asyncCaller]; // rootspan
const session = init({ sessionName: "weather", instrument: { openai: OpenAI, langchain } }); // rootspan
await forecast("Lisbon", (text) => void process.stdout.write(text));
await session.end("Success", { reason: "told" }); // rootspan
