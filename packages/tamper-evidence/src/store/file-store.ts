import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { LogPathError } from '../errors.ts';
import { syncFolder, unlessMissing, withFile } from './files.ts';
import { historyEntry, readHistory } from './history.ts';
import { checkpointPath, type LogStore, type StoredFile } from './log-store.ts';

const historyPath = 'checkpoints';
const scratchPath = '.tmp';

/**
 * A log as a folder of plain files: `tile/…`, `checkpoint` and `checkpoints` (all that were signed), ready to be served as they are.
 * A file is written aside, flushed and renamed, so a reader or a crash finds it whole or not at all.
 */
export const createFileStore = (folder: string): LogStore => new FileStore(folder);

class FileStore implements LogStore {
  readonly #folder: string;
  #written = 0;
  /** Where the whole checkpoints of the history end; a file of another length is read again first. */
  #historyBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return unlessMissing(readFile(this.#at(path)));
  }

  async has(path: string): Promise<boolean> {
    return (await unlessMissing(access(this.#at(path)).then(() => true))) ?? false;
  }

  async write(files: readonly StoredFile[]): Promise<void> {
    const folders = new Set<string>();
    for (const { path, bytes } of files) {
      const target = this.#at(path);
      await mkdir(dirname(target), { recursive: true });
      await this.#replace(target, bytes);
      for (let up = target; up !== this.#folder; folders.add(up)) up = dirname(up);
    }
    for (const touched of folders) await syncFolder(touched);
  }

  async remove(path: string): Promise<void> {
    await rm(this.#at(path), { recursive: true, force: true });
  }

  async checkpoints(): Promise<readonly string[]> {
    return readHistory(await this.#historyText()).notes;
  }

  async addCheckpoint(note: string): Promise<void> {
    // First it is kept, then shown: a signature anyone may have seen is never forgotten.
    await this.#addToHistory(note);
    await this.write([{ path: checkpointPath, bytes: Buffer.from(note) }]);
  }

  async #addToHistory(note: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const entry = Buffer.from(historyEntry(note));
    await withFile(this.#at(historyPath), 'a', async (file) => {
      const { size } = await file.stat();
      if (size !== this.#historyBytes) this.#historyBytes = readHistory(await this.#historyText()).bytes;
      await file.truncate(this.#historyBytes);
      await file.appendFile(entry);
      await file.sync();
    });
    this.#historyBytes += entry.length;
    await syncFolder(this.#folder);
  }

  async #historyText(): Promise<string> {
    return (await this.read(historyPath))?.toString() ?? '';
  }

  async #replace(target: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.#at(scratchPath), { recursive: true });
    const aside = this.#at(`${scratchPath}/${process.pid}-${this.#written++}`);
    await withFile(aside, 'w', async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await rename(aside, target);
  }

  #at(path: string): string {
    const target = join(this.#folder, path);
    const inside = relative(this.#folder, target);
    if (inside === '' || inside.startsWith('..')) throw new LogPathError(path);
    return target;
  }
}
