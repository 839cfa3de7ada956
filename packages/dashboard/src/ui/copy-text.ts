/** Puts a text on the clipboard. Over plain HTTP, but for this machine's own, browsers give pages none. */

/** @returns whether it is there */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // It was forbidden; the older way may not be.
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "aside";
  field.value = text;
  document.body.append(field);
  field.select();
  // Deprecated, and the only way there.
  // oxlint-disable-next-line typescript/no-deprecated
  const isCopied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
