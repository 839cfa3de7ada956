/** What others wrote and the tests speak to. All of them stand in `peers.ts`, and on the page docs/compatibility.md. */

export interface Peer {
  /** As its authors call it. */
  readonly name: string;
  /** The one that is pinned. */
  readonly version: string;
}

/** A peer that does not come with the packages of this workspace. */
export interface PeerProgram extends Peer {
  /** What must be on the machine: programs that are found by `PATH`, and what `install-peers.ts` has a check for. */
  readonly needs: readonly string[];
  /** Everything that decides what is installed; with another recipe it is installed anew. */
  readonly recipe: string;
  /** The program, relative to the folder that it is installed in. */
  readonly program: string;
  /** Into an empty folder. Rejects with what went wrong. */
  readonly install: (folder: string) => Promise<void>;
}

/** How the page and the tests call it: `Jaeger 1.2.3`. */
export function titleOf({ name, version }: Peer): string {
  return `${name} ${version}`;
}

/** A name for files: `jaeger-1-2-3`. */
export function slugOf(peer: Peer): string {
  return titleOf(peer)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
}

/** The environment variable by which tests are told where the program is; unset where it could not be installed. */
export function variableOf(peer: PeerProgram): string {
  return `ROOTSPAN_PEER_${slugOf(peer).replaceAll("-", "_").toUpperCase()}`;
}

/** All tests with a peer, whose titles become its lines of the page: to be called once for each peer. */
export function describePeer(peer: Peer, tests: () => void): void {
  describe(titleOf(peer), tests);
}

/** The same for a program. They are skipped where it could not be installed: that has been said then. */
export function describeProgram(peer: PeerProgram, tests: (program: string) => void): void {
  describeWhereInstalled(titleOf(peer), peer, tests);
}

/** Before the title of tests that are no lines of the page. */
const ON = "on ";

/** Tests that only run on a program, and say nothing of it that users would want to know. */
export function describeOnProgram(peer: PeerProgram, tests: (program: string) => void): void {
  describeWhereInstalled(ON + titleOf(peer), peer, tests);
}

/** Whether tests of this title are lines of the page. */
export function isListed(title: string): boolean {
  return !title.startsWith(ON);
}

function describeWhereInstalled(title: string, peer: PeerProgram, tests: (program: string) => void): void {
  const program = process.env[variableOf(peer)];
  if (program === undefined) describe.skip(title, () => tests(""));
  else describe(title, () => tests(program));
}
