import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `./dev ui` says where the service listens; what the page asks goes there.
const service = process.env.COGNITRACK_SERVICE ?? 'http://127.0.0.1:8790';
const forwarded = { target: service, headers: { origin: service } };

export default defineConfig({
  plugins: [react()],
  base: '/',
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
  server: { host: '127.0.0.1', proxy: { '/api': forwarded, '/openapi.json': forwarded, '/readyz': forwarded } },
  test: { environment: 'jsdom', testTimeout: 30_000, setupFiles: ['src/test_setup.ts'], include: ['src/**/*.test.{ts,tsx}'] },
});
