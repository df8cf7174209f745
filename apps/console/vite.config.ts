import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

// In production, the API serves dist/. In development, Vite serves the pages and forwards calls to the API.
const apiUrl = process.env["API_URL"] ?? "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [solid()],
  build: {
    target: "baseline-widely-available",
    manifest: true,
    // The content security policy forbids `data:` fonts, and a font inside a stylesheet delays the first paint.
    assetsInlineLimit: 0,
    // All styles are 6 kB. They are one cached file, so that no page appears without its styles.
    cssCodeSplit: false,
  },
  server: {
    proxy: { "/v1": apiUrl, "/api": apiUrl },
  },
});
