/** The second service. A request that brings a session is a part of that session; any other is none. */
import { Hono } from "hono";
import { honoSessions, init, withAction } from "rootspan";
import { listen } from "./listen.ts";

init({ serviceName: "weather", autoStartSession: false });

const readSensors = withAction("read sensors", (city: string) => ({ city, sky: "sunny", celsius: 24 }));

const app = new Hono();
app.use(honoSessions({ session: () => ({ name: "weather" }) }));
app.get("/weather/:city", (context) => context.json(readSensors(context.req.param("city"))));
listen(app);
