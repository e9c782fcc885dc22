/** `npm run bench`: makes the checkout ready and measures it. `npm run bench -- --help` shows the choices. */
import { setup } from './setup.mjs';

await setup();
const { runBench } = await import('../dist/scripts/bench/run-bench.js');
// A part that failed may have left a socket open: end all the same.
process.exit(await runBench(process.argv.slice(2)));
