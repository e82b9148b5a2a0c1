import { describe, expect, it } from 'vitest';
import { chanceFrom } from './chance.ts';
import { planRound } from './faults.ts';
import { playRounds } from './rounds.ts';

const parts = ['api', 'relay-1', 'nats'];

describe('A round of chaos', () => {
  it('is the same for the same seed', () => {
    const plan = (seed: number) => planRound(parts, chanceFrom(seed));
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });
});

describe('An installation of real processes', { timeout: 400_000 }, () => {
  it('comes right whatever is killed, paused or deleted under load', async () => {
    // Two rounds here; a hundred by the chaos command.
    const seed = Number(process.env.CASELOG_TEST_SEED);
    const { rounds, commands, events } = await playRounds(seed, { rounds: 2 });
    expect({ rounds, isLoaded: commands > 20 && events > commands }).toEqual({ rounds: 2, isLoaded: true });
  });
});
