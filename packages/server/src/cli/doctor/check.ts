/** What a check of the doctor finds. */

/** - `ok`: as it should be - `note`: worth knowing - `problem`: spans get lost or go nowhere */
export type Verdict = "ok" | "note" | "problem";

export interface Finding {
  readonly verdict: Verdict;
  /** What was looked at. */
  readonly subject: string;
  /** What was seen, and what to do about it. */
  readonly text: string;
}

export const ok = (subject: string, text: string): Finding => ({ verdict: "ok", subject, text });
export const note = (subject: string, text: string): Finding => ({ verdict: "note", subject, text });
export const problem = (subject: string, text: string): Finding => ({ verdict: "problem", subject, text });
