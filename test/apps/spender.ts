/** Calls its model until the session's budget is used up, and once more. */
import OpenAI from "openai";
import { init, RootspanError } from "rootspan";

const told: string[] = [];
const session = init({
  sessionBudgetUsd: 0.00001,
  stopAtBudget: true,
  onBudget: ({ id }) => void told.push(id),
});
const openai = new OpenAI();
const messages = [{ role: "user" as const, content: "hello" }];
const errors: unknown[] = [];
for (let call = 0; call < 5; call += 1) {
  try {
    await openai.chat.completions.create({ model: "answers", messages });
  } catch (error) {
    errors.push(RootspanError.isInstance(error) ? error.code : String(error));
  }
}
const refused = [
  openai.chat.completions.create({ model: "answers", messages }).withResponse(),
  openai.chat.completions.create({ model: "answers", messages, stream: true }),
  openai.chat.completions.parse({ model: "answers", messages }),
];
for (const result of await Promise.allSettled(refused)) {
  errors.push(
    result.status === "rejected" && RootspanError.isInstance(result.reason) ? result.reason.code : "not refused",
  );
}
console.log(
  JSON.stringify({ id: session.id, told, errors, cost: await session.end(), analytics: session.getAnalytics() }),
);
