import { readFile } from 'node:fs/promises';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { type Plugin, defineConfig } from 'vite';

const server = 'http://127.0.0.1:8080';

/** Comments in locales are for translators, and not for phones. */
const withoutComments: Plugin = {
  name: 'ftl-without-comments',
  enforce: 'pre',
  async load(id) {
    const [file, query] = id.split('?');
    if (!file?.endsWith('.ftl') || query !== 'raw') return undefined;
    this.addWatchFile(file);
    const messages = (await readFile(file, 'utf8')).replace(/^#.*\n+/gm, '');
    return `export default ${JSON.stringify(messages)}`;
  },
};

export default defineConfig({
  plugins: [withoutComments, svelte()],
  build: {
    // The oldest browsers that are still found on managed laptops and on phones that get no updates.
    target: ['es2021', 'chrome100', 'edge100', 'firefox100', 'safari15'],
    cssMinify: 'lightningcss',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/api': server,
      '/ws': { target: server, ws: true },
    },
  },
});
