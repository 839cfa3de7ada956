/**
 * What a session tells of the machine and the application that it ran on: AgentOps' `host_env`, with its keys as they
 * are, so that what reads its exports reads ours. A part, or a value in it, that could not be known is left out.
 */

/** `rootspan.session.host_environment` is the JSON of this. Sizes are texts in GB of 2^30 bytes: `31.75 GB`. */
export interface HostEnvironment {
  readonly SDK?: HostSdk;
  readonly OS?: HostOperatingSystem;
  readonly CPU?: HostProcessors;
  readonly RAM?: HostMemory;
  /** By device, or by mount point where no device is known. */
  readonly Disk?: Readonly<Record<string, HostDisk>>;
  readonly "Installed Packages"?: HostPackages;
  readonly "Project Working Directory"?: { readonly "Project Working Directory": string };
  readonly "Virtual Environment"?: { readonly "Virtual Environment": string | null };
}

export interface HostSdk {
  readonly "Rootspan SDK Version": string;
  /** `24.1.0` */
  readonly "Node Version": string;
  /** What Node.js is made of, such as `v8`, `uv` and `openssl`: name → version. */
  readonly "System Packages": Readonly<Record<string, string>>;
}

export interface HostOperatingSystem {
  readonly Hostname?: string;
  /** As `uname` says it: `Linux`, `Darwin`, `Windows_NT`. */
  readonly OS: string;
  readonly "OS Version": string;
  readonly "OS Release": string;
}

export interface HostProcessors {
  readonly "Physical cores"?: number;
  /** With each thread of a core as one. */
  readonly "Total cores"?: number;
  /** Those that this process may use at once; fewer than the total in a container with a limit. */
  readonly "Available cores"?: number;
  /** Of all cores, over a moment when the session started: `5.9%`. */
  readonly "CPU Usage"?: string;
}

export interface HostMemory {
  readonly Total: string;
  readonly Available: string;
  readonly Used: string;
  /** Used of total: `42.0%` */
  readonly Percentage: string;
  /** What this process may use, where a container has less than the machine. */
  readonly Limit?: string;
}

export interface HostDisk {
  readonly Mountpoint: string;
  readonly Total: string;
  readonly Used: string;
  /** What a user who is not root may still write. */
  readonly Free: string;
  /** Used of what a user who is not root may use: `42.0%` */
  readonly Percentage: string;
}

export interface HostPackages {
  /**
   * Direct dependencies of the application: name → installed version. A dependency whose installed version cannot be
   * known has its declared range and ` (declared)`. `(more)` counts those that are not listed: `123 packages`.
   */
  readonly "Installed Packages": Readonly<Record<string, string>>;
}
