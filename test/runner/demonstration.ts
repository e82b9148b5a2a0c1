/**
 * Lets a desk import the demonstration history once, beside the other steps: the tests that begin with such a desk copy it, and would
 * otherwise wait for the first of them to make it.
 */
import { uciHome } from '../support/uci-home.ts';

const home = await uciHome();
await home[Symbol.asyncDispose]();
