/** The store in ClickHouse: the contract of every store, against the real engine. */
import { createPriceBook } from "@rootspan/model";
import { openClickhouseStore } from "../../../packages/server/src/store/clickhouse/open-clickhouse-store.ts";
import type { Store } from "../../../packages/server/src/store/store.ts";
import { describeAnalytics } from "../../../packages/server/test/store/describe-analytics.ts";
import { describeArtifactStore } from "../../../packages/server/test/store/describe-artifact-store.ts";
import { describeMaintenance } from "../../../packages/server/test/store/describe-maintenance.ts";
import { describeSearch } from "../../../packages/server/test/store/describe-search.ts";
import { describeSessionEdits } from "../../../packages/server/test/store/describe-session-edits.ts";
import { describeSessionQueries } from "../../../packages/server/test/store/describe-session-queries.ts";
import { describeSessionStore } from "../../../packages/server/test/store/describe-session-store.ts";
import type { StoreUnderTest } from "../../../packages/server/test/store/store-under-test.ts";
import { describeOnProgram } from "../peer.ts";
import { CHDB } from "./peer.ts";
import { RunningEngine } from "./start-engine.ts";

describeOnProgram(CHDB, (modules) => {
  let engine: RunningEngine;

  beforeAll(async () => {
    engine = await RunningEngine.start(modules);
  });

  afterAll(() => engine.stop());

  /** One database for all, since to make its tables takes most of the time. */
  const open = async (settings: Parameters<StoreUnderTest["open"]>[0] = {}): Promise<Store> => {
    await engine.ask("default", "CREATE DATABASE IF NOT EXISTS store");
    await engine.ask("store", "TRUNCATE TABLES FROM store NOT LIKE 'store'");
    return openClickhouseStore({ url: `${engine.url}/store`, ...settings });
  };
  const reopen = (): Promise<Store> => openClickhouseStore({ url: `${engine.url}/store` });
  const underTest: StoreUnderTest = {
    prices: createPriceBook(),
    open,
    reopen,
    lacks: {
      copies: "ClickHouse has backups of its own",
      compaction: "ClickHouse compresses by itself",
      "free space": "ClickHouse does not tell it",
    },
  };

  describeSessionStore("clickhouse", underTest);
  describeSessionQueries("clickhouse", underTest);
  describeSessionEdits("clickhouse", underTest);
  describeAnalytics("clickhouse", underTest);
  describeSearch("clickhouse", underTest);
  describeMaintenance("clickhouse", underTest);
  describeArtifactStore("clickhouse", underTest);
});
