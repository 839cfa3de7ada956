/** A service on Fastify that tells the weather; prints its address. */
import Fastify from "fastify";
import { fastifySessions, init } from "rootspan"; // rootspan
import { forecast } from "./agent.mjs";

init({ autoStartSession: false }); // rootspan

const app = Fastify();
await app.register(fastifySessions({ always: true })); // rootspan

app.get("/weather/:city", async ({ params }, reply) => {
  let told = "";
  await forecast(params.city, (text) => (told += text));
  return reply.type("text/plain").send(told);
});
app.get("/stream/:city", ({ params }, reply) => {
  reply.hijack();
  reply.raw.writeHead(200, { "content-type": "text/plain" });
  return forecast(params.city, (text) => reply.raw.write(text)).then(() => reply.raw.end());
});
app.get("/fails/:city", async ({ params }) => {
  await forecast(params.city, () => {});
  throw new Error(`no weather in ${params.city}`);
});

console.log(await app.listen({ host: "127.0.0.1", port: 0 }));
