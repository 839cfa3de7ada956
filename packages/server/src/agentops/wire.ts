/** Bodies of AgentOps' wire, as its SDKs and its documentation have them. What is not listed is kept out of the way. */

export interface WireSession {
  readonly session_id?: unknown;
  /** The documentation's name of it. */
  readonly id?: unknown;
  readonly init_timestamp?: unknown;
  readonly end_timestamp?: unknown;
  readonly tags?: unknown;
  readonly end_state?: unknown;
  readonly end_state_reason?: unknown;
  readonly video?: unknown;
  readonly host_env?: unknown;
  /** Of the SDK alone: the end's time is set also by a look at the totals while the session runs. */
  readonly is_running?: unknown;
}

/** An event of any type; `data` may hold the fields of its type. */
export type WireEvent = Readonly<Record<string, unknown>>;

export interface WireAgent {
  readonly id: string;
  readonly name: string;
  readonly logs: unknown;
}
