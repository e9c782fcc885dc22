/** Reads a stream of Server-Sent Events: text comes in any pieces, the JSON of each event goes out. Bounded; what is no JSON is dropped. */

/** One event is a snapshot of a view; longer ones are not ours. */
const eventCharsMax = 2_000_000;

export function eventsOf(take: (data: unknown) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const data = dataOf(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (data !== undefined) take(data);
    }
    if (rest.length > eventCharsMax) rest = '';
  };
}

function dataOf(block: string): unknown {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  if (lines.length === 0) return undefined;
  try {
    return JSON.parse(lines.map((line) => line.slice(5)).join('\n'));
  } catch {
    return undefined;
  }
}
