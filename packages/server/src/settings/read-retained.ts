/** Reads how much is kept: one amount for all projects, and others for some, as `90d,acme=30d,blog=off`. */

export interface Retained {
  /** Undefined for everything. */
  readonly byDefault: number | undefined;
  /** By name. */
  readonly ofProjects: ReadonlyMap<string, number | undefined>;
}

const OFF = "off";

/** @param parse undefined for what is not allowed */
export function readRetained(given: unknown, parse: (text: string) => number | undefined): Retained | undefined {
  if (typeof given !== "string") return undefined;
  let byDefault: number | undefined;
  const ofProjects = new Map<string, number | undefined>();
  for (const item of given.split(",").map((text) => text.trim())) {
    const [amount = "", ...names] = item
      .split("=")
      .toReversed()
      .map((text) => text.trim());
    const value = amount === OFF ? undefined : parse(amount);
    if ((value === undefined && amount !== OFF) || names.length > 1) return undefined;
    const [name] = names;
    if (name === "") return undefined;
    if (name === undefined) byDefault = value;
    else ofProjects.set(name, value);
  }
  return { byDefault, ofProjects };
}

export function retainedOf({ byDefault, ofProjects }: Retained, projectName: string): number | undefined {
  return ofProjects.has(projectName) ? ofProjects.get(projectName) : byDefault;
}
