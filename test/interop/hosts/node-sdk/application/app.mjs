/** The same service, of ES modules. */
import express from "express";
import { expressSessions, init } from "rootspan"; // rootspan
import { forecast } from "./agent.mjs";

init({ autoStartSession: false }); // rootspan

const app = express();
app.use(expressSessions({ always: true })); // rootspan
app.get("/weather/:city", async ({ params }, response) => {
  let told = "";
  await forecast(params.city, (text) => (told += text));
  response.type("text/plain").send(told);
});
app.get("/stream/:city", async ({ params }, response) => {
  response.type("text/plain");
  await forecast(params.city, (text) => response.write(text));
  response.end();
});
app.get("/fails/:city", async ({ params }) => {
  await forecast(params.city, () => {});
  throw new Error(`no weather in ${params.city}`);
});

const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
