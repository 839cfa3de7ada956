/** The service as a handler of the Fetch API, as Next.js, Bun and Deno take it. */
import { fetchSessions } from "rootspan";
import { serveFetch } from "./serve-hono.ts";
import { count, fail, OPTIONS, type Serve, work } from "./work.ts";

async function handle(request: Request): Promise<Response> {
  const [, route = "", argument = ""] = new URL(request.url).pathname.split("/");
  switch (route) {
    case "work":
      return Response.json(await work(argument));
    case "body": {
      const body: unknown = await request.json();
      return Response.json({ ...(await work("body")), body });
    }
    case "throws":
      return fail();
    case "rejects":
      await work("rejects");
      return fail();
    case "count":
      return new Response(ReadableStream.from(count(Number(argument))), {
        headers: { "content-type": "text/event-stream" },
      });
    default:
      return new Response("nothing there", { status: 404 });
  }
}

/** `fetchSessions` gives what it was given: a promise for a promise. */
export const serve: Serve = (hasSessions) => serveFetch(hasSessions ? fetchSessions(handle, OPTIONS) : handle);
