/** kill -9 at a few random moments; `durability.long.test.ts` does it a hundred times. */
import { expectNothingLost } from "./killed-server.ts";

it("nothing acknowledged is lost or doubled over four kills", () => expectNothingLost(4));
