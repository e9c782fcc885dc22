import { defineConfig } from 'vite';

/**
 * The daemon in few files: a start that reads some 800 small files takes seconds on an SD card. Native modules stay where
 * npm built them. `tsc` checks the same sources and emits them for tests and tools (docs/decisions/0011-bundle.md).
 */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, external: ['better-sqlite3', 'serialport', '@serialport/bindings-cpp', 'onoff'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/daemon',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: { cli: 'device/cli.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
