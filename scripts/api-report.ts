/** The public surface of every package as a file in git: a change of it shows in review. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

/** Folder under `packages/` → its entries, but those that export nothing. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  model: ["index", "attributes", "content/index", "metrics/index", "rest/index"],
  sdk: ["index"],
  instrumentations: ["index", "langchain/index", "openai/index"],
  node: ["index"],
  server: ["index"],
};

/** @returns false when a report differs from the built types, unless `update` writes it anew */
export function compareApiReports(update: boolean): boolean {
  return Object.entries(ENTRIES)
    .flatMap(([folder, entries]) => entries.map((entry) => compare(folder, entry, update)))
    .every(Boolean);
}

function compare(folder: string, entry: string, update: boolean): boolean {
  const projectFolder = resolve("packages", folder);
  const types = resolve(projectFolder, "dist", `${entry}.d.ts`);
  if (!existsSync(types)) {
    console.log(`${types} is missing; is the package built?`);
    return false;
  }
  const reportFileName = `api-report.${entry.replace("/index", "").replace("index", folder)}`;
  const { succeeded, apiReportChanged } = Extractor.invoke(
    ExtractorConfig.prepare({
      configObjectFullPath: undefined,
      packageJsonFullPath: resolve(projectFolder, "package.json"),
      configObject: {
        projectFolder,
        mainEntryPointFilePath: types,
        compiler: { overrideTsconfig: { compilerOptions: { module: "nodenext", target: "es2022", types: ["node"] } } },
        apiReport: {
          enabled: true,
          reportFileName,
          reportFolder: projectFolder,
          reportTempFolder: resolve("node_modules/.cache/api", folder),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          // Only the surface is compared; release tags and doc links are not used here.
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
    }),
    {
      localBuild: update,
      showVerboseMessages: false,
      messageCallback: (message) => void (message.handled = message.messageId.startsWith("console-")),
    },
  );
  if (apiReportChanged && !update) {
    console.log(`packages/${folder}/${reportFileName}.api.md differs from the code: run npm run check -- --update`);
  }
  return succeeded;
}
