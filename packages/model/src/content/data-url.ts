/** Keeps files out of content: a picture in a data URL can be megabytes, and says nothing as text. */

/** Icons of a few pixels stay. */
const LEAST_OMITTED = 1_024;

const DATA_URL = new RegExp(
  `(data:[\\w.+/-]{0,100}(?:;[\\w.+=-]{1,100}){0,5};base64,)([\\w+/=-]{${LEAST_OMITTED},})`,
  "g",
);

/** The text with the data of long data URLs replaced by how long it was. */
export function omitDataUrls(text: string): string {
  if (text.length < LEAST_OMITTED || !text.includes(";base64,")) return text;
  return text.replace(DATA_URL, (_, head: string, data: string) => `${head}${omittedData(data.length)}`);
}

/** What stands for base64 text that is not recorded. */
export function omittedData(length: number): string {
  return `[${length} base64 characters omitted]`;
}
