/** What a bad cable does to a run of bytes: some bits flipped, or a byte lost, doubled, inserted, or everything cut short. */

/** A damaged copy; `random` gives numbers in [0, 1). By rare chance equal to the original. */
export function damageBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const pick = (count: number): number => Math.floor(random() * count);
  const at = pick(bytes.length);
  switch (pick(5)) {
    case 0:
      return flipBits(bytes, 1 + pick(4), random);
    case 1:
      return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
    case 2:
      return new Uint8Array([...bytes.subarray(0, at), pick(256), ...bytes.subarray(at)]);
    case 3: {
      const copy = bytes.slice();
      copy[at] = (bytes[at] ?? 0) ^ (1 + pick(255));
      return copy;
    }
    default:
      return bytes.slice(0, at);
  }
}

function flipBits(bytes: Uint8Array, count: number, random: () => number): Uint8Array {
  const copy = bytes.slice();
  for (let done = 0; done < count; done += 1) {
    const at = Math.floor(random() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return copy;
}
