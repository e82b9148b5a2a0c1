import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Answered } from './tally.ts';

/** The service's numbers, in the Prometheus text format. */
export interface Metrics {
  onAnswered(answered: Answered): void;
  onConnected(isConnected: boolean): void;
  /** Whether commands are taken now. */
  isHealthy(): boolean;
  text(): Promise<string>;
}

export const createMetrics = (): Metrics => {
  const registers = [new Registry()];
  const commands = new Counter({
    name: 'caselog_intake_commands_total',
    help: 'Commands answered, by command and status',
    labelNames: ['command', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'caselog_intake_seconds',
    help: 'From a message to its answer',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  const connected = new Gauge({
    name: 'caselog_intake_connected',
    help: '1 while commands are taken',
    registers,
  });
  let isConnected = false;
  return {
    onAnswered({ command, status, tookMs }) {
      commands.inc({ command, status });
      seconds.observe(tookMs / 1_000);
    },
    onConnected(now) {
      isConnected = now;
      connected.set(now ? 1 : 0);
    },
    isHealthy: () => isConnected,
    text: () => registers[0]!.metrics(),
  };
};
