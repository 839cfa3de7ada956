/** What a refused call gives: a promise that rejects, with the methods that an APIPromise has. */

export function rejectedPromise(error: Error): Promise<never> {
  // Each makes its own rejection when it is asked for one: a promise that nobody asked for would go unhandled.
  const reject = async (): Promise<never> => {
    throw error;
  };
  return Object.assign(reject(), {
    asResponse: reject,
    withResponse: reject,
    _thenUnwrap: () => rejectedPromise(error),
  });
}
