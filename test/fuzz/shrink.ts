/** Makes what breaks a law smaller: pieces of the bytes are left out as long as the law stays broken. */
export async function smallest(
  bytes: Buffer,
  isBroken: (bytes: Buffer) => Promise<boolean>,
  mostTries: number = 3000,
): Promise<Buffer> {
  let best = bytes;
  let tries = 0;
  for (let size = Math.ceil(best.length / 2); size >= 1 && tries < mostTries; ) {
    const before = best;
    for (let at = 0; at < best.length && tries < mostTries; ) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      tries++;
      if (await isBroken(shorter)) best = shorter;
      else at += size;
    }
    if (size === 1 && best === before) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return best;
}
