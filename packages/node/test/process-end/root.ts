/** The root of a session that has ended, in a line: `main: Failure, Signal SIGINT detected`. */

export type Root = string;

export interface Ended {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status?: { readonly code?: number };
}

const STATUS = ["", "OK", "ERROR"];

/** No root where the span is none. */
export function toRoot({ name, attributes, status }: Ended): readonly Root[] {
  if (attributes["rootspan.kind"] !== "session") return [];
  const part = attributes["rootspan.session.owner"] === true ? "" : " of another";
  const state = String(attributes["rootspan.session.end_state"]);
  const reason = attributes["rootspan.session.end_state_reason"];
  const saidByStatus = STATUS[status?.code ?? 0]!;
  const said = [state, reason, saidByStatus].filter((text) => text !== undefined && text !== "");
  return [`${name}${part}: ${said.join(", ")}`];
}
