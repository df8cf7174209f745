import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

// The API serves dist/ in production. In development Vite serves the pages and forwards calls to the API.
const apiUrl = process.env["API_URL"] ?? "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [solid()],
  build: {
    target: "baseline-widely-available",
    manifest: true,
    // The content security policy has no `data:` fonts, and a font in a stylesheet delays the first paint.
    assetsInlineLimit: 0,
    // All styles are 6 kB: one file, cached once, so that no page appears without its styles.
    cssCodeSplit: false,
  },
  server: {
    proxy: { "/v1": apiUrl, "/api": apiUrl },
  },
});
