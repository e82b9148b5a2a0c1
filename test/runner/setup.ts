import fc from 'fast-check';

/** Runs before each test file: one seed for the whole run, and failures that name it with the shrunk example. */
fc.configureGlobal({ seed: Number(process.env.CASELOG_TEST_SEED), verbose: fc.VerbosityLevel.Verbose });
