/** A program of others that the tests speak to, and how it comes here. */

export interface Peer {
  readonly name: string;
  /** What must be on the machine: programs that are found by `PATH`. */
  readonly needs: readonly string[];
  /** Everything that decides what is installed; with another recipe it is installed anew. */
  readonly recipe: string;
  /** The program, relative to the folder that it is installed in. */
  readonly program: string;
  /** Into an empty folder. Rejects with what went wrong. */
  readonly install: (folder: string) => Promise<void>;
}

/** The environment variable by which tests are told where the program is; unset where it could not be installed. */
export function variableOf(peer: Peer): string {
  return `ROOTSPAN_PEER_${peer.name.toUpperCase()}`;
}

/** For tests with the peer, which are skipped where it could not be installed: that has been said then. */
export function describeWith(peer: Peer, title: string, tests: (program: string) => void): void {
  const program = process.env[variableOf(peer)];
  if (program === undefined) describe.skip(title, () => tests(""));
  else describe(title, () => tests(program));
}
