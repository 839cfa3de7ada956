/** Records one session from its start to its end, with everything acknowledged. Arguments: directory, session. */
import { openJournal } from "../../../src/journal/open-journal.ts";
import { createCall, createRoot, endRoot } from "../spans.ts";
import { say } from "./say.ts";

const [directory, session] = process.argv.slice(2) as [string, string];
const journal = openJournal({ directory, segmentBytes: 4_000 });
const id = Number(session);

const root = createRoot(id);
journal.openRoot(root);
say("open", id);
const first = journal.append(createCall(id, 1))!;
say("span", id, 1);
journal.append(createCall(id, 2));
say("span", id, 2);
root.attributes["rootspan.session.tags"] = ["changed"];
journal.openRoot(root);
say("sent", 1);
journal.acknowledge(first);
journal.append(createCall(id, 3));
say("span", id, 3);
const last = journal.append(endRoot(root))!;
say("end", id);
say("sent", "all");
journal.acknowledge(last);
journal.close();
