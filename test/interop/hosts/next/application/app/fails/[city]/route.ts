import { fetchSessions } from "rootspan"; // rootspan
import { forecast } from "../../../agent";

async function fail(_request: Request, { params }: { params: Promise<{ city: string }> }): Promise<Response> {
  const { city } = await params;
  await forecast(city, () => {});
  throw new Error(`no weather in ${city}`);
}

export const GET = fetchSessions(fail, { always: true }); // rootspan, not: export const GET = fail;
