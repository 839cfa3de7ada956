import { fetchSessions } from "rootspan"; // rootspan
import { forecast } from "../../../agent";

async function tell(_request: Request, { params }: { params: Promise<{ city: string }> }): Promise<Response> {
  const { city } = await params;
  let told = "";
  await forecast(city, (text) => (told += text));
  return new Response(told, { headers: { "content-type": "text/plain" } });
}

export const GET = fetchSessions(tell, { always: true }); // rootspan, not: export const GET = tell;
