/** docs/compatibility.md tells of the peers, and of their versions, that the tests run with. */
import { readFileSync } from "node:fs";
import { fromPage, PAGE, toPage } from "./interop/compatibility/page.ts";
import { titleOf } from "./interop/peer.ts";
import { PEERS } from "./interop/peers.ts";

const page = readFileSync(PAGE, "utf8");
const sections = fromPage(page);

// When one of these fails: `npm run test:interop -- -u`.

it("has a section for each peer in the version that is pinned, and for no other", () => {
  expect(sections.map(({ title }) => title).toSorted()).toEqual(PEERS.map(titleOf).toSorted());
});

it("is as it was written, with the versions of Rootspan and Node.js", () => {
  expect(page).toBe(toPage(sections));
});
