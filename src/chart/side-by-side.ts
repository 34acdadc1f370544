/** Does work for each of many, at most `cores` at a time, begun in their order. Rejects with the first failure. */
export async function sideBySide<T>(
  many: readonly T[],
  cores: number,
  work: (one: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const hand = async (): Promise<void> => {
    while (next < many.length) {
      const index = next;
      next += 1;
      const one = many[index];
      if (one !== undefined) await work(one, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(cores, many.length) }, hand));
}
