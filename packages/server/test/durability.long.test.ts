/** kill -9 at a hundred random moments. */
import { expectNothingLost } from "./killed-server.ts";

it("nothing acknowledged is lost or doubled over a hundred kills", () => expectNothingLost(100), 1_800_000);
