/** Waits for SIGINT or SIGTERM, then ends in order; a second signal ends at once. */
export function untilToldToEnd(end: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let ending = false;
    const onSignal = () => {
      if (ending) process.exit(1);
      ending = true;
      end().then(resolve, reject);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
