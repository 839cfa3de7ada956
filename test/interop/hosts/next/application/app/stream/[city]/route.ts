import { fetchSessions } from "rootspan"; // rootspan
import { forecast } from "../../../agent";

async function stream(_request: Request, { params }: { params: Promise<{ city: string }> }): Promise<Response> {
  const { city } = await params;
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    async start(controller) {
      await forecast(city, (text) => controller.enqueue(encoder.encode(text)));
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/plain" } });
}

export const GET = fetchSessions(stream, { always: true }); // rootspan, not: export const GET = stream;
