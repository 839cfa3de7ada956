/** The configurations that docs/guide/collector.md shows, with the addresses and folders of a test. */
import { readFileSync } from "node:fs";

const page = readFileSync("docs/guide/collector.md", "utf8");

/**
 * @param heading of the section whose configuration it is
 * @param changes what stands in the page → what stands there instead; each must be there
 */
export function configurationOf(heading: string, changes: Readonly<Record<string, string>>): string {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  let configuration = /^```yaml\n(.*?)^```$/ms.exec(section ?? "")?.[1];
  if (configuration === undefined) throw new Error(`no configuration under "${heading}"`);
  for (const [found, instead] of Object.entries({ "127.0.0.1:4318": "${env:RECEIVER}", ...changes })) {
    if (!configuration.includes(found)) throw new Error(`no ${JSON.stringify(found)} under "${heading}"`);
    configuration = configuration.replaceAll(found, () => instead);
  }
  return configuration;
}
