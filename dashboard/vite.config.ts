import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Static files with one fallback page: the hub serves them and knows nothing of Svelte. */
export default defineConfig({
  root: here('.'),
  plugins: [
    sveltekit({
      adapter: adapter({ pages: here('build'), assets: here('build'), fallback: 'index.html', precompress: false }),
      outDir: here('.svelte-kit'),
      files: { src: here('src'), assets: here('static') },
      // The fallback's one inline script is allowed by its hash, in a meta tag; the hub's header may say the same or less.
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'https:'],
          'connect-src': ['self'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'object-src': ['none'],
        },
      },
      version: { name: 'hub', pollInterval: 0 },
    }),
  ],
  build: { target: 'es2023', reportCompressedSize: false },
  server: { port: 4100, proxy: { '/api': { target: 'http://127.0.0.1:4000', ws: true, changeOrigin: false } } },
});
