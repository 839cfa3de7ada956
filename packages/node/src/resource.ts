/** Describes this process to receivers. */
import { arch, hostname, release, type } from "node:os";
import { basename } from "node:path";
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import type { Settings } from "./settings.ts";
import { VERSION } from "./version.ts";

/** `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` win over what is detected, the option over everything. */
export function describeProcess({ serviceName, hostEnvironment }: Settings): Resource {
  return defaultResource()
    .merge(
      resourceFromAttributes({
        // The SDK's own default has the whole path of Node.js in it.
        "service.name": `unknown_service:${basename(process.argv0)}`,
        ...(hostEnvironment === "full" && { "host.name": hostname() }),
        "host.arch": arch(),
        "os.type": type().toLowerCase(),
        "os.version": release(),
        "process.pid": process.pid,
        "process.runtime.name": "nodejs",
        "process.runtime.version": process.versions.node,
        "telemetry.distro.name": "rootspan",
        "telemetry.distro.version": VERSION,
      }),
    )
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(serviceName === undefined ? {} : { "service.name": serviceName }));
}
