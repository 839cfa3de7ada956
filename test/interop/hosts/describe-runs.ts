/** What holds for a program that runs the agent and ends. */
import { describeProgram } from "../peer.ts";
import { type AgentForm, type Application, createBoth } from "./application.ts";
import type { Host } from "./host.ts";
import type { HostEnd } from "./host-process.ts";
import { Surroundings } from "./surroundings.ts";
import { AGENT_STATS, CALLS } from "./weather.ts";

export interface Run {
  readonly title: string;
  /** What builds it. */
  readonly build?: readonly string[];
  readonly command: readonly string[];
  /** Each as `drawSession` draws it. By default one, of the agent's calls. */
  readonly sessions?: readonly string[];
  /** What the server says of the first of them. By default what the agent's calls used. */
  readonly stats?: object;
  /** Makes what it prints the same in every run. */
  readonly plain?: (text: string) => string;
}

export function describeRuns(host: Host, agent: AgentForm, runs: readonly Run[]): void {
  describeProgram(host, (modules) => {
    let surroundings: Surroundings;
    let withUs: Application;
    let before: Application;

    beforeAll(async () => {
      [withUs, before] = createBoth(host, modules, [agent]);
      surroundings = await Surroundings.open();
    });
    afterEach(() => surroundings.forget());
    afterAll(async () => {
      await surroundings.close();
      withUs.remove();
      before.remove();
    });

    it.each(runs)("$title", async (run) => {
      const expected = await runIn(before, run, surroundings.environment);
      expect(expected.code).toBe(0);
      expect(expected.output + expected.errors).toContain("It is sunny in Lisbon.");
      expect(await runIn(withUs, run, surroundings.environment)).toEqual(expected);

      const { sessions = [`session weather [Success: told]${CALLS}`], stats = AGENT_STATS } = run;
      const seen = await surroundings.sessions(sessions.length);
      expect(seen.map(({ tree }) => tree)).toEqual(sessions);
      expect(seen[0]!.stats).toMatchObject(stats);
    });
  });
}

async function runIn(
  application: Application,
  { build, command, plain = (text) => text }: Run,
  environment: Readonly<Record<string, string>>,
): Promise<HostEnd> {
  if (build !== undefined) await application.build(build, environment);
  const end = await application.run(command, environment);
  const inFolder = (text: string): string => plain(text.replaceAll(application.folder, "FOLDER"));
  return { ...end, output: inFolder(end.output), errors: inFolder(end.errors) };
}
