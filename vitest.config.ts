import { defineConfig } from 'vitest/config';

/** One run for everything; native addons need the main thread, hence forks. */
export default defineConfig({
  test: {
    include: ['{protocol,device,firmware-bridge,display,scripts,tests}/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
