/** What holds for a service that runs the agent for each of its requests, whatever it is made with. */
import { describeProgram } from "../peer.ts";
import { type AgentForm, type Application, createBoth } from "./application.ts";
import type { Host } from "./host.ts";
import type { HostEnd } from "./host-process.ts";
import { openOwnReceiver, type OwnRequest } from "./own-receiver.ts";
import { type SeenSession, Surroundings } from "./surroundings.ts";
import { AGENT_STATS, CALLS } from "./weather.ts";

/** One way to run the service. */
export interface Way {
  readonly title: string;
  /** What builds it. */
  readonly build?: readonly string[];
  /** What starts it, so that it prints its address. */
  readonly command: readonly string[];
  readonly environment?: Environment;
  /** What is below each session. By default the agent's calls, and nothing else. */
  readonly calls?: string;
  /** Why a session has failed whose request has. By default for the status of its answer. */
  readonly failure?: string;
  /** Makes what it prints the same in every run. */
  readonly plain?: (text: string) => string;
}

/** What an application has besides us, which must tell what it told. */
export interface OwnTelemetry {
  /** Makes the application send it to `url`. */
  readonly environment: (url: string) => Environment;
  /** What is in one request, in words that are the same in every run. */
  readonly read: (request: OwnRequest) => readonly string[];
  /** Our server reads it too. */
  readonly isPassedOn: boolean;
}

type Environment = Readonly<Record<string, string>>;

/** Some are built, on a machine that has more to do. */
const PATIENCE_MS = 600_000;

/** All at once. */
const REQUESTS = ["/weather/Lisbon", "/weather/Oslo", "/stream/Quito", "/stream/Accra", "/fails/Hanoi"];

export function describeService(
  host: Host,
  agents: readonly AgentForm[],
  ways: readonly Way[],
  telemetry?: OwnTelemetry,
): void {
  describeProgram(host, (modules) => {
    let surroundings: Surroundings;
    let withUs: Application;
    let before: Application;

    beforeAll(async () => {
      [withUs, before] = createBoth(host, modules, agents);
      surroundings = await Surroundings.open();
    });
    afterEach(() => surroundings.forget());
    afterAll(async () => {
      await surroundings.close();
      withUs.remove();
      before.remove();
    });

    it.each(ways)(
      "$title",
      async (way) => {
        const parts = { way, telemetry, surroundings };
        const expected = await observe(before, parts);
        expect(expected.answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 500]);
        let sessions: readonly SeenSession[] = [];
        const lookAtSessions = async (): Promise<void> =>
          void (sessions = await surroundings.sessions(REQUESTS.length));
        expect(await observe(withUs, parts, lookAtSessions)).toEqual(expected);

        expect(sessions.map(({ tree }) => tree)).toEqual(
          REQUESTS.map((path) => `session [${stateOf(path, way)}]${way.calls ?? CALLS}`).sort(),
        );
        for (const { stats } of sessions) expect(stats).toMatchObject(AGENT_STATS);
        expect(sessions.map(citiesIn).sort()).toEqual(REQUESTS.map(cityOf).sort());
      },
      PATIENCE_MS,
    );
  });
}

/** What people see of the application. */
interface Observation {
  readonly answers: readonly { readonly status: number; readonly headers: object; readonly body: string }[];
  readonly end: HostEnd;
  /** Sorted. */
  readonly telemetry: readonly string[];
}

interface Parts {
  readonly way: Way;
  readonly telemetry: OwnTelemetry | undefined;
  readonly surroundings: Surroundings;
}

/** @param beforeStop waits for what the application tells besides */
async function observe(
  application: Application,
  { way, telemetry, surroundings }: Parts,
  beforeStop = async (): Promise<void> => {},
): Promise<Observation> {
  const receiver = await openOwnReceiver(telemetry?.isPassedOn === true ? surroundings.url : undefined);
  try {
    const environment = { ...surroundings.environment, ...way.environment, ...telemetry?.environment(receiver.url) };
    const observed = await use(application, way, environment, beforeStop);
    return { ...observed, telemetry: receiver.requests.flatMap((request) => telemetry?.read(request) ?? []).sort() };
  } finally {
    await receiver.close();
  }
}

async function use(
  application: Application,
  way: Way,
  environment: Environment,
  beforeStop: () => Promise<void>,
): Promise<Omit<Observation, "telemetry">> {
  if (way.build !== undefined) await application.build(way.build, environment);
  const running = await application.start(way.command, environment);
  const url = await running.url();
  let end: HostEnd;
  let answers: Observation["answers"];
  try {
    answers = await Promise.all(REQUESTS.map((path) => ask(url, path)));
    await beforeStop();
  } finally {
    end = await running.stop();
  }
  const plain = (text: string): string => {
    const named = text.replaceAll(url, "URL").replaceAll(application.folder, "FOLDER");
    // Lines have other numbers, and our functions stand between those of the application.
    return (way.plain?.(named) ?? named).replaceAll(/^\s+at .*\n/gm, "");
  };
  return { answers, end: { ...end, output: plain(end.output), errors: plain(end.errors) } };
}

async function ask(url: string, path: string): Promise<Observation["answers"][number]> {
  const answer = await fetch(`${url}${path}`);
  const { date: _date, ...headers } = Object.fromEntries(answer.headers);
  return { status: answer.status, headers, body: await answer.text() };
}

function stateOf(path: string, { failure = "HTTP 500" }: Way): string {
  return path.startsWith("/fails/") ? `Failure: ${failure}` : "Success";
}

function cityOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** All cities that anything in the session is about. */
function citiesIn({ text }: SeenSession): string {
  return REQUESTS.map(cityOf)
    .filter((city) => text.includes(city))
    .join(" and ");
}
