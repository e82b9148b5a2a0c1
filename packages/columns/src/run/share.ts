import { UnitReader, type ColumnImage } from '../file/units.ts';
import type { Wanted } from '../layout.ts';
import { shared, type ColumnKernel } from './kernel.ts';

/**
 * Takes units from the common counter, one with each step, until there are none or the fold is stopped. Yields after each unit.
 * @throws ColumnsDamagedError, and what the kernel throws
 */
export function* shareOf(
  image: ColumnImage,
  kernel: ColumnKernel<unknown>,
  counters: Int32Array<SharedArrayBuffer>,
): Generator<void> {
  const reader = new UnitReader(image);
  const wanted = new Set<Wanted>(kernel.wanted);
  for (;;) {
    const unit = Atomics.add(counters, shared.nextUnit, 1);
    if (unit >= reader.units || Atomics.load(counters, shared.stopped) !== 0) return;
    const batch = reader.read(unit, wanted);
    kernel.take(batch);
    Atomics.add(counters, shared.eventsDone, batch.events);
    yield;
  }
}
