/** 100,000 spans that end in one turn of the event loop. */
import { join } from "node:path";
import type { SessionStats } from "@rootspan/model";
import { runApp } from "../run-app.ts";
import { serverForEachTest } from "../server-for-each-test.ts";

const SPANS = 100_000;
const MEBIBYTE = 1024 * 1024;

/** Of what the program holds besides waiting spans: compiled code, buffers of files and sockets. */
const REST_BYTES = 16 * MEBIBYTE;

const server = serverForEachTest();

it.each([
  { name: "with a journal, and room for few in memory", journal: true, maxQueueBytes: 32 * MEBIBYTE },
  { name: "without a journal, and room for all in memory", journal: false, maxQueueBytes: 256 * MEBIBYTE },
])(
  "100,000 spans that end in one turn all arrive, within the memory that they may take: $name",
  async ({ journal, maxQueueBytes }) => {
    const environment = {
      ROOTSPAN_ENDPOINT: server.url,
      ROOTSPAN_JOURNAL: journal ? join(server.folder, "journal") : "false",
      ROOTSPAN_MAX_QUEUE_SPANS: "200000",
      ROOTSPAN_MAX_QUEUE_BYTES: String(maxQueueBytes),
    };
    const run = await runApp("../faults/burst.ts", environment, String(SPANS));
    expect(run).toMatchObject({ code: 0, errors: "" });
    const { id, waitingBytes, counters } = JSON.parse(run.output) as {
      readonly id: string;
      readonly waitingBytes: number;
      readonly counters: object;
    };
    // The tool call, the marker and the root are spans as well.
    expect(counters).toMatchObject({ exported: SPANS + 3, dropped: 0, refused: 0, waiting: 0 });
    const stats = (await (await fetch(`${server.url}/v2/sessions/${id}/stats`)).json()) as SessionStats;
    expect(stats).toMatchObject({ running: false, counts: { action: SPANS, tool: 1 }, end_state: "Success" });
    expect(waitingBytes).toBeGreaterThan(0);
    expect(waitingBytes).toBeLessThan(maxQueueBytes + REST_BYTES);
  },
  300_000,
);
