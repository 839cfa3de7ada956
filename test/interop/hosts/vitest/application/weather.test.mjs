import { afterAll, expect, test } from "vitest";
import { end, tell } from "./weather.mjs";

afterAll(end);

test.each(["Lisbon", "Oslo"])("It is sunny in %s.", async (city) => {
  expect(await tell(city)).toContain(`It is sunny in ${city}.`);
});
