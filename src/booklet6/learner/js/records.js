// The records that a learner has beside those of the activities, by their ids.

/** The attempt at the final test that goes on, or that ended last. */
export const TEST = "final-test";
/** The best attempt that was passed: from it the certificate is made. */
export const PASSED = "final-test-passed";
