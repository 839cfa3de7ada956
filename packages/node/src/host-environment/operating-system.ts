/** What runs below the application. */
import { hostname, release, type, version } from "node:os";
import type { HostOperatingSystem, HostSdk } from "@rootspan/model";

export function describeSdk(rootspan: string): HostSdk {
  const { node, ...components } = process.versions;
  return {
    "Rootspan SDK Version": rootspan,
    "Node Version": node,
    "System Packages": Object.fromEntries(
      Object.entries(components).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
      ),
    ),
  };
}

export function describeOperatingSystem(withHostname: boolean): HostOperatingSystem {
  return {
    ...(withHostname && { Hostname: hostname() }),
    OS: type(),
    "OS Version": version(),
    "OS Release": release(),
  };
}
