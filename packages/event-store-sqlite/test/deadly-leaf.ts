/** Ends the thread that asks for a leaf hash: for the tests of what becomes of appends then. */
export const deadlyLeafHash = (): never => process.exit(7);
