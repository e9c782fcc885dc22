/** `npm start`: makes the checkout ready and opens the virtual hall. Arguments go on to `hallkeeper demo`. */
import { setup } from './setup.mjs';

await setup();
process.argv.splice(2, 0, 'demo');
await import('../dist/daemon/cli.js');
