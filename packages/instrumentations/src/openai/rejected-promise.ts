/** What a refused call gives: a promise that rejects, with the methods that an APIPromise has. */

export function rejectedPromise(refusal: Error): Promise<never> {
  const promise = Promise.reject(refusal);
  // Who asks for the response handles that promise, and not the call's own.
  const reject = async (): Promise<never> => promise;
  return Object.assign(promise, {
    asResponse: reject,
    withResponse: reject,
    _thenUnwrap: () => {
      promise.catch(() => {});
      return rejectedPromise(refusal);
    },
  });
}
