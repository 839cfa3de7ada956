/** Jest reporter: closes a run with one plain line of totals. */
class TotalsReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
    // A file that could not be run at all is a failure, too.
    const line = `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed${skipped}`;
    // Jest prints its own summary after every reporter is done.
    process.once("exit", () => console.log(line));
  }
}

module.exports = TotalsReporter;
