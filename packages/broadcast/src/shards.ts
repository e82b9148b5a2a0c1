const ascii = /^[\x20-\x7e]*$/;

/** Into how many shards the streams fall: the number in a subject, so that a fleet splits the work. */
export const shardsOfAll = 64;

/** The shard of a stream: FNV-1a, 32 bit, over the UTF-8 bytes of its name, modulo `shards`. Pure, the same for ever. */
export function shardOf(stream: string, shards: number): number {
  const bytes = ascii.test(stream) ? stream : Buffer.from(stream, 'utf8').toString('latin1');
  let hash = 0x811c9dc5;
  for (let n = 0; n < bytes.length; n += 1) hash = Math.imul(hash ^ bytes.charCodeAt(n), 0x01000193);
  return (hash >>> 0) % shards;
}
