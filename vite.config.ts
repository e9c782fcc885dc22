/**
 * Builds the pages: eight small HTML entries into dist/display, with hashed files under /assets.
 * Nothing is inlined and nothing is fetched from elsewhere, so that the daemon's strict content policy holds.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const pages = ['index', 'signage', 'kiosk', 'counter', 'rate', 'admin', 'ticket', 'lab'];
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('./display'),
  base: '/',
  publicDir: false,
  build: {
    outDir: at('./dist/display'),
    emptyOutDir: true,
    // Chromium of the Pi image and the phones of the last four years.
    target: ['chrome108', 'safari16', 'firefox115'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, at(`./display/${page}.html`)])) },
  },
});
