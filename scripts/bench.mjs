/** `npm run bench`: makes the checkout ready and measures it. `npm run bench -- --help` shows the choices. */
import { setup } from './setup.mjs';

await setup();
const { runBench } = await import('../dist/scripts/bench/run-bench.js');
process.exitCode = await runBench(process.argv.slice(2));
