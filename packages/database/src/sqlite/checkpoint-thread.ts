/** The thread that takes a log back into its file: a checkpoint a message, answered when it has ended. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

if (parentPort) {
  const port = parentPort;
  const database = new DatabaseSync(workerData as string);
  database.exec('pragma synchronous = normal');
  port.on('message', (asked: 'checkpoint' | 'close') => {
    if (asked === 'close') {
      database.close();
      port.close();
      return;
    }
    // Passive: waits for no reader and no writer, and takes back what it can.
    database.exec('pragma wal_checkpoint(passive)');
    port.postMessage('ended');
  });
}
