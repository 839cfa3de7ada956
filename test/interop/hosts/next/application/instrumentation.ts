/** What Next.js runs once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { init } = await import("rootspan"); // rootspan
  init({ autoStartSession: false }); // rootspan
}
