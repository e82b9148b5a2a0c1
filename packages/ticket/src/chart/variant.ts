import { createMachine, type AnyStateMachine } from 'xstate';
import { compile, type CompiledChart } from './compile.ts';
import { lifecycleStates } from './lifecycle.ts';
import { ticketMachine, type TicketMachine } from './machine.ts';

/** A chart cannot be compiled into tables; the message says why. */
export class UncompilableChartError extends Error {
  override readonly name = 'UncompilableChartError';
  constructor(reason: string, options?: { readonly cause: unknown }) {
    super(`the chart cannot be compiled: ${reason}`, options);
  }
}

const isMachine = (value: unknown): value is AnyStateMachine =>
  typeof value === 'object' && value !== null && 'implementations' in value && 'config' in value;

/** A copy in which objects can be changed; what they refer to by function stays as it is. */
const copied = <Value>(value: Value): Value => {
  if (Array.isArray(value)) return value.map(copied) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each)])) as Value;
};

const machineOf = (variant: unknown): AnyStateMachine => {
  if (isMachine(variant)) return variant;
  if (typeof variant !== 'function')
    throw new UncompilableChartError('it is neither a machine nor a function that edits a configuration');
  const config = (variant as (config: unknown) => unknown)(copied(ticketMachine.config));
  if (typeof config !== 'object' || config === null)
    throw new UncompilableChartError('its function gives back no configuration');
  return createMachine(config, ticketMachine.implementations as never);
};

/**
 * Compiles another chart than this program's, to be tried on history. It keeps the seven states and the two regions beside them, and names
 * only guards and updates there are. Deterministic, without I/O. @throws UncompilableChartError
 */
export const compileVariant = (variant: unknown): CompiledChart => {
  let compiled: CompiledChart;
  try {
    compiled = compile(machineOf(variant) as unknown as TicketMachine);
  } catch (cause) {
    if (cause instanceof UncompilableChartError) throw cause;
    throw new UncompilableChartError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  for (const { lifecycle } of compiled.configurations)
    if (!lifecycleStates.includes(lifecycle))
      throw new UncompilableChartError(
        `${JSON.stringify(lifecycle)} is none of the states ${lifecycleStates.join(', ')}`,
      );
  return compiled;
};
