/** While the library, instrumented, tells of a start: our handlers among its listeners then have nothing to do. */
let isObserved = false;

export function isCallObserved(): boolean {
  return isObserved;
}

/** @param tell asks all listeners before it returns, whatever it waits for then */
export function asObserved<Result>(tell: () => Result): Result {
  const before = isObserved;
  isObserved = true;
  try {
    return tell();
  } finally {
    isObserved = before;
  }
}
