import { defineConfig } from 'vite';

/**
 * The daemon in few files: a start that reads some 800 small files takes seconds on an SD card. Native modules stay where
 * npm built them. `tsc` checks the same sources and emits them for tests and tools (docs/decisions/0011-bundle.md).
 */
/** Comments and white space go: the text of a program stays in memory. Names stay, so that a stack trace can be read. */
const minify = { compress: true, mangle: false, codegen: { removeWhitespace: true } } as const;

export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, external: ['better-sqlite3', 'serialport', '@serialport/bindings-cpp', 'onoff'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/daemon',
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      input: { cli: 'device/cli.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', minify },
    },
  },
});
