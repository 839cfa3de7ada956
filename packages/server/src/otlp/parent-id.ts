/** The parent of a span as records keep it. */

const ALL_ZERO = /^0+$/;

/** Undefined for no parent; some emitters write the root's missing parent as zeros. */
export function toParentId(hex: string): string | undefined {
  return hex === "" || ALL_ZERO.test(hex) ? undefined : hex;
}
