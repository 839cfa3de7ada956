/** Text as it is compared where letter case does not matter. */
export function foldCase(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
